"""Which changed arguments replace a resource, by type, and which types hold data.

A row has every argument that the Terraform AWS provider, which Pulumi's is made from, marks as `ForceNew` (or `RequiresReplace`),
read in the file of the provider's source that it names; a nested one with the way to it. What a row does not have is updated in
place. `downgrades` and `switches` are what the provider decides by both values. For types without a row
`guesses.json` has what CloudFormation's schemas call `createOnlyProperties`; that is a guess, for the provider may do otherwise.
"""

import functools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from offline.changes.values import ABSENT

_REGION: Final = "region"
"""Every regional resource is replaced when its own `region` changes."""

_INDEX: Final = re.compile(r"\[\d+\]")


@dataclass(frozen=True)
class Arguments:
    """What replaces a resource of one type.

    Attributes:
        replaces: the arguments.
        source: the file of the provider's source, without `internal/service/`; or what else says so.
        downgrades: arguments that replace it when their version becomes lower.
        switches: arguments that replace it when they come or go, because one kind of value takes the place of another.
    """

    replaces: frozenset[str]
    source: str
    downgrades: frozenset[str] = frozenset()
    switches: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Reason:
    """Why a resource is replaced: the changed argument, who says that it does, and whether that is a guess."""

    argument: str
    source: str
    guess: bool = False


def _row(source: str, replaces: str, downgrades: str = "", switches: str = "") -> Arguments:
    return Arguments(frozenset(replaces.split()), source, frozenset(downgrades.split()), frozenset(switches.split()))


STATEFUL: Final = frozenset(
    {
        "aws:backup/vault:Vault",
        "aws:backup/vaultLockConfiguration:VaultLockConfiguration",
        "aws:cloudwatch/logGroup:LogGroup",
        "aws:cognito/user:User",
        "aws:cognito/userPool:UserPool",
        "aws:docdb/cluster:Cluster",
        "aws:dsql/cluster:Cluster",
        "aws:dynamodb/table:Table",
        "aws:ebs/volume:Volume",
        "aws:ec2/instance:Instance",
        "aws:ecr/repository:Repository",
        "aws:efs/fileSystem:FileSystem",
        "aws:elasticache/cluster:Cluster",
        "aws:elasticache/replicationGroup:ReplicationGroup",
        "aws:elasticache/serverlessCache:ServerlessCache",
        "aws:fsx/lustreFileSystem:LustreFileSystem",
        "aws:fsx/ontapFileSystem:OntapFileSystem",
        "aws:fsx/openZfsFileSystem:OpenZfsFileSystem",
        "aws:fsx/windowsFileSystem:WindowsFileSystem",
        "aws:keyspaces/table:Table",
        "aws:kinesis/stream:Stream",
        "aws:kms/key:Key",
        "aws:memorydb/cluster:Cluster",
        "aws:mq/broker:Broker",
        "aws:msk/cluster:Cluster",
        "aws:msk/serverlessCluster:ServerlessCluster",
        "aws:msk/topic:Topic",
        "aws:neptune/cluster:Cluster",
        "aws:opensearch/domain:Domain",
        "aws:rds/cluster:Cluster",
        "aws:rds/clusterSnapshot:ClusterSnapshot",
        "aws:rds/globalCluster:GlobalCluster",
        "aws:rds/instance:Instance",
        "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication",
        "aws:rds/snapshot:Snapshot",
        "aws:redshift/cluster:Cluster",
        "aws:s3/bucket:Bucket",
        "aws:s3/bucketObject:BucketObject",
        "aws:s3/bucketObjectv2:BucketObjectv2",
        "aws:s3/bucketV2:BucketV2",
        "aws:s3/directoryBucket:DirectoryBucket",
        "aws:secretsmanager/secret:Secret",
        "aws:signer/signingProfile:SigningProfile",
        "aws:sqs/queue:Queue",
        "aws:timestreamwrite/table:Table",
    }
)
"""Types that hold what nobody can declare anew: data, keys to it, messages, images, evidence."""

REVISIONS: Final[Mapping[str, str]] = {
    "aws:ecs/taskDefinition:TaskDefinition": "a new revision",
    "aws:secretsmanager/secretVersion:SecretVersion": "a new version",
}
"""Types whose replacement is how they change: nothing is lost, and what uses them moves on to the new one."""

KNOWN: Final[Mapping[str, Arguments]] = {
    "aws:rds/instance:Instance": _row(
        "rds/instance.go",
        "availabilityZone characterSetName customIamInstanceProfile dbName engine identifierPrefix kmsKeyId ncharCharacterSetName "
        "restoreToPointInTime s3Import snapshotIdentifier storageEncrypted timezone username",
    ),
    "aws:rds/cluster:Cluster": _row(
        "rds/cluster.go",
        "availabilityZones clusterIdentifier clusterIdentifierPrefix databaseName dbSubnetGroupName engine engineMode kmsKeyId "
        "masterUsername restoreToPointInTime s3Import snapshotIdentifier sourceRegion storageEncrypted",
    ),
    "aws:rds/clusterInstance:ClusterInstance": _row(
        "rds/cluster_instance.go",
        "availabilityZone clusterIdentifier dbSubnetGroupName engine identifier identifierPrefix",
    ),
    # The provider knows no update of it at all.
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": _row(
        "rds/instance_automated_backups_replication.go", "sourceDbInstanceArn kmsKeyId retentionPeriod preSignedUrl"
    ),
    "aws:elasticache/replicationGroup:ReplicationGroup": _row(
        "elasticache/replication_group.go",
        "atRestEncryptionEnabled dataTieringEnabled globalReplicationGroupId kmsKeyId networkType nodeGroupConfigurations port "
        "replicationGroupId securityGroupNames snapshotArns snapshotName subnetGroupName",
        "engineVersion",
    ),
    "aws:msk/cluster:Cluster": _row(
        "kafka/cluster.go",
        "brokerNodeGroupInfo.azDistribution brokerNodeGroupInfo.clientSubnets brokerNodeGroupInfo.securityGroups clusterName "
        "encryptionInfo.encryptionAtRestKmsKeyArn encryptionInfo.encryptionInTransit.inCluster",
        "kafkaVersion",
    ),
    "aws:msk/topic:Topic": _row("kafka/topic.go", "name replicationFactor clusterArn"),
    "aws:s3/bucket:Bucket": _row("s3/bucket.go", "bucket bucketPrefix objectLockEnabled"),
    "aws:kms/key:Key": _row("kms/key.go", "customKeyStoreId customerMasterKeySpec keyUsage multiRegion xksKeyId"),
    "aws:secretsmanager/secret:Secret": _row("secretsmanager/secret.go", "name namePrefix"),
    "aws:secretsmanager/secretVersion:SecretVersion": _row(
        "secretsmanager/secret_version.go", "secretId secretString secretBinary secretStringWoVersion"
    ),
    "aws:ecr/repository:Repository": _row("ecr/repository.go", "name encryptionConfigurations"),
    "aws:sqs/queue:Queue": _row("sqs/queue.go", "name namePrefix fifoQueue"),
    "aws:cloudwatch/logGroup:LogGroup": _row("logs/group.go", "name namePrefix logGroupClass"),
    "aws:backup/vault:Vault": _row("backup/vault.go", "name kmsKeyArn"),
    # The provider knows no update of it: it takes the lock off and puts another on, or fails where nobody can take it off.
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration": _row(
        "backup/vault_lock_configuration.go", "backupVaultName changeableForDays maxRetentionDays minRetentionDays"
    ),
    "aws:codebuild/project:Project": _row("codebuild/project.go", "name"),
    "aws:codepipeline/pipeline:Pipeline": _row("codepipeline/codepipeline.go", "name"),
    "aws:signer/signingProfile:SigningProfile": _row(
        "signer/signing_profile.go", "name namePrefix platformId signatureValidityPeriod signingMaterial"
    ),
    "aws:dynamodb/table:Table": _row(
        "dynamodb/table.go", "hashKey localSecondaryIndexes name rangeKey restoreDateTime restoreSourceName restoreToLatestTime"
    ),
    "aws:ec2/vpc:Vpc": _row("ec2/vpc_.go", "cidrBlock ipv4IpamPoolId ipv4NetmaskLength"),
    "aws:ec2/subnet:Subnet": _row(
        "ec2/vpc_subnet.go",
        "availabilityZone availabilityZoneId cidrBlock ipv4IpamPoolId ipv4NetmaskLength ipv6IpamPoolId ipv6Native "
        "ipv6NetmaskLength outpostArn vpcId",
    ),
    **{
        f"aws:vpc/securityGroup{kind}Rule:SecurityGroup{kind}Rule": _row(
            f"ec2/vpc_security_group_{kind.lower()}_rule.go",
            "securityGroupId",
            switches="cidrIpv4 cidrIpv6 prefixListId referencedSecurityGroupId",
        )
        for kind in ("Ingress", "Egress")
    },
    "aws:lb/loadBalancer:LoadBalancer": _row(
        "elbv2/load_balancer.go", "customerOwnedIpv4Pool internal loadBalancerType name namePrefix"
    ),
    "aws:ecs/service:Service": _row(
        "ecs/service.go", "cluster deploymentController.type iamRole launchType name schedulingStrategy"
    ),
    "aws:ecs/taskDefinition:TaskDefinition": _row(
        "ecs/task_definition.go",
        "containerDefinitions cpu ephemeralStorage executionRoleArn family ipcMode memory networkMode "
        "pidMode placementConstraints proxyConfiguration requiresCompatibilities runtimePlatform taskRoleArn volumes",
    ),
    "random:index/randomPassword:RandomPassword": _row(
        "the random provider's documentation, which knows no update",
        "keepers length lower minLower minNumeric minSpecial minUpper number numeric overrideSpecial special upper",
    ),
    "random:index/randomId:RandomId": _row(
        "the random provider's documentation, which knows no update", "byteLength keepers prefix"
    ),
}


def replaces(kind: str, path: str, before: Any = None, after: Any = None) -> Reason | None:
    """Why a changed part replaces a resource, if it does.

    Args:
        kind: the resource's type.
        path: the way to the part, as in a change.
        before: what it was.
        after: what it is.
    """
    changed = _INDEX.sub("", path)
    if changed == _REGION and kind.startswith("aws:"):
        return Reason(path, "the provider, for every regional resource")
    row = KNOWN.get(kind)
    if row is None:
        return next((Reason(path, "CloudFormation", guess=True) for one in _guesses().get(kind, ()) if _within(changed, one)), None)
    switched = changed in row.switches and ABSENT in (before, after)
    if switched or any(_within(changed, one) for one in row.replaces) or (changed in row.downgrades and _lower(before, after)):
        return Reason(path, row.source)
    return None


def _within(changed: str, row: str) -> bool:
    """Whether a changed part is an argument, inside it, or a block around it that has come or gone."""
    return changed == row or changed.startswith(f"{row}.") or row.startswith(f"{changed}.")


def _lower(before: Any, after: Any) -> bool:
    old, new = ([int(part) for part in re.findall(r"\d+", str(version))] for version in (before, after))
    return new < old


@functools.cache
def _guesses() -> Mapping[str, list[str]]:
    found: Mapping[str, list[str]] = json.loads((Path(__file__).parent / "guesses.json").read_text(encoding="utf-8"))
    return found
