"""Which types the pack knows."""

from policy.engine.catalogue import RULES
from policy.knowledge.judged_types import KNOWN, not_judged
from policy.model import kinds
from policy.model.graph import Resource
from policy.model.rule import ResourceRule
from tests.policy.knowledge.test_properties import INVENTED, properties
from tests.policy.rules import CASES


def found(*tokens: str) -> list[str]:
    return not_judged(Resource(token, "it", f"urn:{token}", read=dict) for token in tokens)


def test_whatever_a_rule_is_about_is_known() -> None:
    judged = {token for rule in RULES if isinstance(rule, ResourceRule) for token in rule.types if token.startswith("aws:")}
    judged |= {kinds.canonical(one.token) for case in CASES if case.violates for one in case.plan.specs.values()}
    assert {token for token in judged - KNOWN if token.startswith("aws:")} <= {INVENTED, *UNJUDGED}


# Stand beside what cases are about.
UNJUDGED = (
    "aws:bedrockmodel/invocationLoggingConfiguration:InvocationLoggingConfiguration",
    "aws:cfg/deliveryChannel:DeliveryChannel",
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination",
    "aws:emr/cluster:Cluster",
    "aws:guardduty/publishingDestination:PublishingDestination",
    "aws:lb/targetGroup:TargetGroup",
    "aws:macie2/classificationExportConfiguration:ClassificationExportConfiguration",
    "aws:s3/directoryBucket:DirectoryBucket",
    "aws:verifiedaccess/instanceLoggingConfiguration:InstanceLoggingConfiguration",
)


def test_what_is_only_read_about_others_is_counted() -> None:
    readers = ["aws:cfg/deliveryChannel:DeliveryChannel", "aws:emr/cluster:Cluster", "aws:grafana/workspace:Workspace"]
    assert found(*readers) == readers


def test_every_known_type_exists() -> None:
    assert sorted(token for token in KNOWN if not properties(token)) == []


def test_whatever_a_provider_manages_is_named_and_a_component_is_not() -> None:
    tokens = ("gcp:storage/bucket:Bucket", "azure-native:storage:Blob", "random:index/randomId:RandomId", "acme:web:Service")
    managed = [Resource(token, "it", token, read=dict, managed=token != "acme:web:Service") for token in tokens]
    assert not_judged(managed) == ["azure-native:storage:Blob", "gcp:storage/bucket:Bucket"]


def test_others_are_named_once_and_in_order() -> None:
    assert found("aws:b/two:Two", "aws:a/one:One", "aws:b/two:Two", kinds.BUCKET) == ["aws:a/one:One", "aws:b/two:Two"]


def test_other_spellings_are_known() -> None:
    assert found("aws:alb/loadBalancer:LoadBalancer", "aws:s3/bucketV2:BucketV2", "aws:ec2/defaultVpc:DefaultVpc") == []


def test_another_provider_for_the_same_is_not_judged_and_a_password_is_nothing_to_judge() -> None:
    assert found("aws-native:s3:Bucket", "kubernetes:apps/v1:Deployment") == [
        "aws-native:s3:Bucket",
        "kubernetes:apps/v1:Deployment",
    ]
    assert found("random:index/randomPassword:RandomPassword", "pulumi:pulumi:Stack", "platform:key:EncryptionKey") == []
