"""What AWS's own policies are attached for: of all that they allow, what their holders do with the stack's resources."""

from collections.abc import Iterator, Mapping

from offline.simulation.answers import ACCOUNT
from offline.simulation.runner import Recording, Resource
from policy.knowledge.iam.service_authorization import action
from tests.check.calls.made import region
from tests.deciding import Request
from tests.overlapping import is_a

ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
# Policy -> types of the resources that it is about -> what is done with them; `` for what is done with none. From the policies'
# documents in the AWS managed policy reference (AWSBackupServiceRolePolicyForBackup: version 29 of 12 February 2026), without what
# they allow for continuous backups and other accounts, which no plan here asks for.
NEEDED: Mapping[str, Mapping[str, str]] = {
    "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup": {
        "": "tag:GetResources",
        "aws:backup/vault:Vault": "backup:CopyFromBackupVault backup:CopyIntoBackupVault backup:DescribeBackupVault",
        "aws:kms/key:Key": "kms:CreateGrant kms:DescribeKey",
        "aws:rds/cluster:Cluster": (
            "rds:AddTagsToResource rds:CopyDBClusterSnapshot rds:CreateDBClusterSnapshot rds:DeleteDBClusterSnapshot "
            "rds:DescribeDBClusters rds:DescribeDBClusterSnapshots rds:ListTagsForResource"
        ),
        "aws:rds/instance:Instance": (
            "rds:AddTagsToResource rds:CopyDBSnapshot rds:CreateDBSnapshot rds:DeleteDBSnapshot rds:DescribeDBInstances "
            "rds:DescribeDBSnapshots rds:ListTagsForResource"
        ),
    },
    "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores": {
        "aws:kms/key:Key": "kms:CreateGrant kms:DescribeKey",
        "aws:rds/cluster:Cluster": (
            "rds:AddTagsToResource rds:DescribeDBClusters rds:DescribeDBClusterSnapshots rds:ListTagsForResource "
            "rds:RestoreDBClusterFromSnapshot"
        ),
        "aws:rds/instance:Instance": (
            "rds:AddTagsToResource rds:DescribeDBInstances rds:DescribeDBSnapshots rds:ListTagsForResource "
            "rds:RestoreDBInstanceFromDBSnapshot"
        ),
    },
}


def of_managed_policy(recording: Recording, policy_arn: str, home: str) -> Iterator[Request]:
    """Yield what the holder of one of AWS's policies asks for in a stack, whose own region is `home`."""
    for type_, calls in NEEDED[policy_arn].items():
        for call in calls.split():
            if not type_:
                yield Request(action=call, arn="*", context={"aws:RequestedRegion": (home,)})
            for resource in recording.of(type_):
                yield from _requests(resource, call)


def _requests(resource: Resource, call: str) -> Iterator[Request]:
    known = action(call)
    assert known is not None, f"AWS has no {call}"
    place = region(resource)
    context = {"aws:RequestedRegion": (place,), "kms:GrantIsForAWSResource": ("true",)}
    kind, snapshot = ("cluster", "cluster-snapshot") if resource.type.startswith("aws:rds/cluster") else ("db", "snapshot")
    of_aws_backup = (f"{snapshot}:awsbackup:job-0123", f"{kind}:awsbackup-restore-test-0123")
    for arn in (resource.outputs["arn"], *(f"arn:aws:rds:{place}:{ACCOUNT}:{one}" for one in of_aws_backup)):
        if any(is_a(check.on.arn, arn) for check in known.checks):
            yield Request(action=call, arn=arn, context=context)
