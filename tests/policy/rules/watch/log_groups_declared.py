"""Cases of the rule log-groups-declared."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, spec
from tests.policy.rules.watch.audit_logs_plans import ACCOUNT
from tests.policy.tables import Table

GROUP = f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:/pde/stream"
WRITERS = Plan(
    spec(kinds.LOG_GROUP, "log", {"name": "/pde/stream", "arn": GROUP}),
    spec(kinds.LOG_GROUP, "db-log", {"name": "/aws/rds/instance/pde/postgresql"}),
    spec(
        kinds.KAFKA_CLUSTER,
        "stream",
        {"loggingInfo": {"brokerLogs": {"cloudwatchLogs": {"enabled": True, "logGroup": "/pde/stream"}}}},
    ),
    spec(kinds.DB_INSTANCE, "db", {"identifier": "pde", "enabledCloudwatchLogsExports": ["postgresql"]}),
    spec(kinds.TRAIL, "trail", {"cloudWatchLogsGroupArn": GROUP + ":*"}),
    spec(kinds.FLOW_LOG, "flow", {"logDestination": UNKNOWN}, logDestination="log"),
)
declared = Table("log-groups-declared", undeclared="It writes to `{}`, which this stack does not declare.")
declared.good("all of them", WRITERS)
declared.look_alike(
    "a bucket", WRITERS.set("flow", {"logDestination": "arn:aws:s3:::flow-logs", "logDestinationType": "s3"}).unlinked("flow")
)
declared.look_alike(
    "a web ACL's bucket",
    WRITERS.add(spec(kinds.WEB_ACL_LOGGING, "waf", {"logDestinationConfigs": ["arn:aws:s3:::aws-waf-logs-x"]})),
)
declared.look_alike("nothing logged", WRITERS.set("stream", {"loggingInfo": DROP}).set("db", {"enabledCloudwatchLogsExports": []}))
declared.bad(
    "a broker's",
    WRITERS.set("stream", {"loggingInfo.brokerLogs.cloudwatchLogs.logGroup": "/pde/other"}),
    "stream: `loggingInfo.brokerLogs.cloudwatchLogs.logGroup` names `/pde/other`, which this stack does not declare.",
)
declared.bad("a database's", WRITERS.drop("db-log"), "db undeclared=/aws/rds/instance/pde/postgresql")
declared.bad(
    "a database's, beside a group that AWS names",
    WRITERS.drop("db-log").add(spec(kinds.LOG_GROUP, "generated", {"name": UNKNOWN})),
    "db undeclared=/aws/rds/instance/pde/postgresql",
)
declared.bad(
    "one of a database's two",
    WRITERS.set("db", {"enabledCloudwatchLogsExports": ["postgresql", "upgrade"]}),
    "db undeclared=/aws/rds/instance/pde/upgrade",
)
declared.bad(
    "a cluster's",
    WRITERS.add(spec(kinds.DB_CLUSTER, "cluster", {"clusterIdentifier": "pde", "enabledCloudwatchLogsExports": ["postgresql"]})),
    "cluster undeclared=/aws/rds/cluster/pde/postgresql",
)
declared.bad(
    "a trail's",
    WRITERS.set("trail", {"cloudWatchLogsGroupArn": f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:other:*"}),
    "trail: `cloudWatchLogsGroupArn` names `arn:aws:logs:us-east-1:111122223333:log-group:other`, which this stack does not "
    "declare.",
)
declared.bad(
    "a build's",
    WRITERS.add(spec(kinds.BUILD, "build", {"logsConfig": {"cloudwatchLogs": {"groupName": "/aws/codebuild/x"}}})),
    "build: `logsConfig.cloudwatchLogs.groupName` names `/aws/codebuild/x`, which this stack does not declare.",
)
declared.bad(
    "a web ACL's",
    WRITERS.add(spec(kinds.WEB_ACL_LOGGING, "waf", {"logDestinationConfigs": [GROUP + "2"]})),
    "waf: `logDestinationConfigs` names `arn:aws:logs:us-east-1:111122223333:log-group:/pde/stream2`, which this stack does not "
    "declare.",
)
declared.undecided("a database's name unknown", WRITERS.drop("db-log").set("db", {"identifier": UNKNOWN}), "db: identifier")
declared.undecided(
    "a group named after something unknown",
    WRITERS.drop("db-log").add(spec(kinds.LOG_GROUP, "computed", {"name": UNKNOWN})).edge("computed", "name", "db"),
    "db: identifier",
)
declared.undecided("a group unknown", WRITERS.unlinked("flow"), "flow: logDestination")
declared.look_alike("a function's own", WRITERS.add(spec(kinds.FUNCTION, "score", {"loggingConfig": {"logGroup": "/pde/stream"}})))
declared.bad(
    "a function's",
    WRITERS.add(spec(kinds.FUNCTION, "score", {"loggingConfig": {"logGroup": "/pde/score"}})),
    "score: `loggingConfig.logGroup` names `/pde/score`, which this stack does not declare.",
)
DELIVERED = WRITERS.add(
    spec(
        kinds.CACHE_REPLICATION_GROUP,
        "cache",
        {
            "logDeliveryConfigurations": [
                {"destination": "/pde/stream", "destinationType": "cloudwatch-logs", "logType": "slow-log"},
                {"destination": "engine", "destinationType": "kinesis-firehose", "logType": "engine-log"},
            ]
        },
    )
)
declared.look_alike("a cache's, one to a delivery stream", DELIVERED)
declared.bad(
    "a cache's second",
    DELIVERED.set("cache", {"logDeliveryConfigurations.1.destinationType": "cloudwatch-logs"}),
    "cache: `logDeliveryConfigurations.1.destination` names `engine`, which this stack does not declare.",
)
declared.undecided(
    "whether a cache writes to a group unknown",
    DELIVERED.set("cache", {"logDeliveryConfigurations.1.destinationType": UNKNOWN}),
    "cache: logDeliveryConfigurations.1.destination",
)
for token, path in (
    (kinds.CACHE_CLUSTER, "logDeliveryConfigurations.0.destination"),
    (kinds.SEARCH_DOMAIN, "logPublishingOptions.0.cloudwatchLogGroupArn"),
    ("aws:apigateway/stage:Stage", "accessLogSettings.destinationArn"),
    ("aws:apigatewayv2/stage:Stage", "accessLogSettings.destinationArn"),
    ("aws:mskconnect/connector:Connector", "logDelivery.workerLogDelivery.cloudwatchLogs.logGroup"),
    ("aws:pipes/pipe:Pipe", "logConfiguration.cloudwatchLogsLogDestination.logGroupArn"),
    ("aws:route53/queryLog:QueryLog", "cloudwatchLogGroupArn"),
    ("aws:route53/resolverQueryLogConfig:ResolverQueryLogConfig", "destinationArn"),
    ("aws:transfer/server:Server", "structuredLogDestinations"),
):
    *outer, last = path.split(".")
    props: object = {last: GROUP}
    for step in reversed(outer):
        props = [props] if step == "0" else {step: props}
    assert isinstance(props, dict)
    declared.good(f"{path} of {token}", WRITERS.add(spec(token, "writer", props)))
    declared.bad(
        f"{path} of {token} elsewhere",
        WRITERS.add(spec(token, "writer", props)).set("writer", {path: "/elsewhere"}),
        f"writer: `{path}` names `/elsewhere`, which this stack does not declare.",
    )
