"""The paper of the office: the approval form of a case, the register, the monthly report, the package for an inspection.

A paper is written once (`paper.Paper`: headings, grids, tables) and laid out as docx, PDF or xlsx. To add one: one file, one line in PAPERS.
"""

from __future__ import annotations

__all__ = ["LAYOUTS"]

LAYOUTS: dict[str, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""What a paper can be laid out as, each by the module `as_<name>` of this package, with its media type."""
