"""Cases of the rules web-acl-logged and public-load-balancer-guarded."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, spec
from tests.policy.rules.network.web_acls_plans import ACL
from tests.policy.tables import Table

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


def filtered(**acl: object) -> Plan:
    """The same behind a web ACL of the stack."""
    named = PUBLIC.set("association", {"webAclArn": "arn:acl"})
    return named.add(spec(kinds.WEB_ACL, "acl", {"arn": "arn:acl", "defaultAction": {"allow": {}}, **acl}))


IDLE = "balancer: It is open to the internet and has a web ACL that blocks nothing."
BY_GROUP = {"statement": {"managedRuleGroupStatement": {"name": "AWSManagedRulesCommonRuleSet"}}}
guarded.good("a web ACL that blocks", filtered(rules=[{"action": {"block": {}}, "statement": {"geoMatchStatement": {}}}]))
guarded.good("a web ACL with a group of rules", filtered(rules=[{**BY_GROUP, "overrideAction": {"none": {}}}]))
OURS = {"arn": "arn:group"}
guarded.good(
    "a web ACL with a group of its owner's",
    filtered(rules=[{"statement": {"ruleGroupReferenceStatement": OURS}, "overrideAction": {"none": {}}}]),
)
BESIDE = spec(
    "aws:wafv2/webAclRuleGroupAssociation:WebAclRuleGroupAssociation",
    "beside",
    {"webAclArn": "arn:acl", "overrideAction": "none", "ruleGroupReference": OURS},
)
guarded.good("a web ACL with such a group beside it", filtered(rules=[]).add(BESIDE))
guarded.bad("one that only counts", filtered(rules=[]).add(BESIDE).set("beside", {"overrideAction": "count"}), IDLE)
guarded.good("a web ACL that lets some in", filtered(rules=[], defaultAction={"block": {}}))
guarded.look_alike("a web ACL of another stack", filtered().drop("acl"))
guarded.bad("a web ACL without a rule", filtered(rules=[]), IDLE)
guarded.bad("a web ACL that only counts", filtered(rules=[{"action": {"count": {}}}]), IDLE)
guarded.bad("a web ACL whose group only counts", filtered(rules=[{**BY_GROUP, "overrideAction": {"count": {}}}]), IDLE)
guarded.undecided("a web ACL whose rules are unknown", filtered(rules=UNKNOWN), "balancer: whether its web ACL blocks anything")
guarded.look_alike(
    "a web ACL whose rules are unknown, and a list", filtered(rules=UNKNOWN).set("rule", {"cidrIpv4": "203.0.113.0/24"})
)
