"""What screening leaves behind: nothing of the document."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from screener.config import load_config
from screener.screening import Screener

SAMPLES = sorted((Path(__file__).parent / "samples" / "documents").iterdir())
SCREENER = Screener.build(load_config(None))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name[:2])
def test_a_document_that_was_screened_is_neither_mapped_nor_open(tmp_path, sample):
    path = tmp_path / f"screened{sample.suffix}"
    shutil.copy(sample, path)
    SCREENER.screen(path)
    path.unlink()
    assert str(path) not in Path("/proc/self/maps").read_text("utf-8")
    descriptors = Path("/proc/self/fd").iterdir()
    assert not [one for one in descriptors if one.is_symlink() and str(one.readlink()).startswith(str(path))]
