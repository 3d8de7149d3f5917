"""Plans that the cases of `policy.rules.iam.pass_role` share."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import Plan, allow, document, spec

ROLE = "arn:aws:iam::111122223333:role/api-task"
TASKS = "ecs-tasks.amazonaws.com"

DEPLOYER = document(
    {
        "Effect": "Allow",
        "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"},
        "Action": "sts:AssumeRoleWithWebIdentity",
    }
)
BOUNDARY = "arn:aws:iam::111122223333:policy/limits"


def deploying(resource: object, trust: str = DEPLOYER) -> Plan:
    """A managed policy with one statement, attached to a role that a pipeline assumes."""
    return Plan(
        spec(kinds.ROLE, "deployer", {"name": "deployer", "arn": UNKNOWN, "assumeRolePolicy": trust}),
        spec(
            kinds.MANAGED_POLICY,
            "rights",
            {
                "name": "rights",
                "arn": "arn:aws:iam::111122223333:policy/rights",
                "policy": document(allow("iam:PassRole", resource)),
            },
        ),
        spec(kinds.ROLE_ATTACHMENT, "attachment", {"role": "deployer", "policyArn": "arn:aws:iam::111122223333:policy/rights"}),
    )


SERVICE = document({"Effect": "Allow", "Principal": {"Service": TASKS}, "Action": "sts:AssumeRole"})
