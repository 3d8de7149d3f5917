"""Cases of the rules about records."""

import json

from policy.model import kinds
from policy.model.values import UNKNOWN
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

BUCKETS = Plan(
    spec(kinds.BUCKET, "bucket", {"bucket": "access-logs", "forceDestroy": False}),
    spec(
        kinds.BUCKET_LIFECYCLE, "lifecycle", {"bucket": "access-logs", "rules": [{"status": "Enabled", "expiration": {"days": 30}}]}
    ),
    spec(kinds.LOAD_BALANCER, "balancer", {"accessLogs": {"bucket": "access-logs", "enabled": True}}),
    spec(kinds.BUCKET, "models", {"bucket": "models", "forceDestroy": True}),
).protect("bucket")
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
ELSEWHERE = spec("random:index/randomId:RandomId", "elsewhere")
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


def workload(action: object, resource: object) -> Plan:
    return BUCKETS.add(
        spec(kinds.LOG_GROUP, "traffic", {"name": "/pde/flow"}),
        spec(kinds.FLOW_LOG, "flow", {"logDestination": "/pde/flow"}),
        spec(kinds.TASK_DEFINITION, "task", {"taskRoleArn": UNKNOWN, "containerDefinitions": json.dumps([])}, taskRoleArn="role"),
        spec(kinds.ROLE, "role", {"name": "api-task", "arn": UNKNOWN}),
        spec(kinds.ROLE_POLICY, "policy", {"role": "api-task", "policy": document(allow(action, resource))}),
    )


LOGS = f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:"
reach = Table(
    "records-out-of-reach",
    changes="Statement number {} lets `role` change the record in `{}`.",
    statement="Statement number 1 lets `role` switch a record off (`{}`).",
)
reach.good("its own bucket", workload("s3:PutObject", "arn:aws:s3:::models/*"))
reach.good("its own group", workload("logs:PutLogEvents", LOGS + "/pde/api:*"))
reach.look_alike("reading the record", workload("s3:GetObject", "arn:aws:s3:::access-logs/*"))
reach.look_alike("a role of no workload", workload("s3:PutObject", "arn:aws:s3:::access-logs/*").drop("task"))
reach.look_alike("everything at once, which another rule finds", workload("s3:PutObject", "*"))
reach.bad("writing into the record", workload("s3:PutObject", "arn:aws:s3:::access-logs/*"), "policy changes=1 | bucket")
reach.bad("deleting it", workload("s3:DeleteObject*", "arn:aws:s3:::access-*/*"), "policy changes=1 | bucket")
reach.bad("its lifecycle", workload("s3:PutLifecycleConfiguration", "arn:aws:s3:::access-logs"), "policy changes=1 | bucket")
reach.bad("the traffic's", workload("logs:PutLogEvents", LOGS + "/pde/*"), "policy changes=1 | traffic")
reach.bad("the traffic's group", workload("logs:DeleteLogGroup", LOGS + "/pde/flow"), "policy changes=1 | traffic")
reach.bad(
    "switching it off",
    workload("cloudtrail:StopLogging", f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/main"),
    "policy statement=cloudtrail:stoplogging",
)
reach.bad(
    "through the starting role",
    workload("s3:PutObject", "arn:aws:s3:::access-logs/*")
    .set("task", {"taskRoleArn": DROP, "executionRoleArn": UNKNOWN})
    .edge("task", "executionRoleArn", "role"),
    "policy changes=1 | bucket",
)
reach.bad(
    "by the role's ARN",
    workload("s3:PutObject", "arn:aws:s3:::access-logs/*")
    .set("task", {"taskRoleArn": f"arn:aws:iam::{ACCOUNT}:role/api-task"})
    .unlinked("task"),
    "policy changes=1 | bucket",
)
reach.bad(
    "recording less",
    workload("cloudtrail:PutEventSelectors", f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/main"),
    "policy statement=cloudtrail:puteventselectors",
)

ROLE_ARN = f"arn:aws:iam::{ACCOUNT}:role/api-task"
ATTACHED = workload("s3:PutObject", "arn:aws:s3:::access-logs/*").retype("policy", kinds.MANAGED_POLICY)
reach.bad(
    "by an attachment to several",
    ATTACHED.add(
        spec(kinds.ROLE, "other", {"name": "other"}),
        spec(kinds.ATTACHMENT, "attachment", {"roles": ["other", "api-task"], "policyArn": UNKNOWN}, policyArn="policy"),
    ),
    "policy changes=1 | bucket",
)
reach.bad(
    "by a full list of attachments",
    ATTACHED.add(
        spec(
            kinds.ROLE_ATTACHMENTS_EXCLUSIVE,
            "attachments",
            {"roleName": UNKNOWN, "policyArns": [UNKNOWN]},
            roleName="role",
            policyArns="policy",
        )
    ),
    "policy changes=1 | bucket",
)
reach.undecided(
    "an attachment to several, of no known role",
    ATTACHED.add(spec(kinds.ATTACHMENT, "attachment", {"roles": [UNKNOWN], "policyArn": UNKNOWN}, policyArn="policy")),
    "attachment: roles",
)


def admitted(action: str, principal: object, **more: object) -> Plan:
    statement = allow(action, "*", Principal=principal, **more)
    beside = spec(kinds.BUCKET_POLICY, "admission", {"bucket": "access-logs", "policy": document(statement)})
    return workload("s3:GetObject", "arn:aws:s3:::models/*").set("role", {"arn": ROLE_ARN}).add(beside)


reach.look_alike("the bucket admits a reader", admitted("s3:GetObject", {"AWS": ROLE_ARN}))
reach.look_alike("the bucket admits a service", admitted("s3:PutObject", {"Service": "delivery.logs.amazonaws.com"}))
reach.look_alike("the bucket admits a role of no workload", admitted("s3:PutObject", {"AWS": ROLE_ARN}).drop("task"))
reach.look_alike(
    "nobody works here, whomever the bucket admits",
    admitted("s3:PutObject", {"AWS": ROLE_ARN})
    .set("admission", {"policy": UNKNOWN})
    .edge("admission", "policy", "bucket")
    .drop("task"),
)
reach.look_alike("the bucket keeps the role out", admitted("s3:*", {"AWS": ROLE_ARN}, Effect="Deny"))
reach.look_alike("another bucket admits it", admitted("s3:*", {"AWS": ROLE_ARN}).set("admission", {"bucket": "models"}))
reach.bad(
    "the bucket admits it", admitted("s3:*", {"AWS": [f"arn:aws:iam::{ACCOUNT}:role/x", ROLE_ARN]}), "admission changes=1 | bucket"
)
reach.bad(
    "the bucket admits it in its own properties",
    workload("s3:GetObject", "arn:aws:s3:::models/*")
    .set("role", {"arn": ROLE_ARN})
    .set("bucket", {"policy": document(allow("s3:DeleteObject", "*", Principal={"AWS": ROLE_ARN}))}),
    "bucket changes=1 | bucket",
)
reach.undecided(
    "the bucket's policy unknown",
    admitted("s3:*", {"AWS": ROLE_ARN}).set("admission", {"policy": UNKNOWN}).edge("admission", "policy", "bucket"),
    "admission: policy",
)
for token, path in (
    *((kinds.STATE_MACHINE, "roleArn"), (kinds.SCHEDULE, "target.roleArn"), (kinds.EVENT_TARGET, "roleArn")),
    *((kinds.PIPELINE, "roleArn"), (kinds.BUILD, "serviceRole"), (kinds.FUNCTION, "role"), (kinds.INSTANCE_PROFILE, "role")),
):
    starting = spec(token, "starter", {path.split(".")[0]: {"roleArn": ROLE_ARN} if "." in path else ROLE_ARN})
    reach.bad(
        f"the role of {token}",
        workload("s3:DeleteObject", "arn:aws:s3:::access-logs/*").drop("task").add(starting),
        "policy changes=1 | bucket",
    )
    reach.look_alike(f"the role of {token} at work", workload("s3:PutObject", "arn:aws:s3:::models/*").drop("task").add(starting))
BALANCER = f"arn:aws:elasticloadbalancing:us-east-1:{ACCOUNT}:loadbalancer/app/pde/1"
reach.bad(
    "the load balancer's log",
    workload("elasticloadbalancing:ModifyLoadBalancerAttributes", BALANCER),
    "policy statement=elasticloadbalancing:modifyloadbalancerattributes",
)
reach.look_alike("the load balancer's certificates", workload("elasticloadbalancing:AddListenerCertificates", BALANCER))
UNSURE = admitted("s3:PutObject", {"AWS": ROLE_ARN}).add(ELSEWHERE)
reach.undecided(
    "a bucket that is not known admits it",
    UNSURE.set("admission", {"bucket": UNKNOWN}).edge("admission", "bucket", "elsewhere"),
    "admission: bucket",
)
reach.undecided(
    "a bucket admits it that may keep records",
    UNSURE.set("balancer", {"accessLogs.bucket": UNKNOWN}).edge("balancer", "accessLogs", "elsewhere"),
    "bucket: whether it keeps records",
)
reach.look_alike(
    "a bucket admits a role of no workload that may keep records",
    UNSURE.set("balancer", {"accessLogs.bucket": UNKNOWN}).edge("balancer", "accessLogs", "elsewhere").drop("task"),
)
reach.look_alike(
    "a bucket's policy unknown that may keep records, where no workload has a role",
    UNSURE.set("balancer", {"accessLogs.bucket": UNKNOWN})
    .edge("balancer", "accessLogs", "elsewhere")
    .set("admission", {"policy": UNKNOWN})
    .edge("admission", "policy", "bucket")
    .drop("task"),
)
DELETING = workload("s3:DeleteObject", "arn:aws:s3:::access-*/*").add(ELSEWHERE)
reach.undecided(
    "what may be the record",
    DELETING.set("balancer", {"accessLogs.bucket": UNKNOWN}).edge("balancer", "accessLogs", "elsewhere"),
    "bucket: whether it keeps records",
)
NAMELESS = (
    DELETING.set("bucket", {"bucket": UNKNOWN}).edge("bucket", "bucket", "elsewhere").edge("balancer", "accessLogs", "bucket")
)
NAMELESS = NAMELESS.set("balancer", {"accessLogs.bucket": UNKNOWN})
reach.undecided("the record's name unknown", NAMELESS, "bucket: bucket")
reach.undecided(
    "the names of the record and of what logs to it unknown, for the same reason",
    NAMELESS.edge("balancer", "accessLogs", "elsewhere"),
    "bucket: bucket",
)


def nameless(resource: str, action: str = "s3:DeleteObject") -> Plan:
    return NAMELESS.set("policy", {"policy": document(allow(action, resource))})


reach.undecided("a bucket that nothing declares, the record's name unknown", nameless("arn:aws:s3:::other/*"), "bucket: bucket")
reach.look_alike("another bucket by its name, the record's unknown", nameless("arn:aws:s3:::models/*"))
reach.look_alike("objects with colons of another bucket, the record's name unknown", nameless("arn:aws:s3:::models/a:b/*"))
reach.look_alike("reading, the record's name unknown", nameless("arn:aws:s3:::access-*/*", "s3:GetObject"))
reach.look_alike("everything at once, the record's name unknown", nameless("*", "s3:*"))
reach.look_alike("another service's, the record's name unknown", nameless("arn:aws:sqs:us-east-1:1:access-x", "*"))
GROUPLESS = workload("logs:DeleteLogGroup", LOGS + "/pde/other:*").add(
    ELSEWHERE, spec(kinds.LOG_GROUP, "api-log", {"name": "/pde/api"})
)
GROUPLESS = GROUPLESS.set("traffic", {"name": UNKNOWN}).set("flow", {"logDestination": UNKNOWN})
GROUPLESS = GROUPLESS.edge("flow", "logDestination", "traffic")
reach.undecided("a group that nothing declares, the record's name unknown", GROUPLESS, "traffic: name")
reach.look_alike(
    "another group by its name, the record's unknown",
    GROUPLESS.set("policy", {"policy": document(allow("logs:DeleteLogGroup", [LOGS + "/pde/api:*", LOGS + "/pde/api"]))}),
)
TRAFFIC = workload("logs:DeleteLogGroup", LOGS + "/pde/flow").add(ELSEWHERE)
TRAFFIC = TRAFFIC.set("flow", {"logDestination": UNKNOWN}).edge("flow", "logDestination", "elsewhere")
reach.undecided("a group that may be the traffic's", TRAFFIC, "traffic: whether it keeps records")
reach.undecided("policy unknown", workload("x", "y").set("policy", {"policy": UNKNOWN}), "policy: policy")
reach.undecided("role unknown", workload("x", "y").unlinked("task"), "task: taskRoleArn")

TABLES = (declared, retained, reach)
