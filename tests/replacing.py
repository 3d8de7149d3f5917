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


# Types that ordinary changes touch and that hold nothing of ours: a replacement costs nothing but time.
STATELESS = frozenset(
    {
        "aws:appautoscaling/policy:Policy",
        "aws:appautoscaling/target:Target",
        "aws:cloudwatch/dashboard:Dashboard",
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        "aws:ec2/eip:Eip",
        "aws:ec2/natGateway:NatGateway",
        "aws:ec2/route:Route",
        "aws:ecr/lifecyclePolicy:LifecyclePolicy",
        "aws:ecs/service:Service",
        "aws:ecs/taskDefinition:TaskDefinition",
        "aws:rds/parameterGroup:ParameterGroup",
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        "aws:secretsmanager/secretVersion:SecretVersion",
        "aws:sfn/stateMachine:StateMachine",
        "aws:sns/topicSubscription:TopicSubscription",
        "aws:ssm/parameter:Parameter",
        "aws:wafv2/webAcl:WebAcl",
        "random:index/randomPassword:RandomPassword",
    }
)
STATEFUL: Mapping[str, Arguments] = {
    "aws:rds/instance:Instance": _arguments(
        "allocatedStorage maxAllocatedStorage instanceClass multiAz backupRetentionPeriod backupWindow maintenanceWindow "
        "deletionProtection skipFinalSnapshot finalSnapshotIdentifier applyImmediately deleteAutomatedBackups password "
        "engineVersion allowMajorVersionUpgrade parameterGroupName vpcSecurityGroupIds copyTagsToSnapshot "
        "enabledCloudwatchLogsExports monitoringInterval monitoringRoleArn "
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
    "aws:sqs/queue:Queue": _arguments(
        "kmsMasterKeyId kmsDataKeyReusePeriodSeconds messageRetentionSeconds receiveWaitTimeSeconds visibilityTimeoutSeconds "
        "redrivePolicy",
        "name fifoQueue region",
    ),
    # The provider knows no update of it at all.
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": _arguments(
        "", "sourceDbInstanceArn kmsKeyId retentionPeriod region"
    ),
    "aws:cloudwatch/logGroup:LogGroup": _arguments("retentionInDays kmsKeyId", "name logGroupClass region"),
    "aws:backup/vault:Vault": _arguments("forceDestroy", "name kmsKeyArn region"),
}
