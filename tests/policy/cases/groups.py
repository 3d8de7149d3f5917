"""Cases of the rules about security groups as wholes."""

from policy import kinds
from policy.values import UNKNOWN
from tests.policy.plans import DROP, Plan, Table, spec

GROUP = Plan(
    spec(kinds.SECURITY_GROUP, "group", {"id": "sg-1", "description": "The API", "ingress": UNKNOWN, "egress": UNKNOWN}),
    spec(
        kinds.INGRESS_RULE,
        "rule",
        {"securityGroupId": "sg-1", "description": "HTTPS from the office", "cidrIpv4": "203.0.113.0/24"},
    ),
    spec(kinds.SERVICE, "service", {"networkConfiguration": {"securityGroups": ["sg-1"]}}),
)
INLINE = GROUP.set("group", {"ingress": [{"description": "HTTPS", "cidrBlocks": ["10.0.0.0/8"]}]})

described = Table("security-groups-described")
described.good("both", GROUP)
described.good("inside", INLINE)
described.good("a description that another resource gives", GROUP.set("group", {"description": UNKNOWN}))
described.look_alike("the default group, which nobody describes", Plan(spec(kinds.DEFAULT_SECURITY_GROUP, "default", {})))
described.bad("a group's absent", GROUP.set("group", {"description": DROP}), "group")
described.bad("what Pulumi writes itself", GROUP.set("group", {"description": "Managed by Pulumi"}), "group")
described.bad("a rule's absent", GROUP.set("rule", {"description": DROP}), "rule")
described.bad("blank", GROUP.set("rule", {"description": " "}), "rule")
described.bad("a rule's inside absent", INLINE.set("group", {"ingress.0.description": DROP}), "group")

attached = Table("security-groups-attached")
attached.good("by id", GROUP)
attached.good("by edge", GROUP.set("group", {"id": UNKNOWN}).depends("service", "group"))
attached.look_alike(
    "in a state machine's definition",
    GROUP.set("service", {"networkConfiguration": DROP, "definition": '{"SecurityGroups": ["sg-1"]}'}),
)
attached.bad("by nothing", GROUP.drop("service"), "group")
attached.bad("by another", GROUP.set("service", {"networkConfiguration.securityGroups": ["sg-2"]}), "group")
attached.bad(
    "by a component only", GROUP.drop("service").add(spec("platform:service:Service", "component", {"x": "sg-1"})), "group"
)
attached.bad("one of two", GROUP.add(spec(kinds.SECURITY_GROUP, "other", {"id": UNKNOWN})), "other")


def blocks(*cidrs: str) -> Plan:
    """A group with one rule a block."""
    rules = (spec(kinds.INGRESS_RULE, f"rule-{cidr}", {"securityGroupId": "sg-1", "cidrIpv4": cidr}) for cidr in cidrs)
    return Plan(GROUP.specs["group"], *rules, GROUP.specs["service"])


EIGHT = [f"{first}.0.0.0/8" for first in range(16, 32)]
SPLIT = blocks(*EIGHT)
RULES = " ".join(f"rule-{cidr}" for cidr in EIGHT)
closure = Table("internet-reaches-load-balancers-only")
closure.good("one office", GROUP)
closure.look_alike("several offices", blocks("203.0.113.0/24", "198.51.100.0/24", "192.0.2.0/24"))
closure.look_alike("all private networks", blocks("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
closure.look_alike("a load balancer", SPLIT.add(spec(kinds.LOAD_BALANCER, "balancer", {"securityGroups": ["sg-1"]})))
closure.look_alike(
    "blocks for two groups",
    blocks("16.0.0.0/8").add(
        spec(kinds.SECURITY_GROUP, "other", {"id": "sg-2"}),
        spec(kinds.INGRESS_RULE, "more", {"securityGroupId": "sg-2", "cidrIpv4": "17.0.0.0/8"}),
    ),
)
closure.bad("everyone in pieces", SPLIT, RULES)
closure.bad("two neighbours", blocks("16.0.0.0/8", "17.0.0.0/8"), "rule-16.0.0.0/8 rule-17.0.0.0/8")
closure.bad("inside the group", GROUP.drop("rule").set("group", {"ingress": [{"cidrBlocks": EIGHT}]}), "group")
closure.bad("over IPv6", GROUP.drop("rule").set("group", {"ingress": [{"ipv6CidrBlocks": ["2000::/16", "2001::/16"]}]}), "group")

TABLES = (described, attached, closure)
