"""Programs in other languages, of older providers, made of components: judged right, or counted as not judged."""

from typing import Any

import pytest

from policy.testing import UNKNOWN, Options, Planned, resource

Judge = Any
KEY = "arn:aws:kms:eu-west-1:111122223333:key/0b1c"
LOGS = resource("aws:s3/bucketV2:BucketV2", "logs", bucket="acme-logs")
ENCRYPTED = [{"rules": [{"applyServerSideEncryptionByDefaults": [{"sseAlgorithm": "aws:kms", "kmsMasterKeyId": KEY}]}]}]
LIFECYCLE = [{"enabled": True, "expirations": [], "noncurrentVersionExpirations": [{"days": 30}]}]
INLINE: dict[str, Any] = {
    "serverSideEncryptionConfigurations": ENCRYPTED,
    "versionings": [{"enabled": True}],
    "lifecycleRules": LIFECYCLE,
    "loggings": [{"targetBucket": LOGS["bucket"]}],
}
ABOUT_INLINE = ("s3-encrypted-with-customer-key", "s3-versions-kept-and-expired", "s3-access-logged")


def bucket(**changes: Any) -> Planned:
    """A bucket of a TypeScript program with version 6 of the provider, all in one resource."""
    return resource("aws:s3/bucketV2:BucketV2", "data", bucket="acme-data", **{**INLINE, **changes})


def about_data(judge: Judge, *resources: Planned, rules: tuple[str, ...]) -> list[str]:
    return [f"{one.rule}: {one.what}" for one in judge(LOGS, *resources, rules=rules) if one.resource == "data"]


def test_a_bucket_of_an_older_type_says_all_in_one_resource(judge: Judge) -> None:
    assert about_data(judge, bucket(), rules=ABOUT_INLINE) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {
                "serverSideEncryptionConfigurations": [
                    {"rules": [{"applyServerSideEncryptionByDefaults": [{"sseAlgorithm": "AES256"}]}]}
                ]
            },
            "s3-encrypted-with-customer-key",
        ),
        ({"versionings": [{"enabled": False}]}, "s3-versions-kept-and-expired"),
        ({"lifecycleRules": [{**LIFECYCLE[0], "enabled": False}]}, "s3-versions-kept-and-expired"),
        ({"loggings": []}, "s3-access-logged"),
    ],
)
def test_what_is_wrong_there_is_found(judge: Judge, changes: dict[str, Any], said: str) -> None:
    assert [one.partition(":")[0] for one in about_data(judge, bucket(**changes), rules=ABOUT_INLINE)] == [said]


def test_what_is_unknown_there_is_undecided(judge: Judge) -> None:
    secret = resource("random:index/randomId:RandomId", "elsewhere")
    unknown = bucket(versionings=[{"enabled": secret["hex"]}])
    found = judge(LOGS, secret, unknown, rules=["s3-versions-kept-and-expired"])
    assert "data" not in {one.resource for one in found}
    assert "data" in {one.resource for one in found.undecided}


def test_companions_of_older_types_belong_to_their_bucket(judge: Judge) -> None:
    plain = resource("aws:s3/bucketV2:BucketV2", "data", bucket=UNKNOWN)
    switches: dict[str, Any] = dict.fromkeys(
        ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"), True
    )
    beside = (
        resource(
            "aws:s3/bucketVersioningV2:BucketVersioningV2", "v", bucket=plain["id"], versioningConfiguration={"status": "Enabled"}
        ),
        resource(
            "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2",
            "l",
            bucket=plain["id"],
            rules=[{"id": "old", "status": "Enabled", "noncurrentVersionExpiration": {"noncurrentDays": 30}}],
        ),
        resource("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "p", bucket=plain["id"], **switches),
    )
    rules = ("s3-versions-kept-and-expired", "s3-public-access-blocked")
    assert about_data(judge, plain, *beside, rules=rules) == []
    assert len(about_data(judge, plain, rules=rules)) >= 2


def test_what_a_component_of_awsx_declares_is_judged_and_the_component_is_not(judge: Judge) -> None:
    """A component has no properties that AWS knows; its children have it in their URNs."""
    vpc = resource("awsx:ec2:Vpc", "network")
    inside = resource("aws:ec2/vpc:Vpc", "network", cidrBlock="10.0.0.0/16", opts=Options(parent=vpc))
    found = judge(vpc, inside, rules=["vpc-flow-logged"])
    assert [(one.rule, one.resource) for one in found] == [("vpc-flow-logged", "network")]
    assert found.not_judged == []
    assert inside.urn.endswith("::awsx:ec2:Vpc$aws:ec2/vpc:Vpc::network")


def test_a_flow_log_may_name_its_group_as_version_6_does(judge: Judge) -> None:
    group = resource("aws:cloudwatch/logGroup:LogGroup", "flow", name="flow", retentionInDays=30, kmsKeyId=KEY)
    network = resource("aws:ec2/vpc:Vpc", "network", cidrBlock="10.0.0.0/16")
    log = Planned(
        token="aws:ec2/flowLog:FlowLog",
        name="log",
        props={"vpcId": UNKNOWN, "trafficType": "ALL", "logGroupName": "flow"},
        edges={"vpcId": [network.urn], "logGroupName": [group.urn]},
    )
    assert judge(group, network, log, rules=["vpc-flow-logged", "log-groups-declared"]) == []


@pytest.mark.parametrize(
    ("props", "said"), [({"version": "6.83.1", "region": "eu-west-1"}, []), ({"accessKey": "AKIA", "secretKey": "x"}, ["default"])]
)
def test_default_providers_of_any_version_are_judged(judge: Judge, props: dict[str, object], said: list[str]) -> None:
    provider = Planned(token="pulumi:providers:aws", name="default", props=props)
    assert list(dict.fromkeys(one.resource for one in judge(provider, rules=["provider-no-static-keys"]))) == said


def test_types_that_only_older_providers_have_are_counted(judge: Judge) -> None:
    """31 of version 6.83.1's 1,538 types are gone in version 7, and none of them has a rule."""
    gone = ("aws:opsworks/stack:Stack", "aws:simpledb/domain:Domain", "aws:worklink/fleet:Fleet")
    found = judge(*(Planned(token=token, name=token) for token in gone))
    assert list(found) == []
    assert found.not_judged == list(gone)
