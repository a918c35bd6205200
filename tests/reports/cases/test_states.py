"""The state machine against a table written out by hand: every step, from every state, by every role."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from django.utils import timezone

from screener.model import Action
from tests.reports.cases.installation import Installation

STATES = ("received", "screening", "passed", "held", "released", "rejected", "handed-over", "closed")
CUSTODIES = ("inbox", "taken", "isolated", "sealed", "delivered", "handed-over", "destroyed", "vanished")
ROLES = ("system", "submitter", "head", "reviewer", "leader", "classifier", "auditor", "administrator")
DECIDERS = {"head", "reviewer", "leader", "classifier"}
REVIEWERS = DECIDERS - {"head"}
SYSTEM = {"system"}
KEPT = {"isolated", "sealed"}

# step: states before, where the bytes must be, who, state after (None: the same), where the bytes are then (None: the same)
ALLOWED = {
    "take": ({"received"}, {"inbox"}, SYSTEM, "received", "taken"),
    "vanish": ({"received"}, {"inbox"}, SYSTEM, "closed", "vanished"),
    "claim": ({"received", "screening"}, {"taken"}, SYSTEM, "screening", None),
    "give-back": ({"screening"}, {"taken"}, SYSTEM, "received", None),
    "pass": ({"screening"}, {"taken"}, SYSTEM, "passed", None),
    "hold": ({"screening"}, {"taken"}, SYSTEM, "held", None),
    "give-up": ({"received", "screening"}, {"taken"}, SYSTEM, "held", None),
    "rescreen": ({"held"}, {"sealed"}, REVIEWERS, "held", None),
    "pass-after-all": ({"held"}, {"sealed"}, SYSTEM, "passed", None),
    "hold-on": ({"held"}, {"sealed"}, SYSTEM, "held", None),
    "isolate": ({"held"}, {"taken"}, SYSTEM, "held", "isolated"),
    "seal": ({"held"}, {"taken"}, SYSTEM, "held", "sealed"),
    "deliver": ({"passed"}, {"taken", "sealed", "isolated"}, SYSTEM, "released", "delivered"),
    "judge-again": ({"passed", "held"}, {"taken"}, SYSTEM, "received", None),
    "hold-again": ({"passed"}, KEPT, SYSTEM, "held", None),
    "approve": ({"held"}, KEPT, REVIEWERS, "passed", None),
    "reject": ({"held"}, KEPT, DECIDERS, "rejected", None),
    "refer": ({"held"}, KEPT, DECIDERS, "held", None),
    "order-hand-over": ({"held", "rejected"}, KEPT, REVIEWERS, None, None),
    "order-destruction": ({"held", "rejected"}, KEPT, REVIEWERS, None, None),
    "revoke": ({"passed"}, KEPT, DECIDERS, "held", None),
    "reopen": ({"rejected"}, KEPT, REVIEWERS, "held", None),
    "withdraw": ({"released"}, {"delivered"}, DECIDERS, "released", None),
    "settle-follow-up": ({"held"}, {"delivered"}, DECIDERS, "closed", None),
    "hand-over": ({"held", "rejected"}, KEPT, SYSTEM, "handed-over", "handed-over"),
    "destroy": ({"held", "rejected"}, KEPT, SYSTEM, "closed", "destroyed"),
}
# What a guard demands, so that the table alone decides below.
FITTING = {"hold": Action.REVIEW, "give-up": Action.REVIEW, "hold-on": Action.REVIEW}
SECRET = {"isolate"}


def a_case(state: str, custody: str, **columns: object):
    from reports.cases.models import Case

    told: dict[str, object] = {"action": 0, "sha256": "0" * 64, **columns}
    return Case(number="20260101-000001", storage="0" * 32, state=state, custody=custody, received_at=timezone.now(), **told)


def an_unread_case():
    case = a_case("held", "sealed")
    case.save()
    case.unscanned.create(place="body", code="timed-out")
    return case


def test_the_table_knows_every_step(installation: Installation):
    from reports.cases.states import TRANSITIONS

    assert set(TRANSITIONS) == set(ALLOWED)


@pytest.mark.parametrize("step", ALLOWED)
def test_a_step_is_possible_exactly_where_the_table_says(installation: Installation, step):
    from reports.cases import states

    before, custody, who, _, _ = ALLOWED[step]
    unread = an_unread_case()
    for state, lies, role in product(STATES, CUSTODIES, ROLES):
        case = a_case(state, lies, action=FITTING.get(step, Action.PASS), state_secret=step in SECRET)
        case.pk = unread.pk if step == "rescreen" else None
        possible = states.refusal(case, step, role) == ""
        assert possible == (state in before and lies in custody and role in who), (state, lies, role)


@pytest.mark.parametrize("step", ALLOWED)
def test_a_step_leads_where_the_table_says_and_stands_in_the_chain(installation: Installation, step):
    from django.db import transaction

    from reports.cases import audit, states
    from reports.cases.models import AuditEntry, Case
    from tests.reports.cases import samples

    before, custody, who, after, then = ALLOWED[step]
    for number, (state, lies, role) in enumerate(product(sorted(before), sorted(custody), sorted(who))):
        actor = "somebody" if role == "system" else samples.person(role)
        case = a_case(state, lies, action=FITTING.get(step, Action.PASS), state_secret=step in SECRET)
        case.number, case.storage = f"20260101-{number:06d}", f"{number:032d}"
        case.save()
        case.unscanned.create(place="body", code="timed-out")
        with transaction.atomic():
            audit.lock()
            states.move(case, step, actor)
        stored = Case.objects.get(number=case.number)
        assert (stored.state, stored.custody) == (after or state, then or lies)
        assert (stored.closed_at is not None) == (stored.state == "closed")
        assert AuditEntry.objects.get(case_number=case.number).action == step


@pytest.mark.parametrize("step", ["publish", "", "APPROVE"])
def test_a_step_that_is_not_in_the_table_is_refused(installation: Installation, step):
    from reports.cases import states

    assert states.refusal(a_case("held", "sealed"), step, "leader") == "no-such-transition"


NOW = datetime.now(UTC)


@pytest.mark.parametrize(
    ("step", "state", "custody", "columns"),
    [
        ("claim", "screening", "taken", {"lease_until": NOW + timedelta(hours=1)}),
        ("pass", "screening", "taken", {"action": Action.REVIEW}),
        ("pass", "screening", "taken", {"action": Action.BLOCK}),
        ("pass", "screening", "taken", {"action": None}),
        ("pass", "screening", "taken", {"sha256": ""}),
        ("hold", "screening", "taken", {"action": Action.PASS}),
        ("isolate", "held", "taken", {"state_secret": False}),
        ("seal", "held", "taken", {"state_secret": True}),
        ("deliver", "passed", "taken", {"action": Action.REVIEW, "pk": 7}),
        ("deliver", "passed", "sealed", {"action": Action.BLOCK, "pk": 7}),
        ("deliver", "passed", "taken", {"action": None, "pk": 7}),
        ("deliver", "passed", "taken", {"sha256": "", "pk": 7}),
    ],
)
def test_a_step_whose_condition_does_not_hold_is_refused(installation: Installation, step, state, custody, columns):
    from reports.cases import states

    assert states.refusal(a_case(state, custody, **columns), step, "system") == "guard"


def test_an_expired_lease_may_be_taken_over(installation: Installation):
    from reports.cases import states

    assert states.refusal(a_case("screening", "taken", lease_until=NOW - timedelta(seconds=1)), "claim", "system") == ""


def test_a_refusal_tells_what_to_do_in_two_languages(installation: Installation):
    from reports.cases.states import REFUSALS, RefusedError

    for why, (zh, en) in REFUSALS.items():
        error = RefusedError(why)
        assert (error.code, error.sentence, error.sentence_en) == ("refused", zh, en)
        assert zh.endswith("。")
        assert en.endswith(".")


def test_every_pair_of_decision_and_verdict_has_a_step_that_allows_the_same_roles(installation: Installation):
    from reports.cases.rulings import RULES, STEPS
    from reports.cases.states import TRANSITIONS

    for (decision, _), who in RULES.items():
        if decision in STEPS:
            assert who.first == TRANSITIONS[STEPS[decision]].who
            assert who.second <= who.first
