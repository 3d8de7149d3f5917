"""Cases of the rule records-out-of-reach."""

import json

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, allow, document, spec
from tests.policy.rules.watch.audit_logs_plans import ACCOUNT, BUCKETS, ELSEWHERE, RECORDERS
from tests.policy.tables import Table


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
    statement="Statement number 1 lets `role` switch off what records or watches (`{}`).",
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
for action in (
    *("config:StopConfigurationRecorder", "config:DeleteConfigurationRecorder", "config:DeleteDeliveryChannel"),
    *("guardduty:DeleteDetector", "guardduty:UpdateDetector", "securityhub:DisableSecurityHub", "inspector2:Disable"),
    *("macie2:DisableMacie", "access-analyzer:DeleteAnalyzer", "cloudtrail:DeleteEventDataStore"),
    *("route53resolver:DeleteResolverQueryLogConfig", "config:PutConfigurationRecorder"),
):
    reach.bad(f"switching off by {action}", workload(action, "*"), f"policy statement={action.lower()}")
reach.look_alike("asking what watches", workload(["guardduty:GetDetector", "config:DescribeConfigurationRecorders"], "*"))
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
reach.look_alike("everywhere at once, the record's name unknown", nameless("*", "s3:PutObject"))
reach.bad(
    "what switches off the log of a bucket",
    nameless("arn:aws:s3:::models", "s3:PutBucketLogging"),
    "policy: Statement number 1 lets `role` switch off what records or watches (`s3:putbucketlogging`).",
)
reach.undecided(
    "one object of any bucket, the record's name unknown", nameless("arn:aws:s3:::*/x", "s3:PutObject"), "bucket: bucket"
)
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
reach.look_alike(
    "another group's stream, the record's name unknown",
    GROUPLESS.set("policy", {"policy": document(allow("logs:PutLogEvents", LOGS + "/pde/api:log-stream:main"))}),
)
reach.bad(
    "the traffic's, by a pattern of their type",
    workload("logs:PutLogEvents", LOGS.replace("log-group:", "log-*:/pde/flow")),
    "policy changes=1 | traffic",
)
TRAFFIC = workload("logs:DeleteLogGroup", LOGS + "/pde/flow").add(ELSEWHERE)
TRAFFIC = TRAFFIC.set("flow", {"logDestination": UNKNOWN}).edge("flow", "logDestination", "elsewhere")
reach.undecided("a group that may be the traffic's", TRAFFIC, "traffic: whether it keeps records")
reach.undecided("policy unknown", workload("x", "y").set("policy", {"policy": UNKNOWN}), "policy: policy")
reach.undecided("role unknown", workload("x", "y").unlinked("task"), "task: taskRoleArn")
for recorder in RECORDERS:
    reach.bad(
        f"the records of a {recorder.token}",
        workload("s3:PutObject", "arn:aws:s3:::access-logs/*").drop("balancer").add(recorder),
        "policy changes=1 | bucket",
    )
