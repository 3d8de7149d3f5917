"""Cases of the rules log-groups-declared and log-buckets-retained."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, spec
from tests.policy.rules.watch.audit_logs_plans import ACCOUNT, BUCKETS, ELSEWHERE
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
retained = Table("log-buckets-retained", days="`rules.0.expiration.days` is 1; it has to be 30.")
retained.good("the minimum", BUCKETS)
retained.look_alike("for ever", BUCKETS.drop("lifecycle"))
retained.look_alike(
    "unfinished uploads go sooner",
    BUCKETS.set("lifecycle", {"rules": [{"abortIncompleteMultipartUpload": {"daysAfterInitiation": 1}}]}),
)
retained.look_alike(
    "marks of deleted objects go, beside which the provider writes no days",
    BUCKETS.set("lifecycle", {"rules.0.expiration": {"days": 0, "expiredObjectDeleteMarker": True}}),
)
retained.look_alike(
    "emptied with the stack, where nothing is protected", BUCKETS.protect("bucket", on=False).set("bucket", {"forceDestroy": True})
)
retained.look_alike("another bucket's objects", BUCKETS.set("lifecycle", {"bucket": "models", "rules.0.expiration.days": 1}))
retained.look_alike(
    "a rule that is off, before one that is on",
    BUCKETS.set(
        "lifecycle",
        {"rules": [{"status": "Disabled", "expiration": {"days": 7}}, {"status": "Enabled", "expiration": {"days": 90}}]},
    ),
)
retained.bad(
    "a rule that is on, behind one that is off",
    BUCKETS.set(
        "lifecycle",
        {"rules": [{"status": "Disabled", "expiration": {"days": 90}}, {"status": "Enabled", "expiration": {"days": 7}}]},
    ),
    "lifecycle needs=rules.1.expiration.days | 7 | 30",
)
retained.look_alike(
    "a rule in the bucket that is off",
    BUCKETS.drop("lifecycle").set("bucket", {"lifecycleRules": [{"enabled": False, "expiration": {"days": 7}}]}),
)
retained.undecided(
    "whether a rule is on unknown",
    BUCKETS.set("lifecycle", {"rules.0.expiration.days": 7, "rules.0.status": UNKNOWN}),
    "lifecycle: rules.0.status",
)
retained.undecided(
    "whether a rule in the bucket is on unknown",
    BUCKETS.drop("lifecycle").set("bucket", {"lifecycleRules": [{"enabled": UNKNOWN, "expiration": {"days": 7}}]}),
    "bucket: lifecycleRules.0.enabled",
)
retained.good("a lower minimum", BUCKETS.set("lifecycle", {"rules.0.expiration.days": 7}), minDays=7)
retained.bad(
    "one day too few",
    BUCKETS.set("lifecycle", {"rules.0.expiration.days": 29}),
    "lifecycle needs=rules.0.expiration.days | 29 | 30",
)
retained.bad("a higher minimum", BUCKETS, "lifecycle needs=rules.0.expiration.days | 30 | 90", minDays=90)
retained.bad(
    "in the bucket",
    BUCKETS.drop("lifecycle").set("bucket", {"lifecycleRules": [{"expiration": {"days": 7}}]}),
    "bucket needs=lifecycleRules.0.expiration.days | 7 | 30",
)
retained.bad(
    "emptied with the stack",
    BUCKETS.set("bucket", {"forceDestroy": True}),
    "bucket: `forceDestroy` deletes the records together with the bucket.",
)
retained.bad(
    "a trail's",
    BUCKETS.drop("balancer")
    .add(spec(kinds.TRAIL, "trail", {"s3BucketName": "access-logs"}))
    .set("lifecycle", {"rules.0.expiration.days": 1}),
    "lifecycle days",
)
retained.undecided(
    "days unknown", BUCKETS.set("lifecycle", {"rules.0.expiration.days": UNKNOWN}), "lifecycle: rules.0.expiration.days"
)
retained.undecided("one rule unknown", BUCKETS.set("lifecycle", {"rules": [UNKNOWN]}), "lifecycle: rules.0.expiration.days")
retained.undecided("emptying unknown", BUCKETS.set("bucket", {"forceDestroy": UNKNOWN}), "bucket: forceDestroy")
SHORT = BUCKETS.drop("models").add(ELSEWHERE).set("lifecycle", {"rules.0.expiration.days": 1})
SOMEWHERE = SHORT.set("balancer", {"accessLogs.bucket": UNKNOWN}).edge("balancer", "accessLogs", "elsewhere")
retained.undecided("what a load balancer logs to unknown", SOMEWHERE, "bucket: whether it keeps records")
retained.undecided(
    "what a trail is kept in unknown",
    SHORT.drop("balancer").add(spec(kinds.TRAIL, "trail", {"s3BucketName": UNKNOWN}, s3BucketName="elsewhere")),
    "bucket: whether it keeps records",
)
retained.look_alike(
    "what a load balancer logs to unknown, and all kept", SOMEWHERE.set("lifecycle", {"rules.0.expiration.days": 30})
)
retained.bad("a bucket that only an edge names", SOMEWHERE.edge("balancer", "accessLogs", "bucket"), "lifecycle days")
STRAY = SHORT.set("lifecycle", {"bucket": UNKNOWN}).edge("lifecycle", "bucket", "elsewhere")
retained.undecided("a lifecycle of a bucket that is not known", STRAY, "lifecycle: bucket")
retained.look_alike("a long lifecycle of a bucket that is not known", STRAY.set("lifecycle", {"rules.0.expiration.days": 30}))
retained.look_alike("a short lifecycle of a bucket that is not known, where no bucket keeps records", STRAY.drop("balancer"))
retained.look_alike(
    "a short lifecycle of a bucket that is not known, where a log group keeps the records",
    STRAY.drop("balancer").add(
        spec(kinds.LOG_GROUP, "traffic", {"name": "/pde/flow"}), spec(kinds.FLOW_LOG, "flow", {"logDestination": "/pde/flow"})
    ),
)
