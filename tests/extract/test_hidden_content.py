"""HIDDEN_CONTENT.md, walked: whatever it says is read or held is proved by a real file, and nothing is proved that it does not say."""

from __future__ import annotations

from pathlib import Path

import pytest

from screener.model import Place
from tests.extract.proofs.proof import FORMATS, Proof
from tests.extract.proofs.table import PROOFS
from tests.extract.test_picture import needs_ocr

TABLE = Path(__file__).parents[2] / "HIDDEN_CONTENT.md"
NOT_APPLICABLE = "–"
CASES = [
    pytest.param(proof, id=f"{kind} in {form} {number}", marks=[needs_ocr] if proof.ocr else [])
    for (kind, form), proofs in PROOFS.items()
    for number, proof in enumerate(proofs, 1)
]


def rows() -> list[list[str]]:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def cells() -> dict[tuple[str, str], str]:
    head, _, *body = rows()
    return {(row[1], form): cell for row in body for form, cell in zip(head[2:], row[2:], strict=True)}


@pytest.mark.parametrize("proof", CASES)
def test_hidden_content_is_found_in_its_place_or_held(proof: Proof) -> None:
    assert proof.holds()


def test_the_table_has_every_format_and_says_something_in_every_cell():
    head, _, *body = rows()
    assert tuple(head[2:]) == FORMATS
    assert len({row[1] for row in body}) == len(body)
    assert all(row[0] and row[1] for row in body)
    assert set(cells().values()) == {"yes", "held", NOT_APPLICABLE}


def test_what_the_table_says_is_what_is_proved():
    said = {cell: word for cell, word in cells().items() if word != NOT_APPLICABLE}
    proved = {cell: "yes" if any(isinstance(proof.expected, Place) for proof in proofs) else "held" for cell, proofs in PROOFS.items()}
    assert said == proved
    assert all(PROOFS.values())
