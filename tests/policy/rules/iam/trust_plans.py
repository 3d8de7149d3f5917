"""Plans that the cases of `policy.rules.iam.trust` share."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import Plan, document, spec

ACCOUNT = "111122223333"
ROOT = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
GITHUB = "token.actions.githubusercontent.com"


def trusting(principal: object, action: str = "sts:AssumeRole", effect: str = "Allow", /, **condition: object) -> dict[str, object]:
    return {"Effect": effect, "Principal": principal, "Action": action, **({"Condition": condition} if condition else {})}


def role(*statements: dict[str, object]) -> Plan:
    return Plan(spec(kinds.ROLE, "role", {"name": "x", "assumeRolePolicy": document(*statements)}))


def trust(principal: object, action: str = "sts:AssumeRole", effect: str = "Allow", /, **condition: object) -> Plan:
    return role(trusting(principal, action, effect, **condition))


UNREADABLE = trust("*").set("role", {"assumeRolePolicy": UNKNOWN})


def token(source: str, operator: str = "StringEquals", **claims: object) -> Plan:
    """A role for tokens of an OIDC provider with the given claims."""
    provider = {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{source}"}
    return trust(provider, "sts:AssumeRoleWithWebIdentity", **{operator: {f"{source}:{name}": one for name, one in claims.items()}})
