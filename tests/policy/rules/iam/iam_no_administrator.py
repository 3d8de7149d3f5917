"""Cases of the rule iam-no-administrator."""

import json

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import Plan, allow, document, spec
from tests.policy.rules.iam.permission_plans import MANAGED, READ, TABLE, attached, policy
from tests.policy.tables import Table

administrator = Table(
    "iam-no-administrator",
    everything="Statement number {} of `policy` allows every action.",
    policyArn="`policyArn` is AWS's `{}`.",
    policy="`policy` is no readable policy document.",
    AdministratorAccess="`{}` is AWS's `AdministratorAccess`.",
)
administrator.good("one action", policy(READ))
administrator.look_alike("everything denied", policy({"Effect": "Deny", "Action": "*", "Resource": "*"}))
administrator.look_alike(
    "a policy of our own that is called like AWS's", attached("arn:aws:iam::111122223333:policy/AdministratorAccess")
)
administrator.look_alike("a policy that is being created", attached(UNKNOWN))
administrator.look_alike("AWS's policy for starting tasks", attached(MANAGED + "service-role/AmazonECSTaskExecutionRolePolicy"))
administrator.good("a role without policies of its own", Plan(spec(kinds.ROLE, "role", {"name": "x"})))
for token in (kinds.ROLE_POLICY, kinds.USER_POLICY, kinds.GROUP_POLICY, kinds.MANAGED_POLICY):
    administrator.bad(f"in {token}", policy(allow("*"), token=token), "policy everything=1")
administrator.bad("both stars", policy(allow("*:*")), "policy everything=1")
administrator.bad("more stars", policy(allow("**")), "policy everything=1")
administrator.bad("in a list", policy(READ, allow(["s3:GetObject", "*"], TABLE)), "policy everything=2")
administrator.bad(
    "one statement, not a list", policy().set("policy", {"policy": json.dumps({"Statement": allow("*")})}), "policy everything=1"
)
administrator.bad("as an object", policy().set("policy", {"policy": {"Statement": [allow("*")]}}), "policy everything=1")
administrator.bad(
    "in a role",
    Plan(spec(kinds.ROLE, "role", {"inlinePolicies": [{"name": "x", "policy": document(allow("*"))}]})),
    "role: Statement number 1 of `inlinePolicies.0.policy` allows every action.",
)
for name in (
    *("AdministratorAccess", "AdministratorAccess-AWSElasticBeanstalk", "AdministratorAccess-Amplify", "PowerUserAccess"),
    *("AWSOrganizationsFullAccess", "IAMFullAccess", "job-function/DatabaseAdministrator", "job-function/NetworkAdministrator"),
    "job-function/SystemAdministrator",
):
    administrator.bad(f"AWS's {name}", attached(MANAGED + name), f"policy policyArn={name.rpartition('/')[2]}")
for token in (kinds.USER_ATTACHMENT, kinds.GROUP_ATTACHMENT, kinds.ATTACHMENT):
    administrator.bad(f"AWS's by {token}", attached(MANAGED + "AdministratorAccess", token), "policy policyArn=AdministratorAccess")
for token in (kinds.ROLE_ATTACHMENTS_EXCLUSIVE, kinds.USER_ATTACHMENTS_EXCLUSIVE, kinds.GROUP_ATTACHMENTS_EXCLUSIVE):
    administrator.bad(
        f"AWS's by {token}",
        Plan(spec(token, "all", {"policyArns": [MANAGED + "AdministratorAccess"]})),
        "all AdministratorAccess=policyArns",
    )
    administrator.look_alike(f"AWS's auditor by {token}", Plan(spec(token, "all", {"policyArns": [MANAGED + "SecurityAudit"]})))
administrator.bad(
    "another partition's", attached("arn:aws-us-gov:iam::aws:policy/AdministratorAccess"), "policy policyArn=AdministratorAccess"
)
administrator.bad(
    "AWS's in a role",
    Plan(spec(kinds.ROLE, "role", {"managedPolicyArns": [MANAGED + "AdministratorAccess"]})),
    "role AdministratorAccess=managedPolicyArns",
)
BREAK_GLASS = "arn:aws:iam::111122223333:role/break-glass"


def users(**conditions: object) -> str:
    """A trust policy for the users of an account."""
    statement = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "sts:AssumeRole"}
    return document({**statement, "Condition": conditions})


CODED = users(Bool={"aws:MultiFactorAuthPresent": "true"})
PERMISSION_SET = "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Admin_*"
EMERGENCY = Plan(
    spec(
        kinds.ROLE,
        "role",
        {"name": "break-glass", "assumeRolePolicy": CODED, "maxSessionDuration": 3600, "tags": {"AdministratorBecause": "fire"}},
    ),
    spec(kinds.ROLE_ATTACHMENT, "policy", {"role": "break-glass", "policyArn": MANAGED + "AdministratorAccess"}),
    spec(
        kinds.LOG_METRIC_FILTER,
        "filter",
        {
            "pattern": f'{{ $.requestParameters.roleArn = "{BREAK_GLASS}" }}',
            "metricTransformation": {"namespace": "account", "name": "used", "value": "1"},
        },
    ),
    spec(kinds.ALARM, "alarm", {"namespace": "account", "metricName": "used", "alarmActions": ["arn:aws:sns:us-east-1:1:alerts"]}),
)
administrator.good("a way in for emergencies", EMERGENCY)
administrator.good(
    "the same from Identity Center",
    EMERGENCY.set("role", {"assumeRolePolicy": users(ArnLike={"aws:PrincipalArn": [PERMISSION_SET]})}),
)
for lacking, plan in {
    "whose tag `AdministratorBecause` says no reason": EMERGENCY.set("role", {"tags": {"AdministratorBecause": " "}}),
    "with sessions of more than an hour": EMERGENCY.set("role", {"maxSessionDuration": 7200}),
    "whose use no alarm tells of": EMERGENCY.set("alarm", {"actionsEnabled": False}),
}.items():
    administrator.bad(
        f"an administrator {lacking}", plan, f"policy: `policyArn` is AWS's `AdministratorAccess`, for a role {lacking}."
    )
administrator.bad(
    "an administrator whose alarm tells nobody",
    EMERGENCY.set("alarm", {"alarmActions": []}),
    "policy: `policyArn` is AWS's `AdministratorAccess`, for a role whose use no alarm tells of.",
)
for why, trust in {
    "users without a code": users(ArnEquals={"aws:PrincipalArn": "arn:aws:iam::111122223333:user/anna"}),
    "users whose code may be missing": users(BoolIfExists={"aws:MultiFactorAuthPresent": "true"}),
    "a path that is not Identity Center's": users(
        ArnLike={"aws:PrincipalArn": "arn:aws:iam::111122223333:role/AWSReservedSSO_Admin_*"}
    ),
    "a service": document({"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}),
}.items():
    administrator.bad(
        f"an administrator that trusts {why}",
        EMERGENCY.set("role", {"assumeRolePolicy": trust}),
        "policy: `policyArn` is AWS's `AdministratorAccess`, for a role that trusts others than people with a code or of Identity "
        "Center.",
    )
administrator.bad(
    "an alarm about another role",
    EMERGENCY.set("filter", {"pattern": f'{{ $.requestParameters.roleArn = "{BREAK_GLASS}-2" }}'}),
    "policy: `policyArn` is AWS's `AdministratorAccess`, for a role whose use no alarm tells of.",
)
administrator.undecided("the attachment's role unknown", EMERGENCY.set("policy", {"role": UNKNOWN}), "policy: role")
administrator.undecided("the reason unknown", EMERGENCY.set("role", {"tags": UNKNOWN}), "role: tags.AdministratorBecause")
administrator.undecided("the trust unknown", EMERGENCY.set("role", {"assumeRolePolicy": UNKNOWN}), "role: assumeRolePolicy")
administrator.undecided("the pattern unknown", EMERGENCY.set("filter", {"pattern": UNKNOWN}), "filter: pattern")
administrator.undecided(
    "the length of sessions unknown",
    EMERGENCY.set("role", {"maxSessionDuration": UNKNOWN}).edge("role", "maxSessionDuration", "alarm"),
    "role: maxSessionDuration",
)
HIDDEN = EMERGENCY.set("filter", {"metricTransformation": UNKNOWN})
SECOND = spec(kinds.LOG_METRIC_FILTER, "second", dict(EMERGENCY.specs["filter"].props))
administrator.undecided("the metric unknown", HIDDEN, "filter: metricTransformation")
administrator.look_alike("the metric of one of two filters unknown", HIDDEN.add(SECOND))
administrator.undecided("what the alarm watches unknown", EMERGENCY.set("alarm", {"metricName": UNKNOWN}), "alarm: metricName")
administrator.undecided(
    "one filter's pattern and the other's alarm unknown",
    EMERGENCY.set("filter", {"pattern": UNKNOWN}).set("alarm", {"metricName": UNKNOWN}).add(SECOND),
    *("filter: pattern", "alarm: metricName"),
)
administrator.undecided(
    "the role's name unknown",
    EMERGENCY.set("role", {"name": UNKNOWN}).set("policy", {"role": UNKNOWN}).edge("policy", "role", "role"),
    "role: name",
)
administrator.bad("no JSON", policy().set("policy", {"policy": "no"}), "policy policy")
administrator.bad("statements that are texts", policy().set("policy", {"policy": {"Statement": ["*"]}}), "policy policy")
administrator.undecided("policy unknown", policy().set("policy", {"policy": UNKNOWN}), "policy: policy")
administrator.undecided(
    "one of a role's unknown", Plan(spec(kinds.ROLE, "role", {"inlinePolicies": [UNKNOWN]})), "role: inlinePolicies.0.policy"
)
PEOPLE = Plan(spec(kinds.PERMISSION_SET_POLICY, "people", {"permissionSetArn": UNKNOWN, "inlinePolicy": document(READ)}))
administrator.good("people with one right", PEOPLE)
administrator.bad(
    "people with every right",
    PEOPLE.set("people", {"inlinePolicy": document(allow("*"))}),
    "people: Statement number 1 of `inlinePolicy` allows every action.",
)
administrator.undecided(
    "people by a policy that is unknown", PEOPLE.set("people", {"inlinePolicy": UNKNOWN}), "people: inlinePolicy"
)
administrator.bad(
    "people with AWS's policy for administrators",
    Plan(spec(kinds.PERMISSION_SET_ATTACHMENT, "people", {"managedPolicyArn": MANAGED + "AdministratorAccess"})),
    "people: `managedPolicyArn` is AWS's `AdministratorAccess`.",
)
administrator.look_alike(
    "a device's policy, which is about its messages",
    Plan(spec(kinds.DEVICE_POLICY, "device", {"policy": document(allow("*"))})),
)
