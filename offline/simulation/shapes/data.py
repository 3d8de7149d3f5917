"""Answers of databases, caches, streams, buckets, secrets and parameters."""

from collections.abc import Callable, Mapping
from typing import Final

from offline.simulation.shapes.templates import AnswerContext, AnswerTemplate, by_arn, companion, named, regional

_DATABASE_PORTS: Final = {"postgres": 5432, "mysql": 3306, "mariadb": 3306}


def _database_port(context: AnswerContext) -> int:
    return next((port for engine, port in _DATABASE_PORTS.items() if engine in context["engine"]), 5432)


_REPLICAS: Final = ("", "b", "c")
_RDS_HOST: Final = "{lower12}.{region}.rds.amazonaws.com"
_CACHE_HOST: Final = "{replicationGroupId}.{lower6}.cache.amazonaws.com"


def _brokers(port: int, enabled: Callable[[AnswerContext], bool] = lambda _: True) -> Callable[[AnswerContext], str]:
    def brokers(context: AnswerContext) -> str:
        if not enabled(context):
            return ""
        host = context.fill("{clusterName}.{lower6}.c2.kafka.{region}.amazonaws.com").lower()
        listed = min(3, context["numberOfBrokerNodes"] or 3)  # AWS lists at most three, however many there are
        return ",".join(f"b-{number}.{host}:{port}" for number in range(1, listed + 1))

    return brokers


def _sasl(method: str) -> Callable[[AnswerContext], bool]:
    return lambda context: bool(((context["clientAuthentication"] or {}).get("sasl") or {}).get(method))


def _version_id(context: AnswerContext) -> str:
    """Another value is another version, as AWS counts: whatever names a version follows each change."""
    return context.identity.uuid(f"version{context['secretString']}")


def _parameter_version(context: AnswerContext) -> int:
    """As for a secret's version. AWS counts from 1; which number it has come to depends on changes nobody simulated."""
    return int(context.identity.hex(4, f"version{context['value'] or context['insecureValue']}"), 16) + 1


def _topic_arn(context: AnswerContext) -> str:
    return str(context["clusterArn"]).replace(":cluster/", ":topic/") + context.fill("/{name}")


def _member_clusters(context: AnswerContext) -> list[str]:
    shards = context["numNodeGroups"] or 1
    nodes = context["numCacheClusters"] or shards * (1 + (context["replicasPerNodeGroup"] or 0))
    return [f"{context['replicationGroupId']}-{number:03}" for number in range(1, nodes + 1)]


_BUCKET_PARTS: Final = (
    "bucketPolicy:BucketPolicy",
    "bucketPublicAccessBlock:BucketPublicAccessBlock",
    "bucketVersioning:BucketVersioning",
    "bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "bucketOwnershipControls:BucketOwnershipControls",
    "bucketLogging:BucketLogging",
    "bucketReplicationConfig:BucketReplicationConfig",
    "bucketNotification:BucketNotification",
    "bucketCorsConfiguration:BucketCorsConfiguration",
    "bucketObjectLockConfiguration:BucketObjectLockConfiguration",
    "bucketIntelligentTieringConfiguration:BucketIntelligentTieringConfiguration",
)

DATA: Final[Mapping[str, AnswerTemplate]] = {
    "aws:rds/instance:Instance": {
        "resourceId": "db-{upper26}",
        "id": "{resourceId}",
        "arn": regional("rds", "db:{identifier}"),
        "port": _database_port,
        "address": "{identifier}." + _RDS_HOST,
        "endpoint": "{address}:{port}",
        "hostedZoneId": "Z{upper13}",
        "engineVersionActual": "{engineVersion}",
        "status": "available",
        "storageType": "gp3",
        "networkType": "IPV4",
        "caCertIdentifier": "rds-ca-rsa2048-g1",
    },
    "aws:rds/cluster:Cluster": {
        "id": "{clusterIdentifier}",
        "clusterResourceId": "cluster-{upper26}",
        "arn": regional("rds", "cluster:{clusterIdentifier}"),
        "port": _database_port,
        "endpoint": "{clusterIdentifier}.cluster-" + _RDS_HOST,
        "readerEndpoint": "{clusterIdentifier}.cluster-ro-" + _RDS_HOST,
        "hostedZoneId": "Z{upper13}",
        "engineVersionActual": "{engineVersion}",
    },
    "aws:rds/clusterInstance:ClusterInstance": {
        "id": "{identifier}",
        "dbiResourceId": "db-{upper26}",
        "arn": regional("rds", "db:{identifier}"),
        "port": _database_port,
        "endpoint": "{identifier}." + _RDS_HOST,
        "engineVersionActual": "{engineVersion}",
    },
    "aws:rds/globalCluster:GlobalCluster": {
        "id": "{globalClusterIdentifier}",
        "arn": "arn:{partition}:rds::{account}:global-cluster:{id}",
    },
    "aws:rds/subnetGroup:SubnetGroup": named("rds", "subgrp:{name}"),
    "aws:rds/parameterGroup:ParameterGroup": named("rds", "pg:{name}"),
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": named("rds", "cluster-pg:{name}"),
    "aws:rds/optionGroup:OptionGroup": named("rds", "og:{name}"),
    "aws:rds/eventSubscription:EventSubscription": named("rds", "es:{name}", customerAwsId="{account}"),
    "aws:rds/proxy:Proxy": {
        "id": "{name}",
        "arn": regional("rds", "db-proxy:prx-{hex17}"),
        "endpoint": "{name}.proxy-" + _RDS_HOST,
    },
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": {
        "id": regional("rds", "auto-backup:ab-{lower39}"),
    },
    "aws:elasticache/replicationGroup:ReplicationGroup": {
        "id": "{replicationGroupId}",
        "arn": regional("elasticache", "replicationgroup:{replicationGroupId}"),
        "port": 6379,
        "engine": "redis",
        "engineVersionActual": "{engineVersion}",
        "primaryEndpointAddress": "master." + _CACHE_HOST,
        "readerEndpointAddress": "replica." + _CACHE_HOST,
        "configurationEndpointAddress": lambda context: (
            context.fill("clustercfg." + _CACHE_HOST) if context["numNodeGroups"] else ""
        ),
        "memberClusters": _member_clusters,
    },
    "aws:elasticache/serverlessCache:ServerlessCache": named("elasticache", "serverlesscache:{name}", status="available"),
    "aws:elasticache/subnetGroup:SubnetGroup": named("elasticache", "subnetgroup:{name}"),
    "aws:elasticache/parameterGroup:ParameterGroup": named("elasticache", "parametergroup:{name}"),
    "aws:elasticache/user:User": {"id": "{userId}", "arn": regional("elasticache", "user:{userId}")},
    "aws:elasticache/userGroup:UserGroup": {"id": "{userGroupId}", "arn": regional("elasticache", "usergroup:{userGroupId}")},
    "aws:msk/cluster:Cluster": {
        "clusterUuid": "{uuid}-{digits1}",
        **by_arn(regional("kafka", "cluster/{clusterName}/{clusterUuid}")),
        "currentVersion": "K{upper13}",
        "bootstrapBrokers": "",
        "bootstrapBrokersTls": _brokers(9094),
        "bootstrapBrokersSaslIam": _brokers(9098, _sasl("iam")),
        "bootstrapBrokersSaslScram": _brokers(9096, _sasl("scram")),
        "storageMode": "LOCAL",
        **dict.fromkeys(("bootstrapBrokersPublicSaslIam", "bootstrapBrokersPublicSaslScram", "bootstrapBrokersPublicTls"), ""),
        **dict.fromkeys(("zookeeperConnectString", "zookeeperConnectStringTls"), ""),
    },
    "aws:msk/serverlessCluster:ServerlessCluster": {
        "clusterUuid": "{uuid}-s{digits1}",
        **by_arn(regional("kafka", "cluster/{clusterName}/{clusterUuid}")),
        "bootstrapBrokersSaslIam": "boot-{lower8}.c2.kafka-serverless.{region}.amazonaws.com:9098",
    },
    "aws:msk/configuration:Configuration": by_arn(regional("kafka", "configuration/{name}/{uuid}-{digits1}"), latestRevision=1),
    "aws:msk/topic:Topic": {"arn": _topic_arn, "id": "{clusterArn},{name}"},
    "aws:msk/scramSecretAssociation:ScramSecretAssociation": companion("clusterArn"),
    "aws:msk/clusterPolicy:ClusterPolicy": {"id": "{clusterArn}", "currentVersion": "K{upper13}"},
    "aws:s3/bucket:Bucket": {
        "id": "{bucket}",
        "arn": "arn:{partition}:s3:::{bucket}",
        "bucketDomainName": "{bucket}.s3.amazonaws.com",
        "bucketRegion": "{region}",
        "bucketRegionalDomainName": "{bucket}.s3.{region}.amazonaws.com",
        "hostedZoneId": "Z{upper13}",
        "requestPayer": "BucketOwner",
    },
    **{f"aws:s3/{part}": companion("bucket") for part in _BUCKET_PARTS},
    "aws:s3/bucketObjectv2:BucketObjectv2": {
        "id": "{bucket}/{key}",
        "arn": "arn:{partition}:s3:::{bucket}/{key}",
        "etag": "{hex32}",
    },
    "aws:dynamodb/table:Table": named("dynamodb", "table/{name}"),
    "aws:efs/fileSystem:FileSystem": {
        "id": "fs-{hex17}",
        "arn": regional("elasticfilesystem", "file-system/{id}"),
        "dnsName": "{id}.efs.{region}.amazonaws.com",
        "ownerId": "{account}",
    },
    "aws:efs/accessPoint:AccessPoint": {
        "id": "fsap-{hex17}",
        "arn": regional("elasticfilesystem", "access-point/{id}"),
        "ownerId": "{account}",
    },
    "aws:kinesis/stream:Stream": by_arn(regional("kinesis", "stream/{name}")),
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": by_arn(regional("firehose", "deliverystream/{name}")),
    "aws:secretsmanager/secret:Secret": by_arn(regional("secretsmanager", "secret:{name}-{mixed6}")),
    "aws:secretsmanager/secretPolicy:SecretPolicy": companion("secretArn"),
    "aws:secretsmanager/secretVersion:SecretVersion": {
        "arn": "{secretId}",
        "versionId": _version_id,
        "id": "{secretId}|{versionId}",
        "versionStages": lambda _: ["AWSCURRENT"],
    },
    "aws:ssm/parameter:Parameter": {
        "id": "{name}",
        "arn": regional("ssm", "parameter/{name:bare}"),
        "version": _parameter_version,
        "tier": "Standard",
        "dataType": "text",
    },
}
