"""What persons do between two crashes: approve what is held, destroy some of it by two persons. Run on the installation it is given."""

from __future__ import annotations

import os
import random
import sys


def main(configuration: str, seed: int) -> None:
    os.environ["SCREENER_CONFIG"] = configuration
    from reports.installation import open_installation

    open_installation()
    from reports.cases.models import Case, Custody, State
    from reports.cases.rulings import rule
    from screener.errors import ScreenerError
    from tests.reports.cases import samples

    reviewer, leader = samples.person("reviewer"), samples.person("leader")
    chance = random.Random(seed)
    for case in Case.objects.filter(state=State.HELD, custody__in=[Custody.SEALED, Custody.ISOLATED]).order_by("pk"):
        seen = (case.sha256, case.policy, case.dictionaries)
        lot = chance.random()
        try:
            # Whoever looks sees a mark; what nobody could read is not let out unseen.
            if lot < 0.4 and case.action == 1 and not case.unscanned.exists():
                rule(case.number, reviewer, "release", "other", "已由人工查看", {}, *seen)
            elif lot < 0.6:
                for person in (reviewer, leader):
                    rule(case.number, person, "destroy", "other", "期满", {"basis": "保存期满"}, *seen)
        except ScreenerError as error:
            print(error.code, getattr(error, "why", ""))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
