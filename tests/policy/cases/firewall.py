"""Cases of the rules about web ACLs."""

from policy import kinds
from policy.values import UNKNOWN
from tests.policy.plans import DROP, Plan, Table, spec


def managed(name: str) -> dict[str, object]:
    return {"overrideAction": {"none": {}}, "statement": {"managedRuleGroupStatement": {"vendorName": "AWS", "name": name}}}


RATE = {"action": {"block": {}}, "statement": {"rateBasedStatement": {"limit": 2000}}}
ACL = Plan(
    spec(
        kinds.WEB_ACL,
        "acl",
        {
            "arn": UNKNOWN,
            "rules": [managed("AWSManagedRulesCommonRuleSet"), managed("AWSManagedRulesKnownBadInputsRuleSet"), RATE],
        },
    ),
    spec(kinds.WEB_ACL_LOGGING, "logging", {"resourceArn": UNKNOWN}, resourceArn="acl"),
)
rules = Table("web-acl-rules")
rules.good("all three", ACL)
rules.look_alike(
    "one rule of a group counts only",
    ACL.set(
        "acl",
        {
            "rules.0.statement.managedRuleGroupStatement.ruleActionOverrides": [
                {"name": "SizeRestrictions_BODY", "actionToUse": {"count": {}}}
            ]
        },
    ),
)
rules.look_alike("a rate that asks for a captcha", ACL.set("acl", {"rules.2.action": {"captcha": {}}}))
rules.bad("no rules", ACL.set("acl", {"rules": DROP}), "acl")
rules.bad("empty", ACL.set("acl", {"rules": []}), "acl")
rules.bad("a group that counts only", ACL.set("acl", {"rules.0.overrideAction": {"count": {}}}), "acl")
rules.bad(
    "another group", ACL.set("acl", {"rules.1.statement.managedRuleGroupStatement.name": "AWSManagedRulesSQLiRuleSet"}), "acl"
)
rules.bad("a rate that counts only", ACL.set("acl", {"rules.2.action": {"count": {}}}), "acl")
rules.bad("no rate", ACL.set("acl", {"rules.2.statement": {"geoMatchStatement": {}}}), "acl")
rules.unsure("unknown", ACL.set("acl", {"rules": UNKNOWN}), "acl")
rules.unsure("one unknown", ACL.set("acl", {"rules.0.statement": UNKNOWN}), "acl")

logged = Table("web-acl-logged")
logged.good("by edge", ACL)
logged.good("by ARN", ACL.set("acl", {"arn": "arn:acl"}).set("logging", {"resourceArn": "arn:acl"}).unlinked("logging"))
logged.bad("no logging", ACL.drop("logging"), "acl")
logged.bad("another ACL's logging", ACL.add(spec(kinds.WEB_ACL, "other", {"arn": UNKNOWN})), "other")
logged.bad("logging of something outside", ACL.set("logging", {"resourceArn": "arn:other"}).unlinked("logging"), "acl")
logged.unsure("logging of something unknown", ACL.unlinked("logging"), "acl")

RULE = {"securityGroupId": UNKNOWN, "cidrIpv4": "0.0.0.0/0", "ipProtocol": "tcp", "fromPort": 443, "toPort": 443}
PUBLIC = Plan(
    spec(kinds.LOAD_BALANCER, "balancer", {"arn": UNKNOWN, "securityGroups": [UNKNOWN]}, securityGroups="group"),
    spec(kinds.SECURITY_GROUP, "group", {"id": UNKNOWN}),
    spec(kinds.INGRESS_RULE, "rule", RULE, securityGroupId="group"),
    spec(kinds.WEB_ACL_ASSOCIATION, "association", {"resourceArn": UNKNOWN}, resourceArn="balancer"),
)
OPEN = PUBLIC.drop("association")
guarded = Table("public-load-balancer-guarded")
guarded.good("a web ACL", PUBLIC)
guarded.look_alike("a list of who may come", OPEN.set("rule", {"cidrIpv4": "203.0.113.0/24"}))
guarded.look_alike("an internal one", OPEN.set("balancer", {"internal": True}))
guarded.look_alike("a network load balancer", OPEN.set("balancer", {"loadBalancerType": "network"}))
guarded.bad("neither", OPEN, "balancer")
guarded.bad(
    "open in the group itself",
    OPEN.drop("rule").set("group", {"ingress": [{"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": ["0.0.0.0/0"]}]}),
    "balancer",
)
guarded.bad("by the classic name", OPEN.retype("balancer", "aws:alb/loadBalancer:LoadBalancer"), "balancer")
guarded.bad("half of the internet", OPEN.set("rule", {"cidrIpv4": "128.0.0.0/1"}), "balancer")
guarded.bad(
    "another one's web ACL",
    PUBLIC.edge("association", "resourceArn", "other").add(spec(kinds.LOAD_BALANCER, "other", {"internal": True})),
    "balancer",
)
guarded.unsure("who may come unknown", OPEN.set("rule", {"cidrIpv4": UNKNOWN}), "balancer")
guarded.unsure("groups unknown", OPEN.unlinked("balancer"), "balancer")
guarded.unsure("internal unknown", OPEN.set("balancer", {"internal": UNKNOWN}), "balancer")
guarded.unsure("an association of something unknown", PUBLIC.unlinked("association"), "balancer")

TABLES = (rules, logged, guarded)
