"""What AWS does today where a program says nothing: one row a property, with the day or version since when and where it is said.

A rule that judges an absent property asks here. Rows hold for what is created today: what is older keeps what it was made with.
Where the provider's documentation names a default, a test holds the row to it; the others were read where `source` says, in
November 2026.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from policy.model import kinds


@dataclass(frozen=True)
class Default:
    """What AWS takes where a property is absent.

    Attributes:
        value: The value, in the provider's own terms.
        since: The day (YYYY-MM-DD), month or year it began; `always` where nothing else is known to have been.
        source: Who says so: the guide and its chapter, or the announcement; or that nobody was found who does.
    """

    value: bool | float | str
    since: str
    source: str


_RDS = "RDS API reference, CreateDBInstance"
_AURORA = "RDS API reference, CreateDBCluster"
_KMS = "KMS API reference, ScheduleKeyDeletion"
_TRAIL = "CloudTrail API reference, CreateTrail"
_S3 = "S3 announcement of December 2022, new buckets from April 2023 on: public access blocked, ACLs off"

DEFAULTS: Final[Mapping[tuple[str, str], Default]] = {
    (kinds.DB_INSTANCE, "autoMinorVersionUpgrade"): Default(value=True, since="always", source=_RDS),
    (kinds.DB_CLUSTER_INSTANCE, "autoMinorVersionUpgrade"): Default(value=True, since="always", source=_RDS),
    (kinds.DB_CLUSTER, "autoMinorVersionUpgrade"): Default(value=True, since="always", source=_AURORA),
    # The API's own is 1 for an instance; the provider sends 0.
    (kinds.DB_INSTANCE, "backupRetentionPeriod"): Default(value=0, since="always", source="provider, rds.Instance"),
    (kinds.DB_CLUSTER, "backupRetentionPeriod"): Default(value=1, since="always", source=_AURORA),
    (kinds.DB_INSTANCE, "monitoringInterval"): Default(value=0, since="always", source=_RDS),
    (kinds.DB_CLUSTER_INSTANCE, "monitoringInterval"): Default(value=0, since="always", source=_RDS),
    # The API's own depends on the subnets; the provider sends false.
    (kinds.DB_INSTANCE, "publiclyAccessible"): Default(value=False, since="always", source="provider, rds.Instance"),
    (kinds.DB_INSTANCE, "deletionProtection"): Default(value=False, since="2018-09-26", source=_RDS),
    (kinds.DB_CLUSTER, "deletionProtection"): Default(value=False, since="2018-09-26", source=_AURORA),
    (kinds.DB_INSTANCE, "skipFinalSnapshot"): Default(value=False, since="always", source="provider, rds.Instance"),
    (kinds.DB_CLUSTER, "skipFinalSnapshot"): Default(value=False, since="always", source="provider, rds.Cluster"),
    (kinds.CACHE_REPLICATION_GROUP, "transitEncryptionMode"): Default(
        value="required", since="2022-12-28", source="nobody names it; the ElastiCache API has to be asked for `preferred`"
    ),
    (kinds.CACHE_REPLICATION_GROUP, "snapshotRetentionLimit"): Default(
        value=0, since="always", source="ElastiCache API reference, CreateReplicationGroup"
    ),
    (kinds.CACHE_CLUSTER, "snapshotRetentionLimit"): Default(
        value=0, since="always", source="ElastiCache API reference, CreateCacheCluster"
    ),
    (kinds.CACHE_SERVERLESS, "snapshotRetentionLimit"): Default(
        value=0, since="2023-11-27", source="nobody names it; snapshots by themselves have to be asked for"
    ),
    # The SDK's model of the API says TLS_PLAINTEXT for the first; the provider and CloudFormation's reference say TLS.
    (kinds.KAFKA_CLUSTER, "encryptionInfo.encryptionInTransit.clientBroker"): Default(
        value="TLS", since="always", source="provider, msk.Cluster"
    ),
    (kinds.KAFKA_CLUSTER, "encryptionInfo.encryptionInTransit.inCluster"): Default(
        value=True, since="always", source="MSK API reference, EncryptionInTransit"
    ),
    (kinds.KAFKA_CLUSTER, "brokerNodeGroupInfo.connectivityInfo.publicAccess.type"): Default(
        value="DISABLED", since="2021-11-18", source="MSK developer guide, Turn on public access: after a cluster is made"
    ),
    # A cluster with no `clientAuthentication` at all lets everyone in.
    (kinds.KAFKA_CLUSTER, "clientAuthentication.unauthenticated"): Default(
        value=True, since="2021-05-14", source="MSK developer guide, Authentication and authorization"
    ),
    (kinds.KEY, "deletionWindowInDays"): Default(value=30, since="always", source=_KMS),
    (kinds.KEY_REPLICA, "deletionWindowInDays"): Default(value=30, since="2021-06-16", source=_KMS),
    (kinds.KEY_EXTERNAL, "deletionWindowInDays"): Default(value=30, since="always", source=_KMS),
    (kinds.KEY_REPLICA_EXTERNAL, "deletionWindowInDays"): Default(value=30, since="2021-06-16", source=_KMS),
    (kinds.KEY, "enableKeyRotation"): Default(value=False, since="always", source="KMS API reference, EnableKeyRotation"),
    (kinds.KEY, "isEnabled"): Default(value=True, since="always", source="KMS API reference, CreateKey"),
    (kinds.TRAIL, "enableLogging"): Default(value=True, since="always", source="provider, cloudtrail.Trail"),
    (kinds.TRAIL, "includeGlobalServiceEvents"): Default(value=True, since="always", source=_TRAIL),
    (kinds.TRAIL, "isMultiRegionTrail"): Default(value=False, since="always", source=_TRAIL),
    (kinds.ALARM, "actionsEnabled"): Default(value=True, since="always", source="CloudWatch API reference, PutMetricAlarm"),
    (kinds.COMPOSITE_ALARM, "actionsEnabled"): Default(
        value=True, since="2020-03", source="CloudWatch API reference, PutCompositeAlarm"
    ),
    (kinds.LOAD_BALANCER, "desyncMitigationMode"): Default(value="defensive", since="2020", source="provider, lb.LoadBalancer"),
    (kinds.SERVICE, "platformVersion"): Default(value="LATEST", since="always", source="ECS API reference, CreateService"),
    (kinds.TABLE, "pointInTimeRecovery.recoveryPeriodInDays"): Default(
        value=35, since="2025-01-07", source="DynamoDB developer guide, Point-in-time backups"
    ),
    (kinds.LOG_GROUP, "retentionInDays"): Default(value=0, since="always", source="CloudWatch Logs user guide, Log retention"),
    (kinds.STORED_SECRETS, "recoveryWindowInDays"): Default(
        value=30, since="always", source="Secrets Manager API reference, DeleteSecret"
    ),
    # Queues with neither a key nor this switch are encrypted by SQS.
    (kinds.QUEUE, "sqsManagedSseEnabled"): Default(
        value=True, since="2022-10-04", source="SQS announcement, server-side encryption by default"
    ),
    (kinds.BUCKET_OWNERSHIP, "rule.objectOwnership"): Default(value="BucketOwnerEnforced", since="2023-04", source=_S3),
    # What other types have; their names are the tables' of `policy.knowledge`.
    **dict.fromkeys(
        (
            ("aws:docdb/cluster:Cluster", "backupRetentionPeriod"),
            ("aws:docdb/elasticCluster:ElasticCluster", "backupRetentionPeriod"),
            ("aws:neptune/cluster:Cluster", "backupRetentionPeriod"),
            ("aws:redshift/cluster:Cluster", "automatedSnapshotRetentionPeriod"),
        ),
        Default(value=1, since="always", source="API references, CreateDBCluster and CreateCluster"),
    ),
    ("aws:memorydb/cluster:Cluster", "snapshotRetentionLimit"): Default(
        value=0, since="always", source="MemoryDB API reference, CreateCluster"
    ),
    ("aws:fsx/windowsFileSystem:WindowsFileSystem", "automaticBackupRetentionDays"): Default(
        value=7, since="2018-11-28", source="provider, fsx.WindowsFileSystem"
    ),
    ("aws:redshift/cluster:Cluster", "encrypted"): Default(
        value=True, since="2025-01-10", source="Redshift announcement, new defaults"
    ),
    ("aws:redshift/cluster:Cluster", "publiclyAccessible"): Default(
        value=False, since="2025-01-10", source="Redshift announcement, new defaults"
    ),
    ("aws:eks/cluster:Cluster", "vpcConfig.endpointPublicAccess"): Default(
        value=True, since="2019-03-19", source="EKS API reference, VpcConfigRequest"
    ),
    ("aws:eks/cluster:Cluster", "vpcConfig.publicAccessCidrs"): Default(
        value="0.0.0.0/0", since="2019-12-20", source="EKS API reference, VpcConfigRequest"
    ),
    # Unless the image says otherwise (`ImdsSupport`: Amazon Linux 2023 does), or the account (since 2024-03-25; `nothing-public`
    # looks for its defaults in the stack). What the program does not say, its reader cannot rely on.
    **dict.fromkeys(
        (
            ("aws:ec2/instance:Instance", "metadataOptions.httpTokens"),
            ("aws:ec2/spotInstanceRequest:SpotInstanceRequest", "metadataOptions.httpTokens"),
            ("aws:ec2/launchTemplate:LaunchTemplate", "metadataOptions.httpTokens"),
            ("aws:ec2/launchConfiguration:LaunchConfiguration", "metadataOptions.httpTokens"),
        ),
        Default(value="optional", since="2019-11-19", source="EC2 API reference, InstanceMetadataOptionsRequest"),
    ),
    ("aws:imagebuilder/infrastructureConfiguration:InfrastructureConfiguration", "instanceMetadataOptions.httpTokens"): Default(
        value="optional", since="always", source="Image Builder API reference, InstanceMetadataOptions"
    ),
    ("aws:sagemaker/domain:Domain", "appNetworkAccessType"): Default(
        value="PublicInternetOnly", since="always", source="provider, sagemaker.Domain"
    ),
    ("aws:sagemaker/notebookInstance:NotebookInstance", "directInternetAccess"): Default(
        value="Enabled", since="always", source="SageMaker API reference, CreateNotebookInstance"
    ),
    ("aws:kinesis/stream:Stream", "encryptionType"): Default(value="NONE", since="2017-07", source="provider, kinesis.Stream"),
    ("aws:dax/cluster:Cluster", "clusterEndpointEncryptionType"): Default(
        value="NONE", since="2021-06-24", source="DAX API reference, CreateCluster"
    ),
    ("aws:dms/endpoint:Endpoint", "sslMode"): Default(value="none", since="always", source="DMS API reference, CreateEndpoint"),
    ("aws:memorydb/cluster:Cluster", "tlsEnabled"): Default(
        value=True, since="2021-08-19", source="MemoryDB API reference, CreateCluster"
    ),
    ("aws:sfn/stateMachine:StateMachine", "loggingConfiguration.level"): Default(
        value="OFF", since="2020-02-11", source="Step Functions API reference, CreateStateMachine"
    ),
    ("aws:apigatewayv2/route:Route", "authorizationType"): Default(
        value="NONE", since="2018-12-18", source="API Gateway V2 API reference, CreateRoute"
    ),
    **dict.fromkeys(
        (
            ("aws:opensearch/domain:Domain", "domainEndpointOptions.enforceHttps"),
            ("aws:elasticsearch/domain:Domain", "domainEndpointOptions.enforceHttps"),
        ),
        Default(value=True, since="always", source="provider, opensearch.Domain: where the block is there"),
    ),
    **dict.fromkeys(
        (
            ("aws:opensearch/domain:Domain", "domainEndpointOptions.tlsSecurityPolicy"),
            ("aws:elasticsearch/domain:Domain", "domainEndpointOptions.tlsSecurityPolicy"),
        ),
        Default(
            value="Policy-Min-TLS-1-0-2019-07",
            since="2019-07-01",
            source="report nccgroup/ScoutSuite 1624; the API names no default",
        ),
    ),
    ("aws:elb/loadBalancer:LoadBalancer", "accessLogs.enabled"): Default(
        value=True, since="always", source="provider, elb.LoadBalancer"
    ),
    (kinds.TASK_DEFINITION, "volumes.*.efsVolumeConfiguration.transitEncryption"): Default(
        value="DISABLED", since="2020-04-08", source="ECS API reference, EFSVolumeConfiguration"
    ),
}


def default_of(token: str, path: str) -> bool | float | str | None:
    """What AWS takes where a property of a type is absent; None where no row says."""
    row = DEFAULTS.get((token, path))
    return None if row is None else row.value


# Engines whose caches ElastiCache encrypts at rest where nothing is said: Valkey since there is one (2024-10-08; provider,
# elasticache.ReplicationGroup), Redis never.
ENCRYPTED_ENGINES: Final = ("valkey",)
# What the engines of clusters begin with that RDS encrypts where nothing is said, under a key that AWS owns: Aurora's since
# 2026-02-18 (Aurora user guide, "Encrypting Amazon Aurora resources"); Multi-AZ clusters of other engines never.
ENCRYPTED_CLUSTERS: Final = "aurora"
# From which version an engine's own parameters refuse connections without TLS, and what RDS takes today where none is named
# (RDS user guides, "Requiring SSL/TLS"; Aurora user guide, "Securing Aurora PostgreSQL data with SSL/TLS"; read November 2026).
_TLS_FROM: Final[Mapping[str, tuple[int, ...]]] = {
    "postgres": (15,),
    "aurora-postgresql": (17,),
    "mysql": (9, 7),
    "mariadb": (11, 8),
}
_TLS_UNVERSIONED: Final = ("postgres",)  # 17
_FAMILY: Final = re.compile(r"^(?:default\.)?(?P<engine>[a-z-]+?)-?(?P<version>\d+(?:\.\d+)*)$")


def requires_tls(engine: str, version: str) -> bool:
    """Whether an engine's own parameters refuse connections without TLS, in a version or, where none is named, in RDS's."""
    if not version:
        return engine in _TLS_UNVERSIONED
    first = _TLS_FROM.get(engine)
    return first is not None and tuple(int(part) for part in version.split(".") if part.isdecimal()) >= first


def family_requires_tls(family: str) -> bool:
    """The same for a parameter group's family, such as `postgres17`, or AWS's own group for it, `default.postgres17`."""
    found = _FAMILY.match(family)
    return found is not None and requires_tls(found["engine"], found["version"])
