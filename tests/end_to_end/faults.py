"""What must be empty when all is over: a document lost, released twice or unjudged, a copy of a state secret, a case nobody was told of."""

from __future__ import annotations

import hashlib

from tests.end_to_end.installation import Installation
from tests.end_to_end.mixed import CANARY, Dropped
from tests.end_to_end.notices import Notices


def faults(installation: Installation, dropped: list[Dropped], notices: Notices) -> dict[str, list[str]]:
    """What must be empty, each with what is wrong."""
    lying = installation.by_content()
    wrong: dict[str, list[str]] = {
        "lost": [],
        "released twice": [],
        "released without a pass or a ruling": [],
        "copies of a state secret": [],
    }
    rows: dict[str, list[tuple[object, ...]]] = {}
    for sha256, *row in installation.query(
        "SELECT c.sha256, c.state, c.custody, c.action, c.storage, c.state_secret,"
        " (SELECT count(*) FROM cases_rulingrow r WHERE r.case_id = c.id AND r.effective AND r.decision = 'release' AND r.sha256 = c.sha256)"
        " FROM cases_case c WHERE c.custody != 'vanished'"
    ):
        rows.setdefault(str(sha256), []).append(tuple(row))
    for one in dropped:
        digest = hashlib.sha256(one.content).hexdigest()
        where, cases = lying.get(digest, []), rows.get(digest, [])
        out = [path for path in where if path.startswith("released/")]
        if len(cases) != 1:
            wrong["lost"].append(f"{one.name}: {len(cases)} cases, lies in {where}")
            continue
        state, custody, action, storage, secret, approvals = cases[0]
        places = {
            "delivered": len(out) == 1,
            "sealed": (installation.held / "sealed" / f"{storage}.sealed").is_file(),
            "isolated": where == [f"held/isolated/{storage}"],
            "destroyed": not where and state == "closed",
        }
        if not places.get(str(custody), False):
            wrong["lost"].append(f"{one.name}: {state}, {custody}, lies in {where}")
        if len(out) > 1 or (out and state != "released"):
            wrong["released twice"].append(f"{one.name}: {where}")
        if out and not (action == 0 or approvals):
            wrong["released without a pass or a ruling"].append(one.name)
        if one.fate == "isolated" and (len(where) > 1 or out or (secret and custody == "sealed")):
            wrong["copies of a state secret"].append(f"{one.name}: {where}")
    wrong["copies of a state secret"] += [path for path in installation.holding(CANARY) if not path.startswith("held/isolated/")]
    held = {str(number) for (number,) in installation.query("SELECT number FROM cases_case WHERE action > 0")}
    wrong["told of a held document"] = notices.faults(held)
    names = {one.name.rpartition("/")[2] for one in dropped} | {CANARY}
    wrong["content in a notice"] = [name for name in names if any(name in text for text in notices.texts)]
    verified = installation.screener("audit", "verify", "--all")
    wrong["audit"] = [] if verified.returncode == 0 else [verified.stdout + verified.stderr]
    return wrong
