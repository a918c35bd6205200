from __future__ import annotations
import os, importlib
import pytest
from tests.extract.proofs.proof import joined
PROOFS = joined(*[vars(importlib.import_module(f"tests.extract.proofs.{m}"))[n] for m,n in [x.split(":") for x in os.environ["M"].split(",")]])
CASES = [pytest.param(p, id=f"{f}: {k} {i}") for (k, f), ps in PROOFS.items() for i, p in enumerate(ps)]

@pytest.mark.parametrize("proof", CASES)
def test_p(proof):
    assert proof.holds()
