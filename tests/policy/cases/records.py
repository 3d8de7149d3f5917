"""Cases of the rules about records."""

import json

from policy import kinds
from policy.values import UNKNOWN
from tests.policy.plans import DROP, Plan, Table, allow, document, spec

ACCOUNT = "111122223333"
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
declared = Table("log-groups-declared")
declared.good("all of them", WRITERS)
declared.look_alike(
    "a bucket", WRITERS.set("flow", {"logDestination": "arn:aws:s3:::flow-logs", "logDestinationType": "s3"}).unlinked("flow")
)
declared.look_alike(
    "a web ACL's bucket",
    WRITERS.add(spec(kinds.WEB_ACL_LOGGING, "waf", {"logDestinationConfigs": ["arn:aws:s3:::aws-waf-logs-x"]})),
)
declared.look_alike("nothing logged", WRITERS.set("stream", {"loggingInfo": DROP}).set("db", {"enabledCloudwatchLogsExports": []}))
declared.bad("a broker's", WRITERS.set("stream", {"loggingInfo.brokerLogs.cloudwatchLogs.logGroup": "/pde/other"}), "stream")
declared.bad("a database's", WRITERS.drop("db-log"), "db")
declared.bad("one of a database's two", WRITERS.set("db", {"enabledCloudwatchLogsExports": ["postgresql", "upgrade"]}), "db")
declared.bad(
    "a cluster's",
    WRITERS.add(spec(kinds.DB_CLUSTER, "cluster", {"clusterIdentifier": "pde", "enabledCloudwatchLogsExports": ["postgresql"]})),
    "cluster",
)
declared.bad(
    "a trail's", WRITERS.set("trail", {"cloudWatchLogsGroupArn": f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:other:*"}), "trail"
)
declared.bad(
    "a build's",
    WRITERS.add(spec(kinds.BUILD, "build", {"logsConfig": {"cloudwatchLogs": {"groupName": "/aws/codebuild/x"}}})),
    "build",
)
declared.bad("a web ACL's", WRITERS.add(spec(kinds.WEB_ACL_LOGGING, "waf", {"logDestinationConfigs": [GROUP + "2"]})), "waf")
declared.unsure("a database's name unknown", WRITERS.drop("db-log").set("db", {"identifier": UNKNOWN}), "db")
declared.unsure("a group unknown", WRITERS.unlinked("flow"), "flow")

BUCKETS = Plan(
    spec(kinds.BUCKET, "bucket", {"bucket": "access-logs", "forceDestroy": False}),
    spec(
        kinds.BUCKET_LIFECYCLE, "lifecycle", {"bucket": "access-logs", "rules": [{"status": "Enabled", "expiration": {"days": 30}}]}
    ),
    spec(kinds.LOAD_BALANCER, "balancer", {"accessLogs": {"bucket": "access-logs", "enabled": True}}),
    spec(kinds.BUCKET, "models", {"bucket": "models", "forceDestroy": True}),
).protect("bucket")
retained = Table("log-buckets-retained")
retained.good("the minimum", BUCKETS)
retained.look_alike("for ever", BUCKETS.drop("lifecycle"))
retained.look_alike(
    "unfinished uploads go sooner",
    BUCKETS.set("lifecycle", {"rules": [{"abortIncompleteMultipartUpload": {"daysAfterInitiation": 1}}]}),
)
retained.look_alike(
    "emptied with the stack, where nothing is protected", BUCKETS.protect("bucket", on=False).set("bucket", {"forceDestroy": True})
)
retained.look_alike("another bucket's objects", BUCKETS.set("lifecycle", {"bucket": "models", "rules.0.expiration.days": 1}))
retained.good("a lower minimum", BUCKETS.set("lifecycle", {"rules.0.expiration.days": 7}), minDays=7)
retained.bad("one day too few", BUCKETS.set("lifecycle", {"rules.0.expiration.days": 29}), "lifecycle")
retained.bad("a higher minimum", BUCKETS, "lifecycle", minDays=90)
retained.bad("in the bucket", BUCKETS.drop("lifecycle").set("bucket", {"lifecycleRules": [{"expiration": {"days": 7}}]}), "bucket")
retained.bad("emptied with the stack", BUCKETS.set("bucket", {"forceDestroy": True}), "bucket")
retained.bad(
    "a trail's",
    BUCKETS.drop("balancer")
    .add(spec(kinds.TRAIL, "trail", {"s3BucketName": "access-logs"}))
    .set("lifecycle", {"rules.0.expiration.days": 1}),
    "lifecycle",
)
retained.unsure("days unknown", BUCKETS.set("lifecycle", {"rules.0.expiration.days": UNKNOWN}), "lifecycle")
retained.unsure("emptying unknown", BUCKETS.set("bucket", {"forceDestroy": UNKNOWN}), "bucket")


def workload(action: object, resource: object) -> Plan:
    return BUCKETS.add(
        spec(kinds.LOG_GROUP, "traffic", {"name": "/pde/flow"}),
        spec(kinds.FLOW_LOG, "flow", {"logDestination": "/pde/flow"}),
        spec(kinds.TASK_DEFINITION, "task", {"taskRoleArn": UNKNOWN, "containerDefinitions": json.dumps([])}, taskRoleArn="role"),
        spec(kinds.ROLE, "role", {"name": "api-task", "arn": UNKNOWN}),
        spec(kinds.ROLE_POLICY, "policy", {"role": "api-task", "policy": document(allow(action, resource))}),
    )


LOGS = f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:"
reach = Table("records-out-of-reach")
reach.good("its own bucket", workload("s3:PutObject", "arn:aws:s3:::models/*"))
reach.good("its own group", workload("logs:PutLogEvents", LOGS + "/pde/api:*"))
reach.look_alike("reading the record", workload("s3:GetObject", "arn:aws:s3:::access-logs/*"))
reach.look_alike("a role of no workload", workload("s3:PutObject", "arn:aws:s3:::access-logs/*").drop("task"))
reach.look_alike("everything at once, which another rule finds", workload("s3:PutObject", "*"))
reach.bad("writing into the record", workload("s3:PutObject", "arn:aws:s3:::access-logs/*"), "policy")
reach.bad("deleting it", workload("s3:DeleteObject*", "arn:aws:s3:::access-*/*"), "policy")
reach.bad("its lifecycle", workload("s3:PutLifecycleConfiguration", "arn:aws:s3:::access-logs"), "policy")
reach.bad("the traffic's", workload("logs:PutLogEvents", LOGS + "/pde/*"), "policy")
reach.bad("the traffic's group", workload("logs:DeleteLogGroup", LOGS + "/pde/flow"), "policy")
reach.bad("switching it off", workload("cloudtrail:StopLogging", f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/main"), "policy")
reach.bad(
    "through the starting role",
    workload("s3:PutObject", "arn:aws:s3:::access-logs/*")
    .set("task", {"taskRoleArn": DROP, "executionRoleArn": UNKNOWN})
    .edge("task", "executionRoleArn", "role"),
    "policy",
)
reach.unsure("policy unknown", workload("x", "y").set("policy", {"policy": UNKNOWN}), "policy")
reach.unsure("role unknown", workload("x", "y").unlinked("task"), "task")

TABLES = (declared, retained, reach)
