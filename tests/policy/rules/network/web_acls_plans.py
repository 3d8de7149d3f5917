"""Plans that the cases of `policy.rules.network.web_acls` share."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import Plan, spec


def managed(name: str) -> dict[str, object]:
    return {"overrideAction": {"none": {}}, "statement": {"managedRuleGroupStatement": {"vendorName": "AWS", "name": name}}}


RATE = {"action": {"block": {}}, "statement": {"rateBasedStatement": {"limit": 2000}}}
ACL = Plan(
    spec(
        kinds.WEB_ACL,
        "acl",
        {"arn": UNKNOWN, "rules": [managed("AWSManagedRulesCommonRuleSet"), managed("AWSManagedRulesKnownBadInputsRuleSet"), RATE]},
    ),
    spec(kinds.WEB_ACL_LOGGING, "logging", {"resourceArn": UNKNOWN}, resourceArn="acl"),
)
