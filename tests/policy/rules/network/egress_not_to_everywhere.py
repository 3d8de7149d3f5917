"""Cases of the rule egress-not-to-everywhere."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import Plan, spec
from tests.policy.rules.network.security_group_rules_plans import ANYWHERE, EVERYTHING, WEB, classic, inline, separate
from tests.policy.tables import Table


def egress_rule(**rule: object) -> Plan:
    return separate(kinds.EGRESS_RULE, **rule)


egress = Table("egress-not-to-everywhere", sends="Its group may send to everyone on {} ports (protocol `{}`).")
egress.good("a group on the other side", egress_rule(referencedSecurityGroupId=UNKNOWN))
egress.look_alike("one port to everywhere", egress_rule(cidrIpv4=ANYWHERE, **WEB))
egress.look_alike("every port to one network", egress_rule(cidrIpv4="10.0.0.0/16", **EVERYTHING))
egress.look_alike("ingress is another rule's", classic("ingress", cidrBlocks=[ANYWHERE], protocol="-1"))
egress.good("no rules at all", Plan(spec(kinds.SECURITY_GROUP, "group")))
egress.bad("everything to everywhere", egress_rule(cidrIpv4=ANYWHERE, **EVERYTHING), "rule sends=65536 | -1")
egress.bad("all ports of one protocol", egress_rule(cidrIpv4=ANYWHERE, fromPort=0, toPort=65535), "rule sends=65536 | tcp")
egress.bad("inline, IPv6", inline("egress", ipv6CidrBlocks=["::/0"], protocol="-1", fromPort=0, toPort=0), "group sends=65536 | -1")
egress.bad("classic rule", classic("egress", cidrBlocks=[ANYWHERE], protocol="all"), "rule sends=65536 | -1")
egress.bad("half of everywhere", egress_rule(cidrIpv4="128.0.0.0/1", **EVERYTHING), "rule sends=65536 | -1")
egress.bad("all ports but two", egress_rule(cidrIpv4=ANYWHERE, fromPort=2, toPort=65535), "rule sends=65534 | tcp")
egress.look_alike("half of all ports", egress_rule(cidrIpv4=ANYWHERE, ipProtocol="udp", fromPort=32768, toPort=65535))
egress.bad("one more than half", egress_rule(cidrIpv4=ANYWHERE, fromPort=32767, toPort=65535), "rule sends=32769 | tcp")
egress.good("more than half, as many as are allowed", egress_rule(cidrIpv4=ANYWHERE, fromPort=1, toPort=65535), maxPorts=65535)
egress.bad(
    "one more than are allowed", egress_rule(cidrIpv4=ANYWHERE, fromPort=0, toPort=65535), "rule sends=65536 | tcp", maxPorts=65535
)
egress.look_alike("a wide block that is somebody's", egress_rule(cidrIpv4="16.0.0.0/7", **EVERYTHING), allowedBlocks=["16.0.0.0/7"])
egress.good("some ports to everywhere", egress_rule(cidrIpv4=ANYWHERE, fromPort=0, toPort=1023))
egress.bad("every real port", egress_rule(cidrIpv4=ANYWHERE, fromPort=1, toPort=65535), "rule sends=65535 | tcp")
egress.undecided("ports unknown", egress_rule(cidrIpv4=ANYWHERE, toPort=UNKNOWN), "rule: the group, ports or blocks of its egress")
egress.undecided(
    "direction unknown",
    classic("ingress", cidrBlocks=["10.0.0.0/16"]).set("rule", {"type": UNKNOWN}),
    "rule: the group, ports or blocks of its egress",
)
egress.undecided("block unknown", egress_rule(cidrIpv4=UNKNOWN, **EVERYTHING), "rule: the group, ports or blocks of its egress")
egress.undecided(
    "inline rules unknown", Plan(spec(kinds.SECURITY_GROUP, "group", {"egress": UNKNOWN}, egress="group")), "group: egress"
)
egress.undecided(
    "one inline rule unknown",
    Plan(spec(kinds.SECURITY_GROUP, "group", {"egress": [UNKNOWN]})),
    "group: the group, ports or blocks of its egress",
)
egress.look_alike("an inline list that AWS fills", Plan(spec(kinds.SECURITY_GROUP, "group", {"egress": UNKNOWN})))


def sending(*rules: dict[str, object]) -> Plan:
    """A group that rules beside it let send."""
    named = enumerate(rules, start=1)
    beside = (
        spec(kinds.EGRESS_RULE, f"rule-{place}", {"securityGroupId": "sg-1", "ipProtocol": "tcp", **one}) for place, one in named
    )
    return Plan(spec(kinds.SECURITY_GROUP, "group", {"id": "sg-1"}), *beside)


LOWER = {"cidrIpv4": ANYWHERE, "fromPort": 0, "toPort": 32767}
UPPER = {"cidrIpv4": ANYWHERE, "fromPort": 32768, "toPort": 65535}
BLOCKS: list[dict[str, object]] = [{"cidrIpv4": f"{first}.0.0.0/8", "ipProtocol": "-1"} for first in range(1, 11, 2)]
egress.bad("all ports in two pieces", sending(LOWER, UPPER), "rule-1 sends=65536 | tcp", "rule-2 sends=65536 | tcp")
egress.look_alike("the same piece twice", sending(LOWER, LOWER))
egress.look_alike("pieces of two protocols", sending(LOWER, {**UPPER, "ipProtocol": "udp"}))
egress.look_alike("pieces of two groups", sending(LOWER, {**UPPER, "securityGroupId": "sg-2"}))
STRAY = {**UPPER, "securityGroupId": UNKNOWN}
egress.undecided(
    "pieces of a group and of one that is not known", sending(LOWER, STRAY), "rule-2: the group, ports or blocks of its egress"
)
egress.undecided(
    "pieces of groups that are not known",
    sending({**LOWER, "securityGroupId": UNKNOWN}, STRAY),
    "rule-2: the group, ports or blocks of its egress",
    "rule-1: the group, ports or blocks of its egress",
)
egress.look_alike("a piece of a group that is not known", sending({"referencedSecurityGroupId": UNKNOWN}, STRAY))
egress.look_alike("the same piece of a group and of one that is not known", sending(UPPER, STRAY))
egress.bad(
    "all ports in two pieces, beside one of a group that is not known",
    sending(LOWER, UPPER, STRAY),
    "rule-1 sends=65536 | tcp",
    "rule-2 sends=65536 | tcp",
)
egress.bad(
    "everywhere in many blocks",
    sending(*BLOCKS),
    "rule-1 sends=65536 | -1",
    "rule-2 sends=65536 | -1",
    "rule-3 sends=65536 | -1",
    "rule-4 sends=65536 | -1",
    "rule-5 sends=65536 | -1",
)
egress.look_alike("four owners' blocks", sending(*BLOCKS[:4]))
egress.look_alike("many blocks of a larger share", sending(*BLOCKS), internetShare=0.5)
egress.bad(
    "all ports beside one to an office",
    sending({"cidrIpv4": "203.0.113.0/24"}, LOWER, UPPER),
    "rule-1 sends=65536 | tcp",
    "rule-2 sends=65536 | tcp",
    "rule-3 sends=65536 | tcp",
)
egress.bad(
    "all ports beside one to a group",
    sending({"referencedSecurityGroupId": UNKNOWN, "fromPort": 1, "toPort": 9}, LOWER, UPPER),
    "rule-2 sends=65536 | tcp",
    "rule-3 sends=65536 | tcp",
)
egress.undecided(
    "all ports if a block is everywhere",
    sending(LOWER, {**UPPER, "cidrIpv4": UNKNOWN}),
    "rule-2: the group, ports or blocks of its egress",
)
egress.undecided(
    "all ports if some are", sending(LOWER, {**UPPER, "toPort": UNKNOWN}), "rule-2: the group, ports or blocks of its egress"
)
egress.look_alike(
    "pieces of two protocols, one to an unknown block", sending(LOWER, {**UPPER, "ipProtocol": "udp", "cidrIpv4": UNKNOWN})
)
egress.look_alike("half of all ports if a block is everywhere", sending({**UPPER, "cidrIpv4": UNKNOWN}))
egress.undecided(
    "all ports if a block is everywhere, beside unknown ports to a group",
    sending(LOWER, {**UPPER, "cidrIpv4": UNKNOWN}, {"referencedSecurityGroupId": UNKNOWN, "fromPort": 1, "toPort": UNKNOWN}),
    "rule-2: the group, ports or blocks of its egress",
)
egress.bad("no block at all", egress_rule(cidrIpv4="anywhere", **EVERYTHING), "rule sends=65536 | -1")
WORLD = spec(kinds.PREFIX_LIST, "list", {"id": "pl-1", "entries": [{"cidr": ANYWHERE}]})
LISTED = sending({"ipProtocol": "-1", "prefixListId": "pl-1"})
egress.bad("a list with everyone in it", LISTED.add(WORLD), "rule-1 sends=65536 | -1")
egress.look_alike("a list of AWS's", LISTED)
egress.look_alike("a list of offices", LISTED.add(WORLD).set("list", {"entries": [{"cidr": "203.0.113.0/24"}]}))
egress.look_alike(
    "the storage behind an endpoint",
    LISTED.set("rule-1", {"prefixListId": UNKNOWN}).add(spec(kinds.ENDPOINT, "s3")).edge("rule-1", "prefixListId", "s3"),
)
egress.look_alike(
    "the storage behind an endpoint, beside an entry of a list that is not known",
    LISTED.set("rule-1", {"prefixListId": UNKNOWN})
    .add(spec(kinds.ENDPOINT, "s3"), spec(kinds.PREFIX_LIST_ENTRY, "entry", {"prefixListId": UNKNOWN, "cidr": ANYWHERE}))
    .edge("rule-1", "prefixListId", "s3"),
)
egress.undecided(
    "a list that is not known", LISTED.set("rule-1", {"prefixListId": UNKNOWN}), "rule-1: the group, ports or blocks of its egress"
)
