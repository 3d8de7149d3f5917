"""Cases of the rule log-groups-declared: the groups that AWS makes by itself."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from policy.knowledge.implicit_log_groups import MAKERS
from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, spec
from tests.policy.rules.watch.audit_logs_plans import ACCOUNT
from tests.policy.rules.watch.log_groups_declared import GROUP, declared


class Made(NamedTuple):
    """What has a group that AWS makes: its type and properties, the group, and changes after which there is none."""

    token: str
    props: Mapping[str, object]
    group: str
    without: Sequence[Mapping[str, object]]


def made(token: str, group: str, *without: Mapping[str, object], **props: object) -> Made:
    return Made(token, props, group, without)


EXPORTS = "enabledCloudwatchLogsExports"
INSIGHTS = [{"name": "containerInsights", "value": "enabled"}]
TOPIC = {"name": "t", "region": "us-east-1", "owner": ACCOUNT}
NO_EXPORTS: tuple[Mapping[str, object], ...] = ({EXPORTS: []}, {EXPORTS: DROP})
# In the order of the makers.
MADE = (
    made(
        kinds.CLUSTER,
        "/aws/ecs/containerinsights/pde/performance",
        {"settings.0.value": "disabled"},
        {"settings.0.value": None},
        {"settings.0.name": "x"},
        {"settings": DROP},
        name="pde",
        settings=INSIGHTS,
    ),
    made(kinds.DB_INSTANCE, "/aws/rds/instance/pde/audit", *NO_EXPORTS, identifier="pde", **{EXPORTS: ["audit"]}),
    made(kinds.DB_CLUSTER, "/aws/rds/cluster/pde/audit", *NO_EXPORTS, clusterIdentifier="pde", **{EXPORTS: ["audit"]}),
    *(
        made(token, "RDSOSMetrics", {"monitoringInterval": 0}, {"monitoringInterval": DROP}, monitoringInterval=1)
        for token in (kinds.DB_INSTANCE, kinds.DB_CLUSTER, kinds.DB_CLUSTER_INSTANCE)
    ),
    made(kinds.DB_PROXY, "/aws/rds/proxy/pde", name="pde"),
    made("aws:docdb/cluster:Cluster", "/aws/docdb/pde/audit", *NO_EXPORTS, clusterIdentifier="pde", **{EXPORTS: ["audit"]}),
    made(
        "aws:neptune/cluster:Cluster",
        "/aws/neptune/pde/audit",
        {"enableCloudwatchLogsExports": DROP},
        clusterIdentifier="pde",
        enableCloudwatchLogsExports=["audit"],
    ),
    made(
        "aws:redshift/logging:Logging",
        "/aws/redshift/cluster/pde/userlog",
        {"logDestinationType": "s3"},
        {"logExports": []},
        clusterIdentifier="pde",
        logDestinationType="cloudwatch",
        logExports=["userlog"],
    ),
    made(
        "aws:redshiftserverless/namespace:Namespace",
        "/aws/redshift/pde/userlog",
        {"logExports": DROP},
        namespaceName="pde",
        logExports=["userlog"],
    ),
    made(kinds.FUNCTION, "/aws/lambda/score", {"loggingConfig.logGroup": "/pde/stream"}, name="score"),
    made("aws:synthetics/canary:Canary", "/aws/lambda/cwsyn-login-*", name="login"),
    made(
        kinds.BUILD,
        "/aws/codebuild/image",
        {"logsConfig.cloudwatchLogs.groupName": "/pde/stream"},
        {"logsConfig.cloudwatchLogs.status": "DISABLED"},
        {"logsConfig.s3Logs.status": "DISABLED"},
        {"logsConfig": DROP},
        name="image",
        logsConfig={"s3Logs": {"status": "ENABLED"}},
    ),
    made(
        "aws:eks/cluster:Cluster",
        "/aws/eks/pde/cluster",
        {"enabledClusterLogTypes": []},
        {"enabledClusterLogTypes": DROP},
        name="pde",
        enabledClusterLogTypes=["audit", "api"],
    ),
    made(
        "aws:apigateway/methodSettings:MethodSettings",
        "API-Gateway-Execution-Logs_a1b2/live",
        {"settings.loggingLevel": "OFF"},
        {"settings.loggingLevel": DROP},
        restApi="a1b2",
        stageName="live",
        settings={"loggingLevel": "ERROR"},
    ),
    made(
        "aws:apigatewayv2/stage:Stage",
        "/aws/apigateway/a1b2/live",
        {"defaultRouteSettings.loggingLevel": "OFF"},
        {"defaultRouteSettings": DROP},
        apiId="a1b2",
        name="live",
        defaultRouteSettings={"loggingLevel": "INFO"},
    ),
    made(
        "aws:appsync/graphQLApi:GraphQLApi",
        "/aws/appsync/apis/a1b2",
        {"logConfig.fieldLogLevel": "NONE"},
        {"logConfig": DROP},
        id="a1b2",
        logConfig={"fieldLogLevel": "ALL"},
    ),
    made("aws:apprunner/service:Service", "/aws/apprunner/web/a1/application", serviceName="web", serviceId="a1"),
    made("aws:apprunner/service:Service", "/aws/apprunner/web/a1/service", serviceName="web", serviceId="a1"),
    *(
        made(
            "aws:mq/broker:Broker",
            f"/aws/amazonmq/broker/b-1/{log}",
            {f"logs.{log}": False},
            {"logs": DROP},
            id="b-1",
            logs={log: True},
        )
        for log in ("general", "audit")
    ),
    *(
        made(kinds.TOPIC, f"sns/us-east-1/{ACCOUNT}/t{end}", {f"{by}{role}": DROP}, **TOPIC, **{f"{by}{role}": "arn:aws:iam::x"})
        for role, end in (("SuccessFeedbackRoleArn", ""), ("FailureFeedbackRoleArn", "/Failure"))
        for by in ("application", "firehose", "http", "lambda", "sqs")
    ),
    made(
        "aws:transfer/server:Server",
        "/aws/transfer/s-1",
        {"loggingRole": DROP},
        {"structuredLogDestinations": [GROUP]},
        id="s-1",
        loggingRole="arn:aws:iam::x",
    ),
    *(
        made(
            "aws:mwaa/environment:Environment",
            f"airflow-etl-{kind}",
            {f"loggingConfiguration.{log}.enabled": False},
            {"loggingConfiguration": DROP},
            name="etl",
            loggingConfiguration={log: {"enabled": True}},
        )
        for log, kind in (
            ("dagProcessingLogs", "DAGProcessing"),
            ("schedulerLogs", "Scheduler"),
            ("taskLogs", "Task"),
            ("webserverLogs", "WebServer"),
            ("workerLogs", "Worker"),
        )
    ),
    made("aws:sagemaker/endpoint:Endpoint", "/aws/sagemaker/Endpoints/score", name="score"),
    made("aws:glue/job:Job", "/aws-glue/jobs/output", {"securityConfiguration": "own"}),
    made("aws:glue/job:Job", "/aws-glue/jobs/error", {"securityConfiguration": "own"}),
    made("aws:glue/crawler:Crawler", "/aws-glue/crawlers", {"securityConfiguration": "own"}),
    made("aws:cloudhsmv2/cluster:Cluster", "/aws/cloudhsm/cluster-1", clusterId="cluster-1"),
    made(
        "aws:guardduty/detectorFeature:DetectorFeature",
        "/aws/guardduty/malware-scan-events",
        {"status": "DISABLED"},
        {"name": "S3_DATA_EVENTS"},
        name="EBS_MALWARE_PROTECTION",
        status="ENABLED",
    ),
)
assert [one.token for one in MADE] == [maker.token for maker in MAKERS]
# A job and a service have two groups each: beside the one of the case stands the other.
BOTH = {"/aws-glue/jobs/output": "/aws-glue/jobs/error", "/aws/apprunner/web/a1/application": "/aws/apprunner/web/a1/service"}
BOTH |= {second: first for first, second in BOTH.items()}
STREAM = spec(kinds.LOG_GROUP, "log", {"name": "/pde/stream", "arn": GROUP})
for token, props, group, without in MADE:
    title = f"{group} of {token} with {' '.join(props) or 'nothing'}"
    named = group.replace("*", "5f0c")
    others = [spec(kinds.LOG_GROUP, "other", {"name": BOTH[group]})] if group in BOTH else []
    bare = Plan(spec(token, "maker", props), STREAM, *others)
    declared.good(title, bare.add(spec(kinds.LOG_GROUP, "own", {"name": named})), shared=[])
    declared.good(f"{title}, which the account has", bare, shared=[named])
    declared.bad(f"{title}, undeclared", bare, f"maker undeclared={group}", shared=[])
    another = bare.add(spec(kinds.LOG_GROUP, "own", {"name": f"x{named}"}))
    declared.bad(f"{title}, and another declared", another, f"maker undeclared={group}", shared=[])
    for position, change in enumerate(without):
        declared.look_alike(
            f"{title}: none ({position})", Plan(spec(token, "maker", props), STREAM).set("maker", change), shared=[]
        )
MONITORED = Plan(spec(kinds.DB_INSTANCE, "db", {"monitoringInterval": 60}))
declared.look_alike("enhanced monitoring, whose group RDS empties by itself", MONITORED)
CLUSTER = Plan(spec(kinds.CLUSTER, "pde", {"name": "pde", "settings": INSIGHTS}))
declared.bad(
    "insights with more detail",
    CLUSTER.set("pde", {"settings.0.value": "enhanced"}),
    "pde undeclared=/aws/ecs/containerinsights/pde/performance",
)
declared.undecided("whether it is insights unknown", CLUSTER.set("pde", {"settings.0.name": UNKNOWN}), "pde: settings.0")
declared.undecided("whether insights are on unknown", CLUSTER.set("pde", {"settings.0.value": UNKNOWN}), "pde: settings.0")
WAREHOUSE = {"clusterIdentifier": "pde", "logDestinationType": UNKNOWN, "logExports": ["userlog"]}
declared.undecided(
    "where a warehouse logs unknown",
    Plan(spec("aws:redshift/logging:Logging", "log", WAREHOUSE, logDestinationType="elsewhere"), spec("random:x:X", "elsewhere")),
    "log: logDestinationType",
)
