"""What CloudFormation's schemas say about a resource's arguments. They ship with `cfn-lint` and say what the services document."""

import functools
import json
import re
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any, Final

Schema = Mapping[str, Any]

# Pulumi's type -> CloudFormation's, and the arguments whose names differ by more than case and number. `^` has no level of its own.
TYPES: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "aws:accessanalyzer/analyzer:Analyzer": ("AWS::AccessAnalyzer::Analyzer", {}),
    "aws:backup/plan:Plan": (
        "AWS::Backup::BackupPlan",
        {
            "name": "BackupPlan.BackupPlanName",
            "rules": "BackupPlan.BackupPlanRule",
            "rules.lifecycle.deleteAfter": "DeleteAfterDays",
            "rules.copyActions.lifecycle.deleteAfter": "DeleteAfterDays",
            "rules.schedule": "ScheduleExpression",
        },
    ),
    "aws:backup/vault:Vault": ("AWS::Backup::BackupVault", {"name": "BackupVaultName"}),
    "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration": (
        "AWS::Chatbot::SlackChannelConfiguration",
        {"slackTeamId": "SlackWorkspaceId"},
    ),
    "aws:cloudwatch/logGroup:LogGroup": ("AWS::Logs::LogGroup", {"name": "LogGroupName"}),
    "aws:cloudwatch/metricAlarm:MetricAlarm": ("AWS::CloudWatch::Alarm", {"name": "AlarmName"}),
    "aws:ecr/replicationConfiguration:ReplicationConfiguration": ("AWS::ECR::ReplicationConfiguration", {}),
    "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate": ("AWS::ECR::RepositoryCreationTemplate", {}),
    "aws:ecr/repository:Repository": ("AWS::ECR::Repository", {"name": "RepositoryName"}),
    "aws:ecs/cluster:Cluster": ("AWS::ECS::Cluster", {"name": "ClusterName", "settings": "ClusterSettings"}),
    "aws:ecs/service:Service": (
        "AWS::ECS::Service",
        {"name": "ServiceName", "alarms": "DeploymentConfiguration.Alarms"},
    ),
    "aws:ecs/taskDefinition:TaskDefinition": ("AWS::ECS::TaskDefinition", {}),
    "aws:elasticache/replicationGroup:ReplicationGroup": (
        "AWS::ElastiCache::ReplicationGroup",
        {
            "nodeType": "CacheNodeType",
            "description": "ReplicationGroupDescription",
            "maintenanceWindow": "PreferredMaintenanceWindow",
        },
    ),
    "aws:guardduty/detector:Detector": ("AWS::GuardDuty::Detector", {}),
    "aws:iam/role:Role": ("AWS::IAM::Role", {"name": "RoleName"}),
    "aws:kms/key:Key": ("AWS::KMS::Key", {"deletionWindowInDays": "PendingWindowInDays"}),
    "aws:lb/listenerRule:ListenerRule": (
        "AWS::ElasticLoadBalancingV2::ListenerRule",
        {"actions.authenticateOidc": "AuthenticateOidcConfig", "conditions.sourceIp": "SourceIpConfig"},
    ),
    "aws:lb/loadBalancer:LoadBalancer": ("AWS::ElasticLoadBalancingV2::LoadBalancer", {}),
    "aws:lb/targetGroup:TargetGroup": ("AWS::ElasticLoadBalancingV2::TargetGroup", {}),
    "aws:msk/cluster:Cluster": ("AWS::MSK::Cluster", {"brokerNodeGroupInfo.storageInfo.ebsStorageInfo": "EBSStorageInfo"}),
    "aws:rds/instance:Instance": (
        "AWS::RDS::DBInstance",
        {
            "identifier": "DBInstanceIdentifier",
            "instanceClass": "DBInstanceClass",
            "backupWindow": "PreferredBackupWindow",
            "maintenanceWindow": "PreferredMaintenanceWindow",
            "username": "MasterUsername",
            "performanceInsightsEnabled": "EnablePerformanceInsights",
        },
    ),
    "aws:s3/bucket:Bucket": ("AWS::S3::Bucket", {"bucket": "BucketName"}),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": (
        "AWS::S3::Bucket",
        {
            "rules": "LifecycleConfiguration.Rules",
            "rules.expiration": "^",
            "rules.expiration.days": "ExpirationInDays",
            "rules.transitions.days": "TransitionInDays",
        },
    ),
    "aws:secretsmanager/secret:Secret": ("AWS::SecretsManager::Secret", {}),
    "aws:sfn/stateMachine:StateMachine": ("AWS::StepFunctions::StateMachine", {"name": "StateMachineName"}),
    "aws:sns/topic:Topic": ("AWS::SNS::Topic", {"name": "TopicName"}),
    "aws:sns/topicSubscription:TopicSubscription": ("AWS::SNS::Subscription", {}),
    "aws:ssm/parameter:Parameter": ("AWS::SSM::Parameter", {"insecureValue": "Value"}),
    "aws:appautoscaling/target:Target": ("AWS::ApplicationAutoScaling::ScalableTarget", {}),
    "aws:appautoscaling/policy:Policy": ("AWS::ApplicationAutoScaling::ScalingPolicy", {"name": "PolicyName"}),
    "aws:cloudtrail/trail:Trail": ("AWS::CloudTrail::Trail", {"name": "TrailName"}),
    "aws:wafv2/webAcl:WebAcl": ("AWS::WAFv2::WebACL", {}),
    "aws:acm/certificate:Certificate": ("AWS::CertificateManager::Certificate", {}),
    "aws:route53/record:Record": ("AWS::Route53::RecordSet", {}),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ("AWS::EC2::SecurityGroupIngress", {"cidrIpv4": "CidrIp"}),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": ("AWS::EC2::SecurityGroupEgress", {"cidrIpv4": "CidrIp"}),
}
KEYWORDS: Final = ("minimum", "maximum", "minLength", "maxLength", "pattern", "enum")


def keywords(token: str, path: str) -> dict[str, Any]:
    """Return the limits of an argument, in JSON schema's keywords; none where the schema says nothing or is not known.

    Args:
        token: the resource's type.
        path: the argument's, without positions in lists.
    """
    if token not in TYPES:
        return {}
    name, renamed = TYPES[token]
    whole = _schema(name)
    node: Schema = whole
    steps: list[str] = []
    for step in path.split("."):
        steps.append(step)
        for wanted in renamed.get(".".join(steps), step).split("."):
            node = node if wanted == "^" else _property(whole, node, wanted)
    leaf = _plain(whole, node)
    return {key: leaf[key] for key in KEYWORDS if key in leaf}


def _property(whole: Schema, node: Schema, wanted: str) -> Schema:
    """Return what is below a node; nothing where the schema has no such property."""
    properties = _plain(whole, node).get("properties", {})
    return next((inner for name, inner in properties.items() if _squeezed(name) == _squeezed(wanted)), {})


def _plain(whole: Schema, node: Schema) -> Schema:
    """Return what a node says itself, behind references and lists."""
    while True:
        if "$ref" in node:
            found: Any = whole
            for step in node["$ref"].removeprefix("#/").split("/"):
                found = found[step]
            node = {**found, **{key: value for key, value in node.items() if key != "$ref"}}
        elif node.get("type") == "array" and "items" in node:
            node = node["items"]
        else:
            return node


def _squeezed(name: str) -> str:
    return re.sub(r"(ies|s)$", "", re.sub(r"[^a-z0-9]", "", name.lower()))


@functools.cache
def _schema(name: str) -> Schema:
    folder = resources.files("cfnlint") / "data" / "schemas"
    file = _files()[name]
    found: Schema = json.loads((folder / "resources" / f"{file}.json").read_text())
    return found


@functools.cache
def _files() -> Mapping[str, str]:
    found: Mapping[str, str] = json.loads(
        (resources.files("cfnlint") / "data" / "schemas" / "providers" / "us-east-1.json").read_text()
    )
    return found


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every argument inside a resource's inputs: its path without positions in lists, and its value."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, path)
    else:
        yield path, value
