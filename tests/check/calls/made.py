"""What AWS calls a resource, and what it makes along with one: as ARNs."""

import re
from collections.abc import Iterator, Mapping

from offline.simulation.answers import ACCOUNT
from offline.simulation.runner import Resource

# Outputs that hold a resource's own ARN.
_OWN = ("arn", "arnWithoutRevision", "dashboardArn")
# Type -> ARNs that no output has. `{id}`, `{region}`, `{account}`, and what else the resource has by its name.
_MORE: Mapping[str, tuple[str, ...]] = {
    "aws:appautoscaling/policy:Policy": ("arn:aws:cloudwatch:{region}:{account}:alarm:TargetTracking-{resourceId}-AlarmHigh-0123",),
    "aws:backup/plan:Plan": ("arn:aws:backup:{region}:{account}:backup-plan:{id}",),
    "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration": (
        "arn:aws:chatbot::{account}:chat-configuration/slack-channel/{configurationName}",
    ),
    "aws:cloudwatch/logGroup:LogGroup": ("arn:aws:logs:{region}:{account}:log-group:{name}:log-stream:one",),
    "aws:ec2/natGateway:NatGateway": ("arn:aws:ec2:{region}:{account}:natgateway/{id}",),
    "aws:ecs/service:Service": ("arn:aws:ecs:{region}:{account}:service-deployment/{clusterName}/{name}/0123",),
    "aws:elasticache/replicationGroup:ReplicationGroup": (
        "arn:aws:elasticache:{region}:{account}:cluster:{id}-001",
        "arn:aws:elasticache:{region}:{account}:snapshot:{finalSnapshotIdentifier}",
    ),
    "aws:rds/cluster:Cluster": (
        "arn:aws:rds:{region}:{account}:og:default:one-1",
        "arn:aws:rds:{region}:{account}:cluster-snapshot:{finalSnapshotIdentifier}",
    ),
    "aws:rds/instance:Instance": (
        "arn:aws:rds:{region}:{account}:og:default:one-1",
        "arn:aws:rds:{region}:{account}:snapshot:{finalSnapshotIdentifier}",
    ),
    "aws:route53/record:Record": ("arn:aws:route53:::change/C0123",),
    "aws:s3/bucket:Bucket": ("arn:aws:s3:::{bucket}/object",),
}
# Action -> what AWS checks it on besides when the provider, or a service for it, searches instead of naming what it wants.
_SEARCHES: Mapping[str, str] = {
    "cloudwatch:DescribeAlarms": "arn:aws:cloudwatch:{region}:{account}:alarm:*",  # aws-samples/amazon-cloudwatch-auto-alarms 1
    "rds:DescribeDBInstances": "arn:aws:rds:{region}:{account}:db:*",
    "rds:DescribeGlobalClusters": "arn:aws:rds::{account}:global-cluster:*",
}
# Type -> the service whose own role a first resource of the type makes.
_LINKED: Mapping[str, str] = {
    "aws:appautoscaling/target:Target": "{serviceNamespace}.application-autoscaling.amazonaws.com",
    "aws:backup/restoreTestingPlan:RestoreTestingPlan": "restore-testing.backup.amazonaws.com",
    "aws:backup/selection:Selection": "backup.amazonaws.com",
    "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration": "management.chatbot.amazonaws.com",
    "aws:ecs/cluster:Cluster": "ecs.amazonaws.com",
    "aws:elasticache/parameterGroup:ParameterGroup": "elasticache.amazonaws.com",
    "aws:elasticache/replicationGroup:ReplicationGroup": "elasticache.amazonaws.com",
    "aws:lb/loadBalancer:LoadBalancer": "elasticloadbalancing.amazonaws.com",
    "aws:msk/cluster:Cluster": "kafka.amazonaws.com",
    "aws:rds/cluster:Cluster": "rds.amazonaws.com",
    "aws:rds/clusterInstance:ClusterInstance": "rds.amazonaws.com",
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": "rds.amazonaws.com",
    "aws:rds/instance:Instance": "rds.amazonaws.com",
    "aws:rds/parameterGroup:ParameterGroup": "rds.amazonaws.com",
    "aws:rds/subnetGroup:SubnetGroup": "rds.amazonaws.com",
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": "wafv2.amazonaws.com",
}


def arns(resource: Resource) -> Iterator[str]:
    """Yield the ARNs of a resource and of what AWS makes for it."""
    values = _values(resource)
    yield from (str(values[name]) for name in _OWN if str(values.get(name, "")).startswith("arn:"))
    if resource.id.startswith("arn:") and "," not in resource.id:
        yield resource.id
    for template in _MORE.get(resource.type, ()):
        if all(values[name] for name in re.findall(r"\{(\w+)\}", template)):
            yield template.format_map(values)


def linked_role(resource: Resource) -> str | None:
    """Return the ARN of the role that a service makes for itself with a first resource of this type."""
    service = _LINKED.get(resource.type, "").format_map(_values(resource))
    return f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/{service}/AWSServiceRole" if service else None


def searched(resource: Resource, action: str) -> str | None:
    """Return the pattern that AWS checks a search on, for an action that is one."""
    return _SEARCHES[action].format_map(_values(resource)) if action in _SEARCHES else None


def region(resource: Resource) -> str:
    """Return where a resource is; nothing for one that has no region."""
    return str(resource.inputs.get("region") or resource.outputs.get("region") or "")


class _Values(dict[str, object]):
    """What a resource has, by its name; nothing stands for what it has not."""

    def __missing__(self, key: str) -> str:
        return ""


def _values(resource: Resource) -> _Values:
    own = {"id": resource.id, "region": region(resource), "account": ACCOUNT}
    return _Values(
        {**resource.inputs, **resource.outputs, **own, "clusterName": str(resource.inputs.get("cluster")).rpartition("/")[2]}
    )
