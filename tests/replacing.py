"""Which changed arguments replace a resource that holds data, and which update it in place.

Sources: the pulumi-aws 7.51 documentation of each type ("Changing this forces a new resource") and the AWS API behind it. An
argument in neither set is unknown: a test that meets one fails until somebody has looked it up.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Arguments:
    """What happens to a stateful resource when an argument changes."""

    in_place: frozenset[str]
    replaces: frozenset[str]


def _arguments(in_place: str, replaces: str) -> Arguments:
    return Arguments(frozenset(in_place.split()), frozenset(replaces.split()))


STATEFUL: Mapping[str, Arguments] = {
    "aws:rds/instance:Instance": _arguments(
        "allocatedStorage maxAllocatedStorage instanceClass multiAz backupRetentionPeriod backupWindow maintenanceWindow "
        "deletionProtection skipFinalSnapshot finalSnapshotIdentifier applyImmediately deleteAutomatedBackups password "
        "engineVersion allowMajorVersionUpgrade parameterGroupName vpcSecurityGroupIds copyTagsToSnapshot "
        "enabledCloudwatchLogsExports "
        "performanceInsightsEnabled performanceInsightsKmsKeyId performanceInsightsRetentionPeriod "
        "iamDatabaseAuthenticationEnabled autoMinorVersionUpgrade storageType publiclyAccessible dbSubnetGroupName port",
        "engine username dbName kmsKeyId storageEncrypted availabilityZone restoreToPointInTime snapshotIdentifier",
    ),
    "aws:elasticache/replicationGroup:ReplicationGroup": _arguments(
        "nodeType numCacheClusters multiAzEnabled automaticFailoverEnabled engineVersion parameterGroupName securityGroupIds "
        "snapshotRetentionLimit snapshotWindow maintenanceWindow finalSnapshotIdentifier applyImmediately authToken "
        "authTokenUpdateStrategy logDeliveryConfigurations description autoMinorVersionUpgrade",
        "replicationGroupId atRestEncryptionEnabled kmsKeyId port subnetGroupName preferredCacheClusterAzs",
    ),
    "aws:msk/cluster:Cluster": _arguments(
        "numberOfBrokerNodes kafkaVersion configurationInfo clientAuthentication loggingInfo openMonitoring "
        "brokerNodeGroupInfo.instanceType brokerNodeGroupInfo.storageInfo brokerNodeGroupInfo.connectivityInfo",
        "clusterName brokerNodeGroupInfo.clientSubnets brokerNodeGroupInfo.securityGroups encryptionInfo.encryptionAtRestKmsKeyArn",
    ),
    "aws:msk/topic:Topic": _arguments("partitionCount configs", "name replicationFactor clusterArn"),
    "aws:s3/bucket:Bucket": _arguments("forceDestroy tags", "bucket region"),
    "aws:kms/key:Key": _arguments("policy description enableKeyRotation deletionWindowInDays", "region multiRegion"),
    "aws:secretsmanager/secret:Secret": _arguments("description kmsKeyId recoveryWindowInDays replicas", "name region"),
    "aws:ecr/repository:Repository": _arguments(
        "imageTagMutability imageScanningConfiguration forceDelete", "name encryptionConfigurations"
    ),
    "aws:backup/vault:Vault": _arguments("forceDestroy", "name kmsKeyArn region"),
}
