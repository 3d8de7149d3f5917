"""Cases of the rules about web ACLs."""

import json

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, Table, spec


def managed(name: str) -> dict[str, object]:
    return {"overrideAction": {"none": {}}, "statement": {"managedRuleGroupStatement": {"vendorName": "AWS", "name": name}}}


RATE = {"action": {"block": {}}, "statement": {"rateBasedStatement": {"limit": 2000}}}
BOTH_GROUPS = [managed("AWSManagedRulesCommonRuleSet"), managed("AWSManagedRulesKnownBadInputsRuleSet")]
ACL = Plan(
    spec(
        kinds.WEB_ACL,
        "acl",
        {"arn": UNKNOWN, "rules": [managed("AWSManagedRulesCommonRuleSet"), managed("AWSManagedRulesKnownBadInputsRuleSet"), RATE]},
    ),
    spec(kinds.WEB_ACL_LOGGING, "logging", {"resourceArn": UNKNOWN}, resourceArn="acl"),
)
rules = Table(
    "web-acl-rules",
    enforces="No rule enforces `{}` on every request.",
    blocks="No rule blocks by rate, at 20000 requests or fewer.",
)
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


def overriding(*actions: str, excluded: int = 0) -> Plan:
    """The plan with one rule of the first group overridden by each action, and some excluded."""
    group = "rules.0.statement.managedRuleGroupStatement"
    overrides = [{"name": f"rule-{number}", "actionToUse": {action: {}}} for number, action in enumerate(actions)]
    left_out = [{"name": f"excluded-{number}"} for number in range(excluded)]
    return ACL.set("acl", {f"{group}.ruleActionOverrides": overrides, f"{group}.excludedRules": left_out})


rules.look_alike("two rules of a group count only", overriding("count", "count"))
rules.look_alike("two rules of a group excluded", overriding(excluded=2))
rules.look_alike("rules of a group that block in other words", overriding("block", "captcha", "challenge", "count", "allow"))
rules.look_alike("three rules that may count", overriding("count", "count", "count"), maxCounted=3)
rules.bad("three rules of a group count only", overriding("count", "count", "count"), "acl enforces=AWSManagedRulesCommonRuleSet")
rules.bad(
    "three rules of a group count or allow", overriding("count", "count", "allow"), "acl enforces=AWSManagedRulesCommonRuleSet"
)
rules.bad("three rules of a group excluded", overriding(excluded=3), "acl enforces=AWSManagedRulesCommonRuleSet")
rules.bad(
    "one rule of a group counts and two are excluded", overriding("count", excluded=2), "acl enforces=AWSManagedRulesCommonRuleSet"
)
rules.look_alike("a rate that asks for a captcha", ACL.set("acl", {"rules.2.action": {"captcha": {}}}))
rules.look_alike("a rate that asks for a challenge", ACL.set("acl", {"rules.2.action": {"challenge": {}}}))
rules.good("a metric's name unknown", ACL.set("acl", {"rules.0.visibilityConfig": {"metricName": UNKNOWN}}))


def written(*groups: str, limit: int = 2000, **changes: object) -> Plan:
    """The same rules as the WAF API spells them."""
    listed = [
        {"OverrideAction": {"None": {}}, "Statement": {"ManagedRuleGroupStatement": {"VendorName": "AWS", "Name": name}}, **changes}
        for name in groups
    ]
    rate = {"Action": {"Block": {}}, "Statement": {"RateBasedStatement": {"Limit": limit}}}
    return ACL.set("acl", {"rules": DROP, "ruleJson": json.dumps([*listed, rate])})


def scoped(statement: object) -> Plan:
    return ACL.set("acl", {"rules.0.statement.managedRuleGroupStatement.scopeDownStatement": statement})


BOTH = ("AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet")
NOT = {"notStatement": {"statements": [{"byteMatchStatement": {"searchString": "/upload"}}]}}
rules.look_alike("written as JSON", written(*BOTH))
rules.look_alike("every request but some", scoped(NOT))
rules.look_alike("every request but two kinds", scoped({"andStatement": {"statements": [NOT, NOT]}}))
rules.good("the highest rate", ACL.set("acl", {"rules.2.statement.rateBasedStatement.limit": 20_000.0}))
rules.good("a higher rate that is allowed", ACL.set("acl", {"rules.2.statement.rateBasedStatement.limit": 20_001}), maxRate=20_001)
rules.bad("a group missing, as JSON", written(BOTH[0]), "acl enforces=AWSManagedRulesKnownBadInputsRuleSet")
rules.bad(
    "groups that count, as JSON",
    written(*BOTH, OverrideAction={"Count": {}}),
    "acl enforces=AWSManagedRulesCommonRuleSet",
    "acl enforces=AWSManagedRulesKnownBadInputsRuleSet",
)
rules.bad("a rate nobody reaches, as JSON", written(*BOTH, limit=2_000_000_000), "acl blocks")
rules.bad("a rate that is too high", ACL.set("acl", {"rules.2.statement.rateBasedStatement.limit": 20_001}), "acl blocks")
rules.bad("a rate without a limit", ACL.set("acl", {"rules.2.statement.rateBasedStatement": {}}), "acl blocks")
rules.bad(
    "some requests only", scoped({"byteMatchStatement": {"searchString": "/never"}}), "acl enforces=AWSManagedRulesCommonRuleSet"
)
rules.bad(
    "some requests only, but not all of those",
    scoped({"andStatement": {"statements": [NOT, {"geoMatchStatement": {}}]}}),
    "acl enforces=AWSManagedRulesCommonRuleSet",
)


def rated(statement: object) -> Plan:
    return ACL.set("acl", {"rules.2.statement.rateBasedStatement.scopeDownStatement": statement})


rules.look_alike("a rate of every request but some", rated(NOT))
rules.bad("a rate of one path", rated({"byteMatchStatement": {"searchString": "/admin"}}), "acl blocks")
rules.look_alike(
    "a rate of one path beside one of all",
    ACL.set(
        "acl",
        {
            "rules": [
                *BOTH_GROUPS,
                {**RATE, "statement": {"rateBasedStatement": {"limit": 100, "scopeDownStatement": {"x": {}}}}},
                RATE,
            ]
        },
    ),
)
rules.bad(
    "JSON that is none",
    ACL.set("acl", {"ruleJson": "["}),
    "acl enforces=AWSManagedRulesCommonRuleSet",
    "acl enforces=AWSManagedRulesKnownBadInputsRuleSet",
    "acl blocks",
)
rules.undecided("JSON unknown", ACL.set("acl", {"ruleJson": UNKNOWN}), "acl: ruleJson")
rules.bad(
    "no rules",
    ACL.set("acl", {"rules": DROP}),
    "acl enforces=AWSManagedRulesCommonRuleSet",
    "acl enforces=AWSManagedRulesKnownBadInputsRuleSet",
    "acl blocks",
)
rules.bad(
    "empty",
    ACL.set("acl", {"rules": []}),
    "acl enforces=AWSManagedRulesCommonRuleSet",
    "acl enforces=AWSManagedRulesKnownBadInputsRuleSet",
    "acl blocks",
)
rules.bad(
    "a group that counts only",
    ACL.set("acl", {"rules.0.overrideAction": {"count": {}}}),
    "acl enforces=AWSManagedRulesCommonRuleSet",
)
rules.bad(
    "another group",
    ACL.set("acl", {"rules.1.statement.managedRuleGroupStatement.name": "AWSManagedRulesSQLiRuleSet"}),
    "acl enforces=AWSManagedRulesKnownBadInputsRuleSet",
)
rules.bad("a rate that counts only", ACL.set("acl", {"rules.2.action": {"count": {}}}), "acl blocks")
rules.bad("no rate", ACL.set("acl", {"rules.2.statement": {"geoMatchStatement": {}}}), "acl blocks")
rules.undecided("unknown", ACL.set("acl", {"rules": UNKNOWN}), "acl: rules")
rules.undecided("one unknown", ACL.set("acl", {"rules.0.statement": UNKNOWN}), "acl: rules")

logged = Table("web-acl-logged", missing="The web ACL has no `WebAclLoggingConfiguration`.")
logged.good("by edge", ACL)
logged.good("by ARN", ACL.set("acl", {"arn": "arn:acl"}).set("logging", {"resourceArn": "arn:acl"}).unlinked("logging"))
logged.bad("no logging", ACL.drop("logging"), "acl missing")
logged.bad("another ACL's logging", ACL.add(spec(kinds.WEB_ACL, "other", {"arn": UNKNOWN})), "other missing")
logged.bad("logging of something outside", ACL.set("logging", {"resourceArn": "arn:other"}).unlinked("logging"), "acl missing")
logged.undecided(
    "logging of something unknown", ACL.unlinked("logging"), "acl: resourceArn of a logging configuration that could be this one's"
)

RULE = {"securityGroupId": UNKNOWN, "cidrIpv4": "0.0.0.0/0", "ipProtocol": "tcp", "fromPort": 443, "toPort": 443}
PUBLIC = Plan(
    spec(kinds.LOAD_BALANCER, "balancer", {"arn": UNKNOWN, "securityGroups": [UNKNOWN]}, securityGroups="group"),
    spec(kinds.SECURITY_GROUP, "group", {"id": UNKNOWN}),
    spec(kinds.INGRESS_RULE, "rule", RULE, securityGroupId="group"),
    spec(kinds.WEB_ACL_ASSOCIATION, "association", {"resourceArn": UNKNOWN}, resourceArn="balancer"),
)
OPEN = PUBLIC.drop("association")
guarded = Table("public-load-balancer-guarded", open="It is open to the internet and has no `WebAclAssociation`.")
guarded.good("a web ACL", PUBLIC)
guarded.look_alike("a list of who may come", OPEN.set("rule", {"cidrIpv4": "203.0.113.0/24"}))
guarded.look_alike("an internal one", OPEN.set("balancer", {"internal": True}))
guarded.look_alike("a network load balancer", OPEN.set("balancer", {"loadBalancerType": "network"}))
guarded.bad("neither", OPEN, "balancer open")
guarded.bad(
    "open in the group itself",
    OPEN.drop("rule").set("group", {"ingress": [{"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": ["0.0.0.0/0"]}]}),
    "balancer open",
)
guarded.bad("by the classic name", OPEN.retype("balancer", "aws:alb/loadBalancer:LoadBalancer"), "balancer open")
guarded.bad("an application load balancer by name", OPEN.set("balancer", {"loadBalancerType": "application"}), "balancer open")
guarded.bad(
    "by the group's id",
    OPEN.set("group", {"id": "sg-1"})
    .set("balancer", {"securityGroups": ["sg-1"]})
    .set("rule", {"securityGroupId": "sg-1"})
    .unlinked("balancer")
    .unlinked("rule"),
    "balancer open",
)
guarded.bad(
    "one after an internal one", Plan(spec(kinds.LOAD_BALANCER, "inner", {"internal": True}), *OPEN.specs.values()), "balancer open"
)
guarded.bad(
    "a rule after another group's",
    Plan(
        spec(kinds.SECURITY_GROUP, "other", {"id": UNKNOWN}),
        spec(kinds.INGRESS_RULE, "narrow", {**RULE, "cidrIpv4": "203.0.113.0/24"}, securityGroupId="other"),
        *OPEN.specs.values(),
    ),
    "balancer open",
)
UNREAD = OPEN.set("group", {"ingress": UNKNOWN}).edge("group", "ingress", "balancer")
guarded.bad("a rule beside an inline list made of another resource's", UNREAD, "balancer open")
EIGHTS = [f"{first}.0.0.0/8" for first in range(1, 11, 2)]


def admitting(blocks: list[str]) -> Plan:
    opening = {"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": blocks}
    return OPEN.drop("rule").set("group", {"ingress": [opening]})


guarded.bad("the internet in many blocks", admitting(EIGHTS), "balancer open")
guarded.look_alike("four owners' blocks", admitting(EIGHTS[:4]))
guarded.look_alike("many blocks of a larger share", admitting(EIGHTS), internetShare=0.5)
guarded.look_alike("somebody's wide block", admitting(["16.0.0.0/7"]), allowedBlocks=["16.0.0.0/7"])
guarded.bad("a wide block of nobody's", admitting(["16.0.0.0/7", "128.0.0.0/1"]), "balancer open", allowedBlocks=["16.0.0.0/7"])
LISTED = OPEN.set("rule", {"cidrIpv4": DROP, "prefixListId": "pl-1"})
WORLD = spec(kinds.PREFIX_LIST, "list", {"id": "pl-1", "entries": [{"cidr": "0.0.0.0/0"}]})
guarded.bad("a list with everyone in it", LISTED.add(WORLD), "balancer open")
guarded.look_alike("a list of offices", LISTED.add(WORLD).set("list", {"entries": [{"cidr": "203.0.113.0/24"}]}))
guarded.look_alike("a list with somebody's wide block", LISTED.add(WORLD), allowedBlocks=["0.0.0.0/0"])
guarded.look_alike("CloudFront's list", LISTED)
guarded.undecided("a list that is not known", LISTED.set("rule", {"prefixListId": UNKNOWN}), "balancer: securityGroups")
guarded.undecided("a rule of no known group", OPEN.unlinked("rule"), "balancer: securityGroups")
guarded.bad(
    "the internet in two groups",
    OPEN.set("rule", {"cidrIpv4": "16.0.0.0/8"})
    .add(
        spec(kinds.SECURITY_GROUP, "other", {"id": UNKNOWN}),
        spec(kinds.INGRESS_RULE, "more", {**RULE, "cidrIpv4": "17.0.0.0/8"}, securityGroupId="other"),
    )
    .edge("balancer", "securityGroups", "group", "other"),
    "balancer open",
)
guarded.bad("half of the internet", OPEN.set("rule", {"cidrIpv4": "128.0.0.0/1"}), "balancer open")
guarded.bad(
    "another one's web ACL",
    PUBLIC.edge("association", "resourceArn", "other").add(spec(kinds.LOAD_BALANCER, "other", {"internal": True})),
    "balancer open",
)
guarded.undecided("who may come unknown", OPEN.set("rule", {"cidrIpv4": UNKNOWN}), "balancer: securityGroups")
guarded.undecided("groups unknown", OPEN.unlinked("balancer"), "balancer: securityGroups")
guarded.undecided("an inline list made of another resource's", UNREAD.drop("rule"), "balancer: securityGroups")
guarded.undecided(
    "a group of another stack beside a closed one",
    OPEN.set("balancer", {"securityGroups": [UNKNOWN, "sg-9"]}).set("rule", {"cidrIpv4": "203.0.113.0/24"}),
    "balancer: securityGroups",
)
guarded.undecided("internal unknown", OPEN.set("balancer", {"internal": UNKNOWN}), "balancer: internal")
guarded.undecided("an association of something unknown", PUBLIC.unlinked("association"), "balancer: internal")

TABLES = (rules, logged, guarded)
