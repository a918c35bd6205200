import pytest

from tests.end_to_end.installation import Installation
from tests.reports.cases.installation import cluster

__all__ = ["cluster"]


@pytest.fixture
def installation(tmp_path):
    return Installation.make(tmp_path / "安装")


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request, tmp_path):
    """An installation on each database."""
    address = request.getfixturevalue("cluster").new() if request.param == "postgresql" else ""
    return Installation.make(tmp_path / "安装", database=address)
