"""Variants of what watches and of what carries messages."""

from policy.knowledge.alarm_users import ALARM_USERS
from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, spec
from tests.policy.tables import Table

ELSEWHERE = spec("random:index/randomId:RandomId", "elsewhere")
ALARM = Plan(
    spec(kinds.ALARM, "alarm", {"name": "slow", "arn": "arn:aws:cloudwatch:r:1:alarm:slow", "treatMissingData": "missing"})
)
alarm = Table("alarm-acts", nobody="`alarmActions` names nobody.")
USERS: dict[str, dict[str, object]] = {
    kinds.SERVICE: {"alarms": {"alarmNames": ["slow"], "enable": True, "rollback": True}},
    "aws:appconfig/environment:Environment": {"monitors": [{"alarmArn": "arn:aws:cloudwatch:r:1:alarm:slow"}]},
    "aws:codedeploy/deploymentGroup:DeploymentGroup": {"alarmConfiguration": {"alarms": ["slow"], "enabled": True}},
    "aws:route53/healthCheck:HealthCheck": {"cloudwatchAlarmName": "slow"},
}
for token, props in USERS.items():
    alarm.look_alike(f"{token} acts on it", ALARM.add(spec(token, "user", props)))
    hidden = ALARM.add(ELSEWHERE, spec(token, "user", dict.fromkeys(props, UNKNOWN)))
    (first,) = props
    alarm.look_alike(f"{token} acts on it, by its edge", hidden.edge("user", first, "alarm"))
    place = ALARM_USERS[token].partition(".*")[0]
    alarm.undecided(f"{token} acts on something unknown", hidden.edge("user", first, "elsewhere"), f"user: {place}")
COMPOSITE = ALARM.add(
    spec(kinds.COMPOSITE_ALARM, "both", {"alarmRule": "ALARM(slow) AND ALARM(broken)", "alarmActions": [UNKNOWN]})
)
alarm.look_alike("a composite alarm tells of it (cloud-custodian 9299)", COMPOSITE)
alarm.look_alike(
    "a composite alarm names it by ARN", COMPOSITE.set("both", {"alarmRule": 'OK("arn:aws:cloudwatch:r:1:alarm:slow")'})
)
alarm.look_alike("a composite alarm by its edge", COMPOSITE.set("both", {"alarmRule": UNKNOWN}).edge("both", "alarmRule", "alarm"))
alarm.look_alike(
    "a composite alarm waits for it",
    COMPOSITE.set("both", {"alarmRule": "ALARM(broken)", "actionsSuppressor": {"alarm": "slow"}}),
)
alarm.bad("a composite alarm of others", COMPOSITE.set("both", {"alarmRule": "ALARM(broken)"}), "alarm nobody")
alarm.bad("a composite alarm that tells nobody", COMPOSITE.set("both", {"alarmActions": []}), "both nobody")
alarm.undecided("a composite alarm of something unknown", COMPOSITE.set("both", {"alarmRule": UNKNOWN}), "both: alarmRule")

encrypted = Table("messages-encrypted")
encrypted.look_alike("a queue under AWS's own key", Plan(spec(kinds.QUEUE, "it", {"kmsMasterKeyId": "alias/aws/sqs"})))
encrypted.bad(
    "a topic under AWS's own key", Plan(spec(kinds.TOPIC, "it", {"kmsMasterKeyId": "alias/aws/sns"})), "it own_key=kmsMasterKeyId"
)

declared = Table("log-groups-declared")
EDGE = Plan(
    spec(kinds.FUNCTION, "function", {"name": "rewrite", "arn": "arn:aws:lambda:us-east-1:1:function:rewrite"}),
    spec(
        kinds.DISTRIBUTION,
        "cdn",
        {
            "defaultCacheBehavior": {
                "lambdaFunctionAssociations": [
                    {"eventType": "viewer-request", "lambdaArn": "arn:aws:lambda:us-east-1:1:function:rewrite:7"}
                ]
            }
        },
    ),
)
UNDECLARED = "function: It writes to `/aws/lambda/rewrite`, which this stack does not declare."
declared.look_alike("a function at CloudFront's edge", EDGE)
declared.look_alike(
    "a function at CloudFront's edge by its edge",
    EDGE.set("cdn", {"defaultCacheBehavior": UNKNOWN}).edge("cdn", "defaultCacheBehavior", "function"),
)
ORDERED = EDGE.set("cdn", {"orderedCacheBehaviors": [{}, EDGE.specs["cdn"].props["defaultCacheBehavior"]]})
declared.look_alike("a function at CloudFront's edge for some paths", ORDERED.set("cdn", {"defaultCacheBehavior": DROP}))
declared.undecided(
    "a function of which CloudFront may be another",
    EDGE.set("cdn", {"defaultCacheBehavior.lambdaFunctionAssociations.0.lambdaArn": UNKNOWN})
    .add(ELSEWHERE)
    .edge("cdn", "defaultCacheBehavior", "elsewhere"),
    "function: whether CloudFront calls it",
)
declared.undecided(
    "a database's log that is not known",
    Plan(spec(kinds.DB_INSTANCE, "it", {"identifier": "x", "enabledCloudwatchLogsExports": [UNKNOWN]})),
    "it: enabledCloudwatchLogsExports",
)
declared.undecided(
    "a build whose bucket may have its log",
    Plan(spec(kinds.BUILD, "it", {"name": "x", "logsConfig": {"s3Logs": {"status": UNKNOWN}}}), ELSEWHERE).edge(
        "it", "logsConfig", "elsewhere"
    ),
    "it: logsConfig.cloudwatchLogs.status",
)
declared.bad("a function in a region", EDGE.drop("cdn"), UNDECLARED)
declared.bad(
    "another function at CloudFront's edge",
    EDGE.set("cdn", {"defaultCacheBehavior.lambdaFunctionAssociations.0.lambdaArn": "arn:aws:lambda:us-east-1:1:function:other:7"}),
    UNDECLARED,
)
