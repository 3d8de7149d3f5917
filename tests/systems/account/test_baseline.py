"""The account's guards: what is free is on in every region, what costs money only where asked, and what stays behind."""

import pytest

from offline.simulation.runner import Mode, Recording
from tests import reading
from tests.shipped import recorded
from tests.systems.account.account import FSBP, with_less, with_more

REGIONS = ("us-east-1", "us-west-2", "ca-central-1", "ca-west-1")
MORE = (*REGIONS, "eu-west-1")
"""Those of an account with a stack in one more."""
DETECTOR, FEATURE = "aws:guardduty/detector:Detector", "aws:guardduty/detectorFeature:DetectorFeature"
HUB, STANDARD = "aws:securityhub/account:Account", "aws:securityhub/standardsSubscription:StandardsSubscription"
TAG = "aws:costexplorer/costAllocationTag:CostAllocationTag"


def declared(recording: Recording) -> set[str]:
    return {one.name for one in recording.children(recording.named("baseline").urn)}


def free(*regions: str) -> set[str]:
    return {"baseline-public-access", *(f"baseline-{guard}-{region}" for guard in ("ebs", "analyzer") for region in regions)}


@pytest.mark.parametrize("mode", list(Mode))
def test_what_is_free_is_on(mode: Mode) -> None:
    account = recorded("account", mode)
    assert declared(account) == free(*REGIONS)
    closed = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
    assert account.named("baseline-public-access").inputs == dict.fromkeys(closed, True)
    for region in REGIONS:
        assert account.named(f"baseline-ebs-{region}").inputs == {"enabled": True, "region": region}
        assert account.named(f"baseline-analyzer-{region}").inputs == {
            "analyzerName": "acct-shared-external-access",
            "type": "ACCOUNT",
            "region": region,
        }


@pytest.mark.parametrize("mode", list(Mode))
def test_everything_can_be_off(mode: Mode) -> None:
    assert declared(with_less(mode)) == set()


@pytest.mark.parametrize("mode", list(Mode))
def test_guardduty_watches_each_region_and_turns_off_the_plans_that_nobody_asked_for(mode: Mode) -> None:
    """A new detector begins with plans that are billed after a month."""
    watched = with_more(mode)
    assert {one.inputs["region"] for one in watched.of(DETECTOR)} == set(MORE)
    for region in MORE:
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
    checked = with_more(mode)
    assert [one.inputs["enableDefaultStandards"] for one in checked.of(HUB)] == [False] * len(MORE)
    assert {one.inputs["standardsArn"] for one in checked.of(STANDARD)} == {
        f"arn:aws:securityhub:{region}::standards/{standard}" for region in MORE for standard in (FSBP, "pci-dss/v/4.0.1")
    }
    for region in MORE:
        assert reading.waits_for(checked, f"baseline-hub-{region}-pci-dss", f"baseline-hub-{region}")


@pytest.mark.parametrize("mode", list(Mode))
def test_tags_of_the_bill_are_activated_where_asked(mode: Mode) -> None:
    tags = with_more(mode).of(TAG)
    assert {one.inputs["tagKey"]: one.inputs["status"] for one in tags} == {
        "System": "Active",
        "Environment": "Active",
    }


def test_what_costs_money_is_off_unless_asked(account: Recording) -> None:
    assert [one for token in (DETECTOR, FEATURE, HUB, STANDARD, TAG) for one in account.of(token)] == []


def test_a_destroy_opens_nothing_and_loses_no_finding() -> None:
    all_on = with_more()
    stays = {one.name for one in all_on.resources if one.retain_on_delete and one.name.startswith("baseline-")}
    tags = {f"baseline-cost-{tag}" for tag in ("System", "Environment")}
    assert stays == {"baseline-public-access", *tags, *(f"baseline-ebs-{region}" for region in MORE)}
    kept = {one.name for one in all_on.resources if one.protect and one.name.startswith("baseline-")}
    assert kept == {f"baseline-{guard}-{region}" for guard in ("detector", "hub") for region in MORE}


def test_a_region_more_adds_its_guards_and_touches_no_other() -> None:
    more, before = with_more(), recorded("account")
    assert free(*MORE) <= declared(more)
    for name in free(*REGIONS):
        assert more.named(name).inputs == before.named(name).inputs
