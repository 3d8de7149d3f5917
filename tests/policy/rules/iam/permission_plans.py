"""Plans of one policy, which the cases of several rules change."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import Plan, allow, document, spec

TABLE = "arn:aws:s3:::pde-production-data/models/*"
MANAGED = "arn:aws:iam::aws:policy/"


def policy(*statements: dict[str, object], token: str = kinds.ROLE_POLICY) -> Plan:
    return Plan(spec(token, "policy", {"role": UNKNOWN, "policy": document(*statements)}))


def attached(arn: object, token: str = kinds.ROLE_ATTACHMENT) -> Plan:
    return Plan(spec(token, "policy", {"role": UNKNOWN, "policyArn": arn}))


READ = allow(["s3:GetObject"], TABLE, Sid="Read")
