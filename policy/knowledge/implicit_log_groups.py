"""Log groups that AWS makes by itself for what a stack declares: what they are called, and what turns them on.

The names are those of each service's guide, "logging" or "monitoring" chapter. Groups that a resource names itself are in
`policy.knowledge.encryption_and_logs`. Not here, for their names follow from no property: what Elastic Beanstalk, Batch, DMS
and Image Builder write; nor functions at CloudFront's edge.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from string import Formatter
from typing import Final

from policy.knowledge.paths import given, spread
from policy.model import kinds
from policy.model.graph import Graph, Resource
from policy.model.values import UNKNOWN, dig, items, number, text

_ID, _NO_FILL = "id", ""  # a property that always is there, and what fills a name without `{}`
_ASSOCIATIONS: Final = "lambdaFunctionAssociations.*.lambdaArn"
_AT_EDGE: Final = (f"defaultCacheBehavior.{_ASSOCIATIONS}", f"orderedCacheBehaviors.*.{_ASSOCIATIONS}")

Switch = Callable[[Resource], Iterator[tuple[str, object]]]
"""For each group of a resource: the property that turns it on, and what fills `{}` in its name; `UNKNOWN` while that is unknown."""


@dataclass(frozen=True)
class Maker:
    """A type of resource for which AWS makes groups.

    Attributes:
        token: The type.
        name: What the groups are called; `{property}` is the resource's own, and a `*` at the end is AWS's to choose.
        switch: Which of them are made.
    """

    token: str
    name: str
    switch: Switch


@dataclass(frozen=True)
class MadeGroup:
    """A log group that AWS makes.

    Attributes:
        resource: What it is made for.
        name: Its name; None while that, or whether it is made, is unknown.
        path: The property that decides.
    """

    resource: Resource
    name: str | None
    path: str


def made_groups(graph: Graph) -> Iterator[MadeGroup]:
    """The log groups that AWS makes for the resources of a stack."""
    at_edge, is_uncertain = _at_edge(graph)
    for maker in MAKERS:
        for resource in graph.of(maker.token):
            if resource not in at_edge and is_uncertain and resource.type == kinds.FUNCTION:
                yield MadeGroup(resource, None, "whether CloudFront calls it")
            elif resource not in at_edge:
                for path, value in maker.switch(resource):
                    yield _named(maker.name, resource, path, value)


def _at_edge(graph: Graph) -> tuple[frozenset[Resource], bool]:
    """The functions that CloudFront calls, and whether there may be others.

    Each region that answers has a group for them, named after where they were made ("Edge function logs"): a program that lives in
    one region can declare none of them.
    """
    links = []
    for distribution in graph.of(kinds.DISTRIBUTION):
        for path in _AT_EDGE:
            arns = [distribution.get(place) for place in spread(distribution, path)]
            unversioned = [arn if arn is UNKNOWN else text(arn).rpartition(":")[0] for arn in arns]
            links.append(graph.resolve(distribution, path, unversioned, kinds.FUNCTION))
    return frozenset(one for link in links for one in link.targets), any(link.unknown for link in links)


def _named(name: str, resource: Resource, path: str, value: object) -> MadeGroup:
    if value is UNKNOWN:
        return MadeGroup(resource, None, path)
    own = [field for _, field, _, _ in Formatter().parse(name) if field]
    known = {field: text(resource.get(field)) for field in own}
    missing = [field for field in own if not known[field]]
    return MadeGroup(resource, None, missing[0]) if missing else MadeGroup(resource, name.format(value, **known), (*own, path)[0])


def _each(path: str, resource: Resource) -> Iterator[tuple[str, object]]:
    """A group for each word of a list."""
    return ((path, one) for one in items(given(resource, path)))


def _when(path: str, is_on: Callable[[object], bool], resource: Resource, *, fill: str = _NO_FILL) -> Iterator[tuple[str, object]]:
    """One group, if a property has such a value."""
    value = given(resource, path)
    if value is UNKNOWN or is_on(value):
        yield path, UNKNOWN if value is UNKNOWN else fill


def _when_set(path: str, resource: Resource) -> Iterator[tuple[str, object]]:
    """One group, if a property is set, be it to what is not known yet."""
    return iter(() if resource.is_unset(path) else ((path, _NO_FILL),))


def _unless_set(path: str, resource: Resource) -> Iterator[tuple[str, object]]:
    """One group, unless the resource names another."""
    return iter(((path, _NO_FILL),) if resource.is_unset(path) else ())


def _always(_: Resource) -> Iterator[tuple[str, object]]:
    yield _ID, _NO_FILL


def _is_true(value: object) -> bool:
    return value is True


def _is_positive(value: object) -> bool:
    return (number(value) or 0) > 0


def _is_level(value: object) -> bool:
    """Levels of API Gateway's and AppSync's logs; `OFF` and `NONE` are none."""
    return text(value) not in ("", "OFF", "NONE")


def _insights(cluster: Resource) -> Iterator[tuple[str, object]]:
    """Without the setting, the account's holds, which is off unless somebody changed it."""
    for position, setting in enumerate(items(given(cluster, "settings"))):
        name, value = dig(setting, "name"), dig(setting, "value")
        if name in ("containerInsights", UNKNOWN) and value not in (None, "disabled"):
            yield f"settings.{position}", UNKNOWN if UNKNOWN in (name, value) else _NO_FILL


def _build(project: Resource) -> Iterator[tuple[str, object]]:
    """CloudWatch has the log too when a bucket has it; a build without a bucket has to name a group anyway."""
    group, status = "logsConfig.cloudwatchLogs.groupName", "logsConfig.cloudwatchLogs.status"
    bucket = given(project, "logsConfig.s3Logs.status")
    if project.is_unset(group) and given(project, status) != "DISABLED" and bucket in ("ENABLED", UNKNOWN):
        yield status, UNKNOWN if UNKNOWN in (given(project, status), bucket) else _NO_FILL


def _transfers(server: Resource) -> Iterator[tuple[str, object]]:
    if server.is_unset("structuredLogDestinations"):
        yield from _when_set("loggingRole", server)


def _warehouse(logging: Resource) -> Iterator[tuple[str, object]]:
    for path, value in _when("logDestinationType", lambda value: value == "cloudwatch", logging):
        yield from ((path, UNKNOWN),) if value is UNKNOWN else _each("logExports", logging)


def _malware_scans(feature: Resource) -> Iterator[tuple[str, object]]:
    if feature.get("name") == "EBS_MALWARE_PROTECTION":
        yield from _when("status", lambda value: value == "ENABLED", feature)


_EXPORTS: Final = "enabledCloudwatchLogsExports"
_AIRFLOW: Final = {
    "dagProcessingLogs": "DAGProcessing",
    "schedulerLogs": "Scheduler",
    "taskLogs": "Task",
    "webserverLogs": "WebServer",
    "workerLogs": "Worker",
}
_TOPIC: Final = "sns/{region}/{owner}/{name}"
_PROTOCOLS: Final = ("application", "firehose", "http", "lambda", "sqs")

MAKERS: Final = (
    Maker(kinds.CLUSTER, "/aws/ecs/containerinsights/{name}/performance", _insights),
    Maker(kinds.DB_INSTANCE, "/aws/rds/instance/{identifier}/{}", partial(_each, _EXPORTS)),
    Maker(kinds.DB_CLUSTER, "/aws/rds/cluster/{clusterIdentifier}/{}", partial(_each, _EXPORTS)),
    *(
        Maker(token, "RDSOSMetrics", partial(_when, "monitoringInterval", _is_positive))
        for token in (kinds.DB_INSTANCE, kinds.DB_CLUSTER, kinds.DB_CLUSTER_INSTANCE)
    ),
    Maker(kinds.DB_PROXY, "/aws/rds/proxy/{name}", _always),
    Maker("aws:docdb/cluster:Cluster", "/aws/docdb/{clusterIdentifier}/{}", partial(_each, _EXPORTS)),
    Maker("aws:neptune/cluster:Cluster", "/aws/neptune/{clusterIdentifier}/{}", partial(_each, "enableCloudwatchLogsExports")),
    Maker("aws:redshift/logging:Logging", "/aws/redshift/cluster/{clusterIdentifier}/{}", _warehouse),
    Maker("aws:redshiftserverless/namespace:Namespace", "/aws/redshift/{namespaceName}/{}", partial(_each, "logExports")),
    Maker(kinds.FUNCTION, "/aws/lambda/{name}", partial(_unless_set, "loggingConfig.logGroup")),
    Maker("aws:synthetics/canary:Canary", "/aws/lambda/cwsyn-{name}-*", _always),
    Maker(kinds.BUILD, "/aws/codebuild/{name}", _build),
    Maker("aws:eks/cluster:Cluster", "/aws/eks/{name}/cluster", partial(_when, "enabledClusterLogTypes", bool)),
    Maker(
        "aws:apigateway/methodSettings:MethodSettings",
        "API-Gateway-Execution-Logs_{restApi}/{stageName}",
        partial(_when, "settings.loggingLevel", _is_level),
    ),
    Maker(
        "aws:apigatewayv2/stage:Stage",
        "/aws/apigateway/{apiId}/{name}",
        partial(_when, "defaultRouteSettings.loggingLevel", _is_level),
    ),
    Maker("aws:appsync/graphQLApi:GraphQLApi", "/aws/appsync/apis/{id}", partial(_when, "logConfig.fieldLogLevel", _is_level)),
    Maker("aws:apprunner/service:Service", "/aws/apprunner/{serviceName}/{serviceId}/application", _always),
    Maker("aws:apprunner/service:Service", "/aws/apprunner/{serviceName}/{serviceId}/service", _always),
    Maker("aws:mq/broker:Broker", "/aws/amazonmq/broker/{id}/general", partial(_when, "logs.general", _is_true)),
    Maker("aws:mq/broker:Broker", "/aws/amazonmq/broker/{id}/audit", partial(_when, "logs.audit", _is_true)),
    *(Maker(kinds.TOPIC, _TOPIC, partial(_when_set, f"{protocol}SuccessFeedbackRoleArn")) for protocol in _PROTOCOLS),
    *(Maker(kinds.TOPIC, f"{_TOPIC}/Failure", partial(_when_set, f"{protocol}FailureFeedbackRoleArn")) for protocol in _PROTOCOLS),
    Maker("aws:transfer/server:Server", "/aws/transfer/{id}", _transfers),
    *(
        Maker(
            "aws:mwaa/environment:Environment",
            "airflow-{name}-{}",
            partial(_when, f"loggingConfiguration.{key}.enabled", _is_true, fill=kind),
        )
        for key, kind in _AIRFLOW.items()
    ),
    Maker("aws:sagemaker/endpoint:Endpoint", "/aws/sagemaker/Endpoints/{name}", _always),
    Maker("aws:glue/job:Job", "/aws-glue/jobs/output", partial(_unless_set, "securityConfiguration")),
    Maker("aws:glue/job:Job", "/aws-glue/jobs/error", partial(_unless_set, "securityConfiguration")),
    Maker("aws:glue/crawler:Crawler", "/aws-glue/crawlers", partial(_unless_set, "securityConfiguration")),
    Maker("aws:cloudhsmv2/cluster:Cluster", "/aws/cloudhsm/{clusterId}", _always),
    Maker(
        "aws:guardduty/detectorFeature:DetectorFeature",
        "/aws/guardduty/malware-scan-events",
        _malware_scans,
    ),
)
