"""Cases of the rule web-acl-rules."""

import json

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, spec
from tests.policy.rules.network.web_acls_plans import ACL, RATE, managed
from tests.policy.tables import Table

BOTH_GROUPS = [managed("AWSManagedRulesCommonRuleSet"), managed("AWSManagedRulesKnownBadInputsRuleSet")]
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
UNSEEN = spec(kinds.WEB_ACL, "first", {"arn": UNKNOWN, "rules": UNKNOWN})
rules.bad(
    "no rate, behind one whose rules are unknown",
    Plan(UNSEEN, *ACL.set("acl", {"rules": BOTH_GROUPS}).specs.values()),
    "acl blocks",
    undecided="first: rules",
)
rules.undecided("one unknown", ACL.set("acl", {"rules.0.statement": UNKNOWN}), "acl: rules")
