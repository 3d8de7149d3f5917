"""Plans that the cases of `policy.rules.iam.escalation` share."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import Plan, document, spec


def policy(*statements: dict[str, object], token: str = kinds.ROLE_POLICY) -> Plan:
    return Plan(spec(token, "policy", {"role": UNKNOWN, "policy": document(*statements)}))


def under(operator: str, key: str, value: object) -> dict[str, object]:
    return {operator: {key: value}}


AWS = "arn:aws:iam::aws:policy/"
OWN = "arn:aws:iam::111122223333:policy/"
