"""The account's guards: what is free is on in every region, what costs money only where asked, and what stays behind."""

import pytest

from offline.simulation.runner import Mode, Recording
from tests import reading
from tests.shipped import recorded
from tests.systems.account.account import with_account

REGIONS = ("us-east-1", "us-west-2", "ca-central-1", "ca-west-1")
DETECTOR, FEATURE = "aws:guardduty/detector:Detector", "aws:guardduty/detectorFeature:DetectorFeature"
HUB, STANDARD = "aws:securityhub/account:Account", "aws:securityhub/standardsSubscription:StandardsSubscription"
TAG = "aws:costexplorer/costAllocationTag:CostAllocationTag"
FSBP = "aws-foundational-security-best-practices/v/1.0.0"


def switched(mode: Mode, **baseline: object) -> Recording:
    return recorded("account", mode, ("platform:account.baseline", baseline))


def declared(recording: Recording) -> set[str]:
    return {one.name for one in recording.children(recording.named("baseline").urn)}


@pytest.mark.parametrize("mode", list(Mode))
def test_what_is_free_is_on(mode: Mode) -> None:
    free = switched(mode)
    assert declared(free) == {
        "baseline-public-access",
        *(f"baseline-{guard}-{region}" for guard in ("ebs", "analyzer") for region in REGIONS),
    }
    closed = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
    assert free.named("baseline-public-access").inputs == dict.fromkeys(closed, True)
    for region in REGIONS:
        assert free.named(f"baseline-ebs-{region}").inputs == {"enabled": True, "region": region}
        assert free.named(f"baseline-analyzer-{region}").inputs == {
            "analyzerName": "acct-shared-external-access",
            "type": "ACCOUNT",
            "region": region,
        }


@pytest.mark.parametrize("mode", list(Mode))
def test_everything_can_be_off(mode: Mode) -> None:
    off = dict.fromkeys(("s3_public_access_block", "ebs_encryption", "access_analyzer"), False)
    assert declared(switched(mode, **off)) == set()


@pytest.mark.parametrize("mode", list(Mode))
def test_guardduty_watches_each_region_and_turns_off_the_plans_that_nobody_asked_for(mode: Mode) -> None:
    """A new detector begins with plans that are billed after a month."""
    watched = switched(mode, guardduty=True, guardduty_plans=["RDS_LOGIN_EVENTS"])
    assert {one.inputs["region"] for one in watched.of(DETECTOR)} == set(REGIONS)
    for region in REGIONS:
        detector = watched.named(f"baseline-detector-{region}")
        assert detector.inputs == {"enable": True, "findingPublishingFrequency": "FIFTEEN_MINUTES", "region": region}
        features = [one for one in watched.of(FEATURE) if one.inputs["region"] == region]
        assert {one.inputs["name"]: one.inputs["status"] for one in features} == {
            "EBS_MALWARE_PROTECTION": "DISABLED",
            "EKS_AUDIT_LOGS": "DISABLED",
            "LAMBDA_NETWORK_LOGS": "DISABLED",
            "RDS_LOGIN_EVENTS": "ENABLED",
            "S3_DATA_EVENTS": "DISABLED",
        }
        assert all(detector.urn in one.dependencies for one in features)


@pytest.mark.parametrize("mode", list(Mode))
def test_security_hub_checks_what_was_asked_and_no_default_standard(mode: Mode) -> None:
    checked = switched(mode, security_hub=True, security_hub_standards=[FSBP, "pci-dss/v/4.0.1"])
    assert [one.inputs["enableDefaultStandards"] for one in checked.of(HUB)] == [False] * len(REGIONS)
    assert {one.inputs["standardsArn"] for one in checked.of(STANDARD)} == {
        f"arn:aws:securityhub:{region}::standards/{standard}" for region in REGIONS for standard in (FSBP, "pci-dss/v/4.0.1")
    }
    for region in REGIONS:
        assert reading.waits_for(checked, f"baseline-hub-{region}-pci-dss", f"baseline-hub-{region}")


@pytest.mark.parametrize("mode", list(Mode))
def test_tags_of_the_bill_are_activated_where_asked(mode: Mode) -> None:
    active = switched(mode, cost_allocation_tags=["System", "Environment"])
    assert {one.inputs["tagKey"]: one.inputs["status"] for one in active.of(TAG)} == {"System": "Active", "Environment": "Active"}


def test_what_costs_money_is_off_unless_asked(account: Recording) -> None:
    assert [one for token in (DETECTOR, FEATURE, HUB, STANDARD, TAG) for one in account.of(token)] == []


def test_a_destroy_opens_nothing_and_loses_no_finding() -> None:
    all_on = with_account(
        ("baseline", {"guardduty": True, "security_hub": True, "cost_allocation_tags": ["System"]}),
    )
    stays = {one.name for one in all_on.resources if one.retain_on_delete and one.name.startswith("baseline-")}
    assert stays == {"baseline-public-access", "baseline-cost-System", *(f"baseline-ebs-{region}" for region in REGIONS)}
    kept = {one.name for one in all_on.resources if one.protect and one.name.startswith("baseline-")}
    assert kept == {f"baseline-{guard}-{region}" for guard in ("detector", "hub") for region in REGIONS}


def test_a_region_more_adds_its_guards_and_touches_no_other() -> None:
    more = with_account(("deployments[0].regions", ["us-east-1", "eu-west-1"]))
    assert declared(more) - declared(with_account()) == {"baseline-ebs-eu-west-1", "baseline-analyzer-eu-west-1"}
    assert declared(with_account()) <= declared(more)
