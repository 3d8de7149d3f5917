"""Cases of the rule internet-reaches-load-balancers-only."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import Plan, spec
from tests.policy.rules.network.security_groups_plans import GROUP
from tests.policy.tables import Table

HTTPS = {"ipProtocol": "tcp", "fromPort": 443, "toPort": 443}


def blocks(*cidrs: str) -> Plan:
    """A group with one rule a block."""
    rules = (spec(kinds.INGRESS_RULE, f"rule-{cidr}", {"securityGroupId": "sg-1", "cidrIpv4": cidr, **HTTPS}) for cidr in cidrs)
    return Plan(GROUP.specs["group"], *rules, GROUP.specs["service"])


EIGHT = [f"{first}.0.0.0/8" for first in range(16, 32)]


def each(finding: str) -> list[str]:
    """The same finding about each rule of a group whose blocks are split."""
    return [f"rule-{cidr}{finding}" for cidr in EIGHT]


SPLIT = blocks(*EIGHT)
BALANCER = spec(kinds.LOAD_BALANCER, "balancer", {"securityGroups": ["sg-1"]})
BALANCED = SPLIT.drop("service").add(BALANCER)
closure = Table(
    "internet-reaches-load-balancers-only",
    admits="It admits `{}`, a list that this stack does not declare, to a datastore's port {}.",
    together="Together, the address blocks that its group admits are the internet.",
)
closure.good("one office", GROUP)
closure.look_alike("several offices", blocks("203.0.113.0/24", "198.51.100.0/24", "192.0.2.0/24"))
closure.look_alike("all private networks", blocks("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
closure.look_alike("a load balancer", BALANCED)
closure.look_alike(
    "blocks for two groups",
    blocks("16.0.0.0/8").add(
        spec(kinds.SECURITY_GROUP, "other", {"id": "sg-2"}),
        spec(kinds.INGRESS_RULE, "more", {"securityGroupId": "sg-2", "cidrIpv4": "17.0.0.0/8"}),
    ),
)
closure.bad("host bits set", blocks("16.1.2.3/8", "17.0.0.0/8"), "rule-16.1.2.3/8 together", "rule-17.0.0.0/8 together")
closure.bad(
    "beside a list made of another resource's",
    Plan(spec(kinds.SECURITY_GROUP, "first", {"ingress": UNKNOWN}, ingress="service"), *SPLIT.specs.values()),
    *each(" together"),
)
closure.undecided(
    "a load balancer with unknown groups",
    SPLIT.add(spec(kinds.LOAD_BALANCER, "balancer", {"securityGroups": [UNKNOWN]})),
    *each(": securityGroups of a load balancer"),
)
closure.bad("everyone in pieces", SPLIT, *each(" together"))
closure.bad("two neighbours", blocks("16.0.0.0/8", "17.0.0.0/8"), "rule-16.0.0.0/8 together", "rule-17.0.0.0/8 together")
closure.bad("inside the group", GROUP.drop("rule").set("group", {"ingress": [{"cidrBlocks": EIGHT}]}), "group together")
closure.bad(
    "over IPv6", GROUP.drop("rule").set("group", {"ingress": [{"ipv6CidrBlocks": ["2000::/16", "2001::/16"]}]}), "group together"
)


def with_ports(plan: Plan, **ports: object) -> Plan:
    for name in each(""):
        plan = plan.set(name, ports)
    return plan


closure.bad("a load balancer shares the group", SPLIT.add(BALANCER), *each(" together"))
closure.bad("SSH on a load balancer", with_ports(BALANCED, fromPort=22, toPort=22), *each(" together"))
closure.bad("the web port and the next on a load balancer", with_ports(BALANCED, toPort=444), *each(" together"))
closure.bad("the web port over UDP on a load balancer", with_ports(BALANCED, ipProtocol="udp"), *each(" together"))
closure.bad("every port on a load balancer", with_ports(BALANCED, ipProtocol="-1"), *each(" together"))
closure.look_alike("HTTP on a load balancer", with_ports(BALANCED, fromPort=80, toPort=80))
closure.look_alike("a port that is allowed", with_ports(BALANCED, fromPort=8443, toPort=8443), allowedPorts=["8443"])
closure.bad("a port that is allowed no more", BALANCED, *each(" together"), allowedPorts=["80"])
closure.bad(
    "SSH, with a load balancer of unknown groups",
    with_ports(SPLIT, fromPort=22, toPort=22).add(spec(kinds.LOAD_BALANCER, "balancer", {"securityGroups": [UNKNOWN]})),
    *each(" together"),
)
SCATTERED = [f"{first}.0.0.0/8" for first in (13, 16, 18, 20)]
FIFTH = "22.0.0.0/32"
closure.look_alike("four owners' whole networks", blocks(*SCATTERED))
closure.bad(
    "one address more",
    blocks(*SCATTERED, FIFTH),
    "rule-13.0.0.0/8 together",
    "rule-16.0.0.0/8 together",
    "rule-18.0.0.0/8 together",
    "rule-20.0.0.0/8 together",
    "rule-22.0.0.0/32 together",
)
closure.bad(
    "four of four",
    blocks(*SCATTERED),
    "rule-13.0.0.0/8 together",
    "rule-16.0.0.0/8 together",
    "rule-18.0.0.0/8 together",
    "rule-20.0.0.0/8 together",
    internetShare=1 / 65,
)
closure.look_alike("one address more, of a larger share", blocks(*SCATTERED, FIFTH), internetShare=1 / 63)
SIX = [f"{first}::/16" for first in ("2400", "2600", "2800")]


def inside(path: str, blocks: list[str], **more: object) -> Plan:
    rule = {path: blocks, "protocol": "tcp", "fromPort": 22, "toPort": 22, **more}
    return GROUP.drop("rule").set("group", {"ingress": [rule]})


closure.look_alike("two owners' IPv6", inside("ipv6CidrBlocks", SIX[:2]))
closure.bad("one address more over IPv6", inside("ipv6CidrBlocks", [*SIX[:2], "2a00::/128"]), "group together")
closure.look_alike("all private IPv6", inside("ipv6CidrBlocks", ["fc00::/8", "fd00::/8", "2600::/16"]))
closure.look_alike("one owner twice", inside("cidrBlocks", ["16.0.0.0/8", "16.0.0.0/9"]))
closure.look_alike("everyone by a block of its own is another rule's", inside("cidrBlocks", ["0.0.0.0/0", "10.0.0.0/8"]))


def two(first: dict[str, object], second: dict[str, object]) -> Plan:
    """Two neighbours, in rules that differ."""
    return blocks("16.0.0.0/8", "17.0.0.0/8").set("rule-16.0.0.0/8", first).set("rule-17.0.0.0/8", second)


closure.look_alike("a port each", two({}, {"fromPort": 444, "toPort": 444}))
closure.look_alike("ports side by side", two({"fromPort": 400}, {"fromPort": 444, "toPort": 500}))
closure.look_alike("TCP and UDP", two({}, {"ipProtocol": "udp"}))
closure.bad(
    "one port in common, the first's last",
    two({"fromPort": 400}, {"toPort": 500}),
    "rule-16.0.0.0/8 together",
    "rule-17.0.0.0/8 together",
)
closure.bad(
    "one range within another", two({"fromPort": 1, "toPort": 9999}, {}), "rule-16.0.0.0/8 together", "rule-17.0.0.0/8 together"
)
closure.bad("TCP by name and by number", two({}, {"ipProtocol": "6"}), "rule-16.0.0.0/8 together", "rule-17.0.0.0/8 together")
closure.bad(
    "UDP by name and by number",
    two({"ipProtocol": "UDP"}, {"ipProtocol": 17}),
    "rule-16.0.0.0/8 together",
    "rule-17.0.0.0/8 together",
)
closure.bad("one port and all", two({}, {"ipProtocol": "-1"}), "rule-16.0.0.0/8 together", "rule-17.0.0.0/8 together")
closure.bad("one port and all by name", two({}, {"ipProtocol": "ALL"}), "rule-16.0.0.0/8 together", "rule-17.0.0.0/8 together")
closure.bad(
    "echo requests",
    two(*[{"ipProtocol": "icmp", "fromPort": 8, "toPort": 0}] * 2),
    "rule-16.0.0.0/8 together",
    "rule-17.0.0.0/8 together",
)
closure.bad(
    "an echo request and any",
    two({"ipProtocol": "icmp", "fromPort": 8, "toPort": 0}, {"ipProtocol": "-1"}),
    "rule-16.0.0.0/8 together",
    "rule-17.0.0.0/8 together",
)
closure.undecided(
    "one's ports unknown", two({}, {"fromPort": UNKNOWN}), "rule-17.0.0.0/8: its group or ports, or the entries of its prefix list"
)
closure.undecided(
    "one's protocol unknown",
    two({}, {"ipProtocol": UNKNOWN}),
    "rule-17.0.0.0/8: its group or ports, or the entries of its prefix list",
)
closure.look_alike("ports unknown of one owner's", blocks("16.0.0.0/8").set("rule-16.0.0.0/8", {"fromPort": UNKNOWN}))
closure.bad(
    "rules for a group of another stack",
    two({"securityGroupId": "sg-9"}, {"securityGroupId": "sg-9"}),
    "rule-16.0.0.0/8 together",
    "rule-17.0.0.0/8 together",
)
closure.undecided(
    "rules of no known group",
    two({"securityGroupId": UNKNOWN}, {"securityGroupId": UNKNOWN}),
    "rule-17.0.0.0/8: its group or ports, or the entries of its prefix list",
    "rule-16.0.0.0/8: its group or ports, or the entries of its prefix list",
)
closure.undecided(
    "one of no known group",
    two({}, {"securityGroupId": UNKNOWN}),
    "rule-17.0.0.0/8: its group or ports, or the entries of its prefix list",
)
closure.look_alike("one of no known group, for another port", two({}, {"securityGroupId": UNKNOWN, "fromPort": 444, "toPort": 444}))
closure.look_alike(
    "one owner's block twice, once of no known group", two({}, {"securityGroupId": UNKNOWN, "cidrIpv4": "16.0.0.0/8"})
)
closure.bad(
    "neighbours, beside one of no known group",
    blocks("16.0.0.0/8", "17.0.0.0/8", "203.0.113.0/24").set("rule-203.0.113.0/24", {"securityGroupId": UNKNOWN}),
    "rule-16.0.0.0/8 together",
    "rule-17.0.0.0/8 together",
)
