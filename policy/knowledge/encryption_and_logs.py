"""Where data and logs are kept: which key encrypts what, and which buckets and log groups are a record of others."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from policy.model import kinds
from policy.model.graph import Graph, Links, Resource
from policy.model.values import UNKNOWN, items, text

# Where each type names the key that encrypts it.
KEY_PATHS: Final = {
    kinds.DB_INSTANCE: ("kmsKeyId", "performanceInsightsKmsKeyId"),
    kinds.DB_CLUSTER: ("kmsKeyId", "performanceInsightsKmsKeyId"),
    kinds.DB_CLUSTER_INSTANCE: ("performanceInsightsKmsKeyId",),
    kinds.CACHE_REPLICATION_GROUP: ("kmsKeyId",),
    kinds.CACHE_SERVERLESS: ("kmsKeyId",),
    kinds.KAFKA_CLUSTER: ("encryptionInfo.encryptionAtRestKmsKeyArn",),
    kinds.BUCKET_ENCRYPTION: ("rules.0.applyServerSideEncryptionByDefault.kmsMasterKeyId",),
    kinds.BUCKET: ("serverSideEncryptionConfiguration.rule.applyServerSideEncryptionByDefault.kmsMasterKeyId",),
    kinds.TABLE: ("serverSideEncryption.kmsKeyArn",),
    kinds.FILE_SYSTEM: ("kmsKeyId",),
    kinds.SEARCH_DOMAIN: ("encryptAtRest.kmsKeyId",),
    kinds.LOG_GROUP: ("kmsKeyId",),
    kinds.TOPIC: ("kmsMasterKeyId",),
    kinds.QUEUE: ("kmsMasterKeyId",),
    kinds.TRAIL: ("kmsKeyId",),
    kinds.STORED_SECRETS: ("kmsKeyId",),
    kinds.BACKUP_VAULT: ("kmsKeyArn",),
    kinds.EVENT_BUS: ("kmsKeyIdentifier",),
    kinds.EVENT_DATA_STORE: ("kmsKeyId",),
}
KINDS_OF_DATA: Final = {
    kinds.DB_INSTANCE: "database",
    kinds.DB_CLUSTER: "database",
    kinds.DB_CLUSTER_INSTANCE: "database",
    kinds.CACHE_REPLICATION_GROUP: "cache",
    kinds.CACHE_SERVERLESS: "cache",
    kinds.KAFKA_CLUSTER: "stream",
    kinds.BUCKET_ENCRYPTION: "bucket",
    kinds.BUCKET: "bucket",
    kinds.TABLE: "table",
    kinds.FILE_SYSTEM: "file system",
    kinds.SEARCH_DOMAIN: "search index",
}

# Where each type names the log groups it writes to; those that AWS makes by itself are in `implicit_log_groups`.
_GROUP_PATHS: Final = {
    kinds.KAFKA_CLUSTER: "loggingInfo.brokerLogs.cloudwatchLogs.logGroup",
    kinds.WEB_ACL_LOGGING: "logDestinationConfigs",
    kinds.BUILD: "logsConfig.cloudwatchLogs.groupName",
    kinds.FLOW_LOG: "logDestination",
    kinds.TRAIL: "cloudWatchLogsGroupArn",
    kinds.CLUSTER: "configuration.executeCommandConfiguration.logConfiguration.cloudWatchLogGroupName",
    kinds.STATE_MACHINE: "loggingConfiguration.logDestination",
    kinds.FUNCTION: "loggingConfig.logGroup",
    kinds.CACHE_CLUSTER: "logDeliveryConfigurations.*.destination",
    kinds.CACHE_REPLICATION_GROUP: "logDeliveryConfigurations.*.destination",
    kinds.SEARCH_DOMAIN: "logPublishingOptions.*.cloudwatchLogGroupArn",
    "aws:apigateway/stage:Stage": "accessLogSettings.destinationArn",
    "aws:apigatewayv2/stage:Stage": "accessLogSettings.destinationArn",
    "aws:mskconnect/connector:Connector": "logDelivery.workerLogDelivery.cloudwatchLogs.logGroup",
    "aws:pipes/pipe:Pipe": "logConfiguration.cloudwatchLogsLogDestination.logGroupArn",
    "aws:route53/queryLog:QueryLog": "cloudwatchLogGroupArn",
    "aws:route53/resolverQueryLogConfig:ResolverQueryLogConfig": "destinationArn",
    "aws:transfer/server:Server": "structuredLogDestinations",
}
LOGGING_TYPES: Final = tuple(_GROUP_PATHS)
# What says beside a destination that it is none of CloudWatch Logs.
_DESTINATION_TYPES: Final = {
    kinds.FLOW_LOG: "logDestinationType",
    kinds.CACHE_CLUSTER: "destinationType",
    kinds.CACHE_REPLICATION_GROUP: "destinationType",
}
_AUDIT_GROUPS: Final = (kinds.WEB_ACL_LOGGING, kinds.FLOW_LOG, kinds.TRAIL)
# Where AWS itself writes records to: of requests, traffic, sign-ins to a database, changes of resources and watchers' findings.
# Not what programs write of their own (builds, brokers, EMR, Connect), nor sessions, which the machine or task itself writes.
AUDIT_BUCKETS: Final = (
    (kinds.LOAD_BALANCER, "accessLogs.bucket"),
    (kinds.LOAD_BALANCER, "connectionLogs.bucket"),
    (kinds.CLASSIC_LOAD_BALANCER, "accessLogs.bucket"),
    (kinds.TRAIL, "s3BucketName"),
    (kinds.FLOW_LOG, "logDestination"),
    (kinds.WEB_ACL_LOGGING, "logDestinationConfigs"),
    ("aws:cloudfront/distribution:Distribution", "loggingConfig.bucket"),
    ("aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination", "deliveryDestinationConfiguration.destinationResourceArn"),
    ("aws:cfg/deliveryChannel:DeliveryChannel", "s3BucketName"),
    ("aws:route53/resolverQueryLogConfig:ResolverQueryLogConfig", "destinationArn"),
    (
        "aws:networkfirewall/loggingConfiguration:LoggingConfiguration",
        "loggingConfiguration.logDestinationConfigs.*.logDestination.bucketName",
    ),
    ("aws:globalaccelerator/accelerator:Accelerator", "attributes.flowLogsS3Bucket"),
    ("aws:verifiedaccess/instanceLoggingConfiguration:InstanceLoggingConfiguration", "accessLogs.s3.bucketName"),
    ("aws:redshift/logging:Logging", "bucketName"),
    ("aws:bedrockmodel/invocationLoggingConfiguration:InvocationLoggingConfiguration", "loggingConfig.s3Config.bucketName"),
    ("aws:guardduty/publishingDestination:PublishingDestination", "destinationArn"),
    ("aws:macie2/classificationExportConfiguration:ClassificationExportConfiguration", "s3Destination.bucketName"),
)
# What takes records on to a bucket, and where it names that.
_STREAM: Final = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream"
_DELIVERED: Final = "extendedS3Configuration.bucketArn"
# How CloudFront names a bucket: by its domain.
_DOMAIN: Final = re.compile(r"\.s3[.-][a-z0-9.-]*$")
# Where a bucket names the bucket that its requests are logged in.
ACCESS_LOG: Final = "logging.targetBucket"
_KEYS: Final = kinds.KEYS
_CLOUDWATCH: Final = ("cloud-watch-logs", "cloudwatch-logs")
_ELSEWHERE: Final = (":s3:::", ":firehose:")


def key_users(graph: Graph) -> Iterator[tuple[Resource, str, Links]]:
    """Everything that is encrypted with a key that it names: the resource, the path and the key."""
    for token, paths in KEY_PATHS.items():
        for resource in graph.of(token):
            for path in paths:
                links = Links() if resource.is_unset(path) else keys_named(graph, resource, path)
                if links.targets or links.outside or links.unknown:
                    yield resource, path, links


def keys_named(graph: Graph, resource: Resource, path: str) -> Links:
    """The keys that a property names, itself or by an alias."""
    named = graph.links(resource, path, *_KEYS, kinds.KEY_ALIAS)
    aliases = [graph.links(one, "targetKeyId", *_KEYS) for one in named.targets if one.type == kinds.KEY_ALIAS]
    return Links(
        (*(one for one in named.targets if one.type in _KEYS), *chain.from_iterable(links.targets for links in aliases)),
        (*named.outside, *chain.from_iterable(links.outside for links in aliases)),
        unknown=named.unknown or any(links.unknown for links in aliases),
    )


def log_destinations(graph: Graph, *tokens: str) -> Iterator[tuple[Resource, str, Links]]:
    """Everything of the given types (or all) that writes to log groups: the resource, the path and the groups."""
    for token, paths in _GROUP_PATHS.items():
        for resource in graph.of(token) if token in (tokens or _GROUP_PATHS) else ():
            for path in _spread(resource, paths):
                links = _groups(graph, resource, path)
                if links.targets or links.outside or links.unknown:
                    yield resource, path, links


def _groups(graph: Graph, resource: Resource, path: str) -> Links:
    """The log groups that a property names; buckets and delivery streams are none, nor is anything of another type."""
    beside = _DESTINATION_TYPES.get(resource.type)
    kind = resource.get(f"{path.rpartition('.')[0]}.{beside}".lstrip(".")) if beside else None
    if kind not in (None, "", *_CLOUDWATCH, UNKNOWN):
        return Links()
    values = [text(one).removesuffix(":*") if isinstance(one, str) else one for one in items(resource.get(path))]
    kept = [one for one in values if one is UNKNOWN or (text(one) and not any(word in text(one) for word in _ELSEWHERE))]
    links = graph.resolve(resource, path, kept, kinds.LOG_GROUP) if kept else Links()
    return Links(unknown=True) if kind is UNKNOWN and links.outside else links


def _spread(resource: Resource, path: str) -> list[str]:
    """A path once for each element of the list that `*` in it stands for."""
    head, star, tail = path.partition(".*.")
    return [f"{head}.{position}.{tail}" for position in range(len(items(resource.get(head))))] if star else [path]


def access_logs(graph: Graph) -> Iterator[tuple[Resource, str, Links]]:
    """Everything that has requests to a bucket logged in another: the resource, the path and the other bucket."""
    for logging in graph.of(kinds.BUCKET_LOGGING):
        yield logging, "targetBucket", graph.links(logging, "targetBucket", kinds.BUCKET)
    for bucket in graph.of(kinds.BUCKET):
        if not bucket.is_unset(ACCESS_LOG):
            yield bucket, ACCESS_LOG, graph.links(bucket, ACCESS_LOG, kinds.BUCKET)


@dataclass(frozen=True)
class Records:
    """The buckets and log groups of a stack that keep a record: of API calls, of traffic, of requests.

    Attributes:
        found: Those that keep one.
        unresolved: The others, as far as something records to a place that is not known.
    """

    found: Sequence[Resource]
    unresolved: Sequence[Resource]


def records(graph: Graph, *types: str) -> Records:
    """The records of the given types (or all)."""
    named = {kinds.LOG_GROUP: list(log_destinations(graph, *_AUDIT_GROUPS)), kinds.BUCKET: list(_bucket_destinations(graph))}
    kept = {token: destinations for token, destinations in named.items() if token in (types or named)}
    found = dict.fromkeys(store for listed in kept.values() for *_, links in listed for store in links.targets)
    unresolved = [token for token, listed in kept.items() if any(_is_unresolved(*one) for one in listed)]
    return Records(list(found), [store for store in graph.of(*unresolved) if store not in found])


def _bucket_destinations(graph: Graph) -> Iterator[tuple[Resource, str, Links]]:
    yield from access_logs(graph)
    for token, row in AUDIT_BUCKETS:
        for resource in graph.of(token):
            for path in _spread(resource, row):
                values = [_bucket(one) for one in items(resource.get(path)) if ":logs:" not in text(one)]
                links = graph.resolve(resource, path, values, kinds.BUCKET, _STREAM)
                streams = [one for one in links.targets if one.type == _STREAM]
                yield resource, path, Links(tuple(one for one in links.targets if one not in streams), unknown=links.unknown)
                yield from ((one, _DELIVERED, graph.links(one, _DELIVERED, kinds.BUCKET)) for one in streams)


def _bucket(value: object) -> object:
    """A bucket's name, where it is named by its domain."""
    return _DOMAIN.sub("", value) if isinstance(value, str) else value


def _is_unresolved(resource: Resource, path: str, links: Links) -> bool:
    """Whether a path names no store that an edge tells: neither one of the type looked for, nor one of the other."""
    return links.unknown and not resource.is_unset(path) and not resource.edges(path, kinds.BUCKET, kinds.LOG_GROUP)
