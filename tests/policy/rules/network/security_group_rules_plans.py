"""Plans that the cases of `policy.rules.network.security_group_rules` share."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, spec

ANYWHERE = "0.0.0.0/0"


def inline(direction: str, **rule: object) -> Plan:
    ports = {"protocol": "tcp", "fromPort": 5432.0, "toPort": 5432.0}
    return Plan(spec(kinds.SECURITY_GROUP, "group", {"description": "x", direction: [{**ports, **rule}]}))


def classic(direction: str, **rule: object) -> Plan:
    ports = {"protocol": "tcp", "fromPort": 5432, "toPort": 5432}
    return Plan(spec(kinds.SECURITY_GROUP_RULE, "rule", {"type": direction, "securityGroupId": UNKNOWN, **ports, **rule}))


def separate(token: str, **rule: object) -> Plan:
    ports = {"ipProtocol": "tcp", "fromPort": 5432, "toPort": 5432}
    return Plan(spec(token, "rule", {"securityGroupId": UNKNOWN, **ports, **rule}))


WEB = {"fromPort": 443, "toPort": 443}
EVERYTHING = {"ipProtocol": "-1", "fromPort": DROP, "toPort": DROP}
