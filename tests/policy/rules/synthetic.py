"""Small compliant resources of the kinds that the recorded stack does not have."""

import json

from policy.model import kinds
from tests.policy.plans import Plan, Spec, document, spec
from tests.policy.rules.delivery import pipelines
from tests.policy.rules.iam import permission_plans, trust
from tests.policy.rules.watch import trails_and_alarms

ACCOUNT = "111122223333"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/outside"
_NO_TLS = {"Bool": {"aws:SecureTransport": "false"}}
_OURS = {"StringEquals": {"aws:PrincipalAccount": ACCOUNT}}
_DENIAL = {"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": "*", "Condition": _NO_TLS}
_LOG_GROUP = f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:/pde/trail"


def _renamed(plan: Plan, name: str, to: str, **more: object) -> Spec:
    one = plan.specs[name]
    return Spec(token=one.token, name=to, props={**one.props, **more})


RESOURCES = (
    _renamed(pipelines.PIPELINE, "pipeline", "extra-pipeline"),
    _renamed(pipelines.BUILD, "build", "extra-build"),
    spec(kinds.LOG_GROUP, "extra-build-logs", {"name": pipelines.GROUP, "kmsKeyId": KEY, "retentionInDays": 30}),
    _renamed(trails_and_alarms.TRAIL, "trail", "extra-trail", cloudWatchLogsGroupArn=f"{_LOG_GROUP}:*"),
    spec(kinds.LOG_GROUP, "extra-trail-logs", {"name": "/pde/trail", "arn": _LOG_GROUP, "kmsKeyId": KEY, "retentionInDays": 30}),
    Spec(token=kinds.QUEUE, name="extra-queue", props={"url": "https://queue", "kmsMasterKeyId": KEY}, protect=True),
    spec(kinds.QUEUE_POLICY, "extra-queue-policy", {"queueUrl": "https://queue", "policy": document(_DENIAL)}),
    _renamed(trust.github("repo:example/platform:environment:production"), "role", "extra-github-role"),
    Spec(
        token=kinds.TABLE,
        name="extra-table",
        props={"name": "extra", "pointInTimeRecovery": {"enabled": True}, "serverSideEncryption": {"kmsKeyArn": KEY}},
        protect=True,
    ),
    spec(
        kinds.ENDPOINT,
        "extra-endpoint",
        {
            "vpcEndpointType": "Interface",
            "privateDnsEnabled": True,
            "policy": json.dumps(
                {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", "Condition": _OURS}}
            ),
        },
    ),
    spec(kinds.ROLE, "extra-role", {"name": "extra", "assumeRolePolicy": document()}),
    _renamed(permission_plans.attached(f"arn:aws:iam::{ACCOUNT}:policy/x"), "policy", "extra-attachment", role="extra"),
)
