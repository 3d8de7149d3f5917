"""No two things of a stack have one name in AWS: a preview would not tell, and `up` would stop halfway."""

from collections import Counter
from collections.abc import Iterator

import pytest

from offline.simulation.runner import Recording
from tests.check.found import listed
from tests.stacks import STACKS, recorded

# Type -> what is its name, which AWS takes once in an account and region.
NAMES = {
    "aws:kms/alias:Alias": "name",
    "aws:s3/bucket:Bucket": "bucket",
    "aws:iam/role:Role": "name",
    "aws:cloudwatch/logGroup:LogGroup": "name",
    "aws:cloudwatch/metricAlarm:MetricAlarm": "name",
    "aws:cloudwatch/dashboard:Dashboard": "dashboardName",
    "aws:ecr/repository:Repository": "name",
    "aws:secretsmanager/secret:Secret": "name",
    "aws:ssm/parameter:Parameter": "name",
    "aws:sqs/queue:Queue": "name",
    "aws:sns/topic:Topic": "name",
    "aws:scheduler/schedule:Schedule": "name",
    "aws:sfn/stateMachine:StateMachine": "name",
    "aws:backup/vault:Vault": "name",
    "aws:rds/instance:Instance": "identifier",
    "aws:rds/cluster:Cluster": "clusterIdentifier",
    "aws:rds/clusterInstance:ClusterInstance": "identifier",
    "aws:elasticache/replicationGroup:ReplicationGroup": "replicationGroupId",
}


def names(recording: Recording) -> Iterator[str]:
    for token, key in NAMES.items():
        for resource in recording.of(token):
            if isinstance(name := resource.inputs.get(key), str):
                yield f"{name} ({token}, {resource.inputs.get('region') or 'the region of the stack'})"


@pytest.mark.parametrize("stack", STACKS)
def test_no_two_things_have_one_name(stack: str) -> None:
    found = Counter(names(recorded(stack)))
    assert found, f"{stack} names nothing of the types in NAMES: correct the types"
    twice = {name for name, count in found.items() if count > 1}
    assert not twice, (
        f"Pulumi.{stack}.yaml leads to names that AWS would take once: rename the bucket, secret or tier: {listed(twice)}"
    )
