"""Everything that formats show is computed once."""

import dataclasses
from pathlib import Path

import pulumi
import pulumi_aws as aws
import pytest

from offline.judging.findings import Finding, Judgement
from offline.project import Project
from offline.reporting.summary import Run, Summary, summarize
from offline.simulation.runner import Mode, Recording, record
from tests.offline.reporting.verdicts import ADVICE, BROKEN, RULES, UNCLEAR, URN, previewed

PROJECT = Project(name="platform", stack="dev", program=Path(), config={}, secret_keys=())


def _program() -> None:
    part = pulumi.ComponentResource("platform:part:Part", "part")
    aws.s3.Bucket("models", opts=pulumi.ResourceOptions(parent=part))
    aws.s3.BucketVersioning("models", bucket="models", versioning_configuration={"status": "Enabled"})
    aws.sns.Topic("alerts")
    pulumi.log.warn("careful")
    if pulumi.runtime.is_dry_run():
        aws.sns.Topic("early")


@pytest.fixture(scope="module", name="summary")
def _summary() -> Summary:
    def run(recording: Recording, *findings: Finding) -> Run:
        return Run(recording=recording, judgement=Judgement(pack="pack 1", rules=RULES, findings=findings))

    undecided = dataclasses.replace(BROKEN, undecided=True)
    planned, applied = (record(_program, stack="dev", mode=mode) for mode in Mode)
    return summarize(PROJECT, {Mode.PLANNED: run(planned, undecided, ADVICE), Mode.APPLIED: run(applied, BROKEN)})


def test_resources_are_counted_by_service_the_most_first(summary: Summary) -> None:
    assert str(summary.counts) == "4 resources in 1 component: s3 2, sns 2"
    assert str(previewed().counts) == "0 resources in 0 components: none"


def test_the_first_mode_is_shown_and_the_one_that_knows_most_is_kept(summary: Summary) -> None:
    assert (summary.recording.mode, summary.applied.mode) == (Mode.PLANNED, Mode.APPLIED)
    assert summary.only_in == {Mode.PLANNED: [summary.recording.named("early").urn], Mode.APPLIED: []}
    assert summary.warnings == ["careful"]


def test_findings_are_grouped_by_rule_and_counted_by_resource(summary: Summary) -> None:
    assert not summary.verdict.passed
    assert summary.forbidding == {"buckets-closed": [BROKEN]}
    assert summary.advising == {"two-zones": [ADVICE]}
    assert summary.violated == {URN: 1}
    assert summary.undecided.keys() == {"buckets-closed"}


def test_what_no_mode_decides_forbids_too() -> None:
    assert previewed(UNCLEAR).forbidding == {"roles-narrow": [UNCLEAR]}


def test_what_an_advisory_rule_decides_in_no_mode_is_not_said_to_be_decided() -> None:
    unsure = dataclasses.replace(ADVICE, undecided=True)
    summary = previewed(unsure, mode=tuple(Mode))
    assert (summary.verdict.passed, summary.unclear, summary.undecided) == (True, (unsure,), {})
    assert summary.advising == {"two-zones": [unsure]}
    assert summary.conclusion == "No policy forbids this deployment, 1 to think about."
    assert previewed(unsure, mode=(Mode.PLANNED,)).undecided == {"two-zones": [unsure]}


def test_findings_are_in_the_packs_order_of_rules_and_then_by_resource() -> None:
    other = dataclasses.replace(BROKEN, urn=URN.replace("models", "data"))
    late = dataclasses.replace(UNCLEAR, undecided=False)
    assert previewed(late, BROKEN, other).verdict.violations == (other, BROKEN, late)


def test_the_conclusion_counts() -> None:
    assert previewed(BROKEN).conclusion == "1 violation forbids this deployment."
    assert previewed(BROKEN, UNCLEAR).conclusion == "2 violations forbid this deployment."


def test_a_preview_without_a_pack_has_no_rules() -> None:
    recording = record(lambda: None, stack="dev")
    summary = summarize(PROJECT, {Mode.APPLIED: Run(recording=recording)})
    assert (summary.pack, summary.rules, summary.verdict.passed) == (None, [], True)
