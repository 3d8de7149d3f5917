"""Waivers: what counts as one, what it covers, and what the two audit rules make of them."""

import time
from dataclasses import dataclass, field
from datetime import date

import pytest

from policy.model import kinds
from policy.model.graph import Graph
from policy.model.rule import Config, StackRule, Violation
from policy.model.waivers import Ledger, read
from tests.policy.plans import Plan, spec
from tests.policy.tables import BY_NAME

TODAY = date(2026, 11, 20)
BUCKET = spec(kinds.BUCKET, "data")
WAIVER: dict[str, object] = {"resource": "*::data", "reason": "replaced in March", "expires": "2027-03-31"}


def without(name: str) -> dict[str, object]:
    return {key: value for key, value in WAIVER.items() if key != name}


@dataclass(frozen=True, kw_only=True)
class AuditCase:
    """What one audit rule says after a rule ran with these waivers."""

    rule: str
    title: str
    configured: object
    covered: tuple[str, ...] = ()
    expected: tuple[str, ...] = ()
    resources: tuple[str, ...] = field(default=(BUCKET.urn,))


CURRENT, IN_USE = "waivers-are-current", "waivers-in-use"
AUDIT_CASES = [
    AuditCase(rule=CURRENT, title="none", configured=None),
    AuditCase(rule=CURRENT, title="one in use", configured=[WAIVER], covered=(BUCKET.urn,)),
    AuditCase(rule=CURRENT, title="one, not a list", configured=WAIVER, covered=(BUCKET.urn,)),
    AuditCase(
        rule=CURRENT, title="unneeded", configured=[WAIVER], expected=("some-rule: the waiver for `*::data` covers no violation.",)
    ),
    *(
        AuditCase(
            rule=CURRENT,
            title=f"for {named}",
            configured=[{**WAIVER, "resource": named}],
            covered=(BUCKET.urn,),
            expected=(f"some-rule: the waiver for `{named}` covers no violation. The rule objects to `*::data`.",),
        )
        for named in ("data", "*::date", BUCKET.urn.replace("test", "production"))
    ),
    *(
        AuditCase(
            rule=CURRENT,
            title=f"for everything, {named}",
            configured=[{**WAIVER, "resource": named}],
            covered=(BUCKET.urn,),
            expected=(
                f"some-rule: waivers[0] for `{named}` covers every resource: name some, or lower the rule's `enforcementLevel`.",
            ),
        )
        for named in ("*", "**", "urn:*", "urn:pulumi:*::*", "?*", "*::?*")
    ),
    AuditCase(
        rule=CURRENT, title="for all of a type", configured=[{**WAIVER, "resource": "*/bucket:Bucket::*"}], covered=(BUCKET.urn,)
    ),
    AuditCase(
        rule=CURRENT,
        title="needed by another plan's resource only",
        configured=[WAIVER],
        covered=(BUCKET.urn,),
        resources=(),
        expected=("some-rule: the waiver for `*::data` covers no violation.",),
    ),
    AuditCase(
        rule=CURRENT,
        title="expired yesterday",
        configured=[{**WAIVER, "expires": "2026-11-19"}],
        covered=(BUCKET.urn,),
        expected=("some-rule: waivers[0] for `*::data` expired on 2026-11-19.",),
    ),
    AuditCase(rule=CURRENT, title="expires today", configured=[{**WAIVER, "expires": "2026-11-20"}], covered=(BUCKET.urn,)),
    *(
        AuditCase(
            rule=CURRENT, title=f"no {name}", configured=[without(name)], expected=(f"some-rule: waivers[0] has no `{name}`.",)
        )
        for name in WAIVER
    ),
    AuditCase(
        rule=CURRENT,
        title="neither reason nor day",
        configured=[{"resource": "*::data"}],
        expected=("some-rule: waivers[0] has no `reason`, no `expires`.",),
    ),
    AuditCase(
        rule=CURRENT,
        title="blank reason",
        configured=[{**WAIVER, "reason": "  "}],
        expected=("some-rule: waivers[0] has no `reason`.",),
    ),
    AuditCase(
        rule=CURRENT,
        title="reason a number",
        configured=[{**WAIVER, "reason": 7}],
        expected=("some-rule: waivers[0] has no `reason`.",),
    ),
    *(
        AuditCase(
            rule=CURRENT,
            title=f"expires {day}",
            configured=[{**WAIVER, "expires": day}],
            expected=(f"some-rule: waivers[0] has the `expires` {day!r}, which is no day written YYYY-MM-DD.",),
        )
        for day in ("never", "20270331", "2027-02-30", "2027-W01-1")
    ),
    AuditCase(
        rule=CURRENT,
        title="a field too many",
        configured=[{**WAIVER, "rule": "x"}],
        expected=("some-rule: waivers[0] has a field that means nothing: `rule`.",),
    ),
    AuditCase(
        rule=CURRENT,
        title="two fields too many",
        configured=[{**WAIVER, "rule": "x", "author": "y"}],
        expected=("some-rule: waivers[0] has a field that means nothing: `author`, `rule`.",),
    ),
    AuditCase(
        rule=CURRENT,
        title="a text",
        configured=["*"],
        expected=("some-rule: waivers[0] is not an object with `resource`, `reason` and `expires`.",),
    ),
    AuditCase(rule=IN_USE, title="none", configured=[]),
    AuditCase(rule=IN_USE, title="unneeded", configured=[WAIVER]),
    AuditCase(
        rule=IN_USE,
        title="one in use",
        configured=[WAIVER],
        covered=(BUCKET.urn,),
        expected=("some-rule does not apply until 2027-03-31: replaced in March",),
    ),
    *(
        AuditCase(
            rule=IN_USE,
            title=f"until {day}",
            configured=[{**WAIVER, "expires": day}],
            covered=(BUCKET.urn,),
            expected=(f"some-rule does not apply until {day}: replaced in March{ending}",),
        )
        for day, ending in (
            ("2026-12-21", ""),
            ("2026-12-20", " (it ends in 30 days: mend what is set aside, or renew it)"),
            ("2026-11-21", " (it ends tomorrow: mend what is set aside, or renew it)"),
            ("2026-11-20", " (it ends today: mend what is set aside, or renew it)"),
        )
    ),
    AuditCase(
        rule=IN_USE,
        title="two for one resource",
        configured=[WAIVER, {**WAIVER, "resource": "*Bucket::*", "reason": "legacy"}],
        covered=(BUCKET.urn,),
        expected=(
            "some-rule does not apply until 2027-03-31: replaced in March",
            "some-rule does not apply until 2027-03-31: legacy",
        ),
    ),
    AuditCase(
        rule=IN_USE,
        title="one of two resources",
        configured=[WAIVER],
        covered=(BUCKET.urn, "urn:pulumi:test::platform::aws:s3/bucket:Bucket::other"),
        expected=("some-rule does not apply until 2027-03-31: replaced in March",),
    ),
]


@pytest.fixture
def ledger(monkeypatch: pytest.MonkeyPatch) -> Ledger:
    fresh = Ledger(lambda: TODAY)
    monkeypatch.setattr("policy.rules.pack.waivers.LEDGER", fresh)
    return fresh


def audit(rule: str, resources: tuple[str, ...] = (BUCKET.urn,)) -> list[str]:
    audited = BY_NAME[rule]
    assert isinstance(audited, StackRule)
    plan = Plan(*(spec(kinds.BUCKET, urn.rpartition("::")[2]) for urn in resources))
    return [
        finding.what for finding in audited.check(Graph(plan.resources()), Config(audited.about)) if isinstance(finding, Violation)
    ]


@pytest.mark.parametrize("case", AUDIT_CASES, ids=lambda case: f"{case.rule}: {case.title}")
def test_audit(case: AuditCase, ledger: Ledger) -> None:
    entry = ledger.for_stack("some-rule", case.configured)
    for urn in case.covered:
        entry.waives(urn)
    assert audit(case.rule, case.resources) == list(case.expected)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["archive", "data"], "`*::data` and 1 more"),
        (["archive", "backups", "data", "date"], "`*::date` and 3 more"),
        (["legal", "records"], "`*::legal` and 1 more"),
    ],
)
def test_the_nearest_of_what_a_rule_objects_to_is_named_for_a_waiver_that_covers_nothing(
    ledger: Ledger, names: list[str], said: str
) -> None:
    urns = tuple(spec(kinds.BUCKET, name).urn for name in names)
    entry = ledger.for_stack("some-rule", [{**WAIVER, "resource": "*::dated"}])
    for urn in urns:
        entry.waives(urn)
    assert audit(CURRENT, urns) == [f"some-rule: the waiver for `*::dated` covers no violation. The rule objects to {said}."]


def test_a_waiver_covers_by_glob() -> None:
    (waiver,), problems = read([WAIVER], TODAY)
    assert problems == ()
    assert waiver.covers("urn:pulumi:production::platform::aws:s3/bucket:Bucket::data")
    assert not waiver.covers("urn:pulumi:production::platform::aws:s3/bucket:Bucket::database")


def test_a_pattern_is_matched_in_a_time_that_grows_with_the_urn() -> None:
    (waiver,), _ = read([{**WAIVER, "resource": "*a" * 40 + "b"}], TODAY)
    began = time.process_time()
    assert not waiver.covers("a" * 20_000)
    assert time.process_time() - began < 1


def test_an_expired_waiver_covers_nothing() -> None:
    assert read([{**WAIVER, "expires": "2020-01-01"}], TODAY)[0] == ()


def test_both_audits_of_a_pass_see_the_same(ledger: Ledger) -> None:
    ledger.for_stack("some-rule", [WAIVER]).waives(BUCKET.urn)
    assert audit(CURRENT) == []
    assert len(audit(IN_USE)) == 1


def test_a_pass_starts_with_nothing_of_the_last_one(ledger: Ledger) -> None:
    """A waiver that was needed, or configured, in one plan says nothing about the next plan of the same process."""
    ledger.for_resource("gone", [WAIVER], BUCKET.urn).waives(BUCKET.urn)
    ledger.for_stack("some-rule", [WAIVER]).waives(BUCKET.urn)
    audit(CURRENT)
    ledger.for_stack("some-rule", [WAIVER])
    assert audit(CURRENT) == ["some-rule: the waiver for `*::data` covers no violation."]
    assert audit(IN_USE) == []


def test_an_abandoned_pass_does_not_count_for_the_next(ledger: Ledger) -> None:
    """The engine skips the stack's analysis after a violation, so the ledger is not always closed."""
    ledger.for_resource("some-rule", [WAIVER], BUCKET.urn).waives(BUCKET.urn)
    ledger.for_resource("some-rule", [WAIVER], BUCKET.urn)
    assert audit(CURRENT) == ["some-rule: the waiver for `*::data` covers no violation."]


def test_every_resource_of_a_pass_counts(ledger: Ledger) -> None:
    ledger.for_resource("some-rule", [WAIVER], BUCKET.urn).waives(BUCKET.urn)
    ledger.for_resource("some-rule", [WAIVER], "urn:other")
    assert audit(CURRENT) == []
