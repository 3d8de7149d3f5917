"""What a pack says becomes findings, and the findings of all modes become one verdict."""

from offline.judging.findings import Finding, Judgement, Verdict, read, verdict
from offline.simulation.mode import Mode

URN = "urn:pulumi:dev::platform::aws:s3/bucket:Bucket::logs"
OTHER = "urn:pulumi:dev::platform::aws:s3/bucket:Bucket::models"


def _finding(*, undecided: bool = False, level: str = "mandatory", urn: str | None = URN, text: str = "text") -> Finding:
    return Finding(rule="rule", level=level, urn=urn, title="Title.", text=text, undecided=undecided)


def _read(message: str, level: str = "mandatory", urn: str | None = URN) -> list[Finding]:
    return list(read(rule="rule", level=level, rule_level="mandatory", urn=urn, title="Title.", message=message))


def _verdict(**found: list[Finding]) -> Verdict:
    return verdict(
        {Mode(mode): Judgement(pack="pack 1", rules=("rule",), findings=tuple(findings)) for mode, findings in found.items()}
    )


def test_a_violation_is_its_text_without_the_title_the_sdk_repeats() -> None:
    assert _read("Title.\nWrong.\nFix: do it.") == [_finding(text="Wrong.\nFix: do it.")]


def test_a_rule_stopped_by_an_unknown_value_is_undecided_at_its_own_level() -> None:
    message = "can't run policy 'rule' from policy pack 'p@v1' during preview: string value at .arn can't be known during preview"
    assert _read(message, level="advisory") == [_finding(undecided=True, text="string value at .arn can't be known during preview")]


def test_a_rule_may_say_line_by_line_where_it_is_undecided() -> None:
    message = (
        f"can't run policy 'rule' from policy pack 'p@v1' during preview: \nundecided {URN}: the key\nundecided {OTHER}: the policy"
    )
    assert _read(message, level="advisory", urn=None) == [
        _finding(undecided=True, text="the key"),
        _finding(undecided=True, urn=OTHER, text="the policy"),
    ]


def test_a_rule_undecided_about_no_resource_is_undecided_about_the_stack() -> None:
    message = "can't run policy 'rule' from policy pack 'p@v1' during preview: \nundecided None: the count"
    assert _read(message, urn=None) == [_finding(undecided=True, urn=None, text="the count")]


def test_nothing_found_passes() -> None:
    assert _verdict(planned=[], applied=[]).passed


def test_a_violation_found_in_both_modes_is_one_violation() -> None:
    said = _verdict(planned=[_finding()], applied=[_finding()])
    assert said.violations == (_finding(),)
    assert not said.passed


def test_one_fact_in_other_words_is_one_violation_in_the_words_of_the_mode_that_knows_more() -> None:
    planned = [_finding(text="There is no X."), _finding(text="y"), _finding(urn=OTHER, text="z"), _finding(urn=None, text="all")]
    applied = [_finding(text="`x.on` is not set."), _finding(text="y"), _finding(urn=None, text="all of it")]
    assert _verdict(planned=planned, applied=applied).violations == (applied[0], applied[1], planned[2], applied[2])


def test_what_one_mode_finds_and_the_other_cannot_decide_counts() -> None:
    found, unknown = _finding(text="found"), _finding(undecided=True, text="x")
    assert _verdict(planned=[found], applied=[unknown]).violations == (found,)
    assert _verdict(planned=[unknown], applied=[found]).violations == (found,)


def test_a_violation_of_one_mode_is_enough() -> None:
    assert not _verdict(planned=[_finding()], applied=[]).passed
    assert not _verdict(planned=[], applied=[_finding()]).passed


def test_advice_does_not_forbid() -> None:
    advice = _finding(level="advisory")
    assert _verdict(applied=[advice]) == Verdict(violations=(), advice=(advice,), later=(), never=())
    assert _verdict(applied=[advice]).passed


def test_what_is_undecided_while_planned_is_decided_later() -> None:
    said = _verdict(planned=[_finding(undecided=True)], applied=[])
    assert said.later == (_finding(undecided=True),)
    assert said.passed


def test_a_mandatory_rule_undecided_in_every_mode_is_an_error() -> None:
    said = _verdict(planned=[_finding(undecided=True)], applied=[_finding(undecided=True)])
    assert said.never == (_finding(undecided=True),)
    assert said.later == ()
    assert not said.passed


def test_a_mandatory_rule_undecided_when_all_is_known_is_an_error() -> None:
    assert not _verdict(applied=[_finding(undecided=True)]).passed


def test_another_resource_does_not_count_as_the_same() -> None:
    assert _verdict(planned=[_finding(undecided=True)], applied=[_finding(undecided=True, urn=OTHER)]).passed


def test_an_advisory_rule_may_stay_undecided() -> None:
    undecided = _finding(undecided=True, level="advisory")
    assert _verdict(planned=[undecided], applied=[undecided]).passed


def test_undecided_in_a_planned_run_alone_is_no_error() -> None:
    assert _verdict(planned=[_finding(undecided=True)]).passed
