"""Plans that the cases of `policy.rules.network.security_groups` share."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import Plan, spec

GROUP = Plan(
    spec(kinds.SECURITY_GROUP, "group", {"id": "sg-1", "description": "The API", "ingress": UNKNOWN, "egress": UNKNOWN}),
    spec(
        kinds.INGRESS_RULE,
        "rule",
        {"securityGroupId": "sg-1", "description": "HTTPS from the office", "cidrIpv4": "203.0.113.0/24"},
    ),
    spec(kinds.SERVICE, "service", {"networkConfiguration": {"securityGroups": ["sg-1"]}}),
)
