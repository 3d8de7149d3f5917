"""Cases of the rules about security groups."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, Table, spec

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


def ingress_rule(**rule: object) -> Plan:
    return separate(kinds.INGRESS_RULE, **rule)


WEB = {"fromPort": 443, "toPort": 443}
EVERYTHING = {"ipProtocol": "-1", "fromPort": DROP, "toPort": DROP}

ingress = Table("ingress-not-from-anywhere", opens="`{}` is `{}` for ports {}.")
ingress.good("a group on the other side", ingress_rule(referencedSecurityGroupId=UNKNOWN))
ingress.good("a private block", ingress_rule(cidrIpv4="10.0.0.0/8"))
ingress.good("a private block inline", inline("ingress", cidrBlocks=["10.20.0.0/16"], ipv6CidrBlocks=["fd00::/8"]))
ingress.good("host bits set in a private block", ingress_rule(cidrIpv4="10.20.30.40/16"))
ingress.look_alike("HTTPS from anywhere", ingress_rule(cidrIpv4=ANYWHERE, **WEB))
ingress.look_alike("HTTP from anywhere, inline", inline("ingress", cidrBlocks=[ANYWHERE], fromPort=80.0, toPort=80.0))
ingress.look_alike("egress to anywhere is another rule's", classic("egress", cidrBlocks=[ANYWHERE]))
ingress.look_alike("all private IPv6", ingress_rule(cidrIpv6="fc00::/7"))
ingress.good("a prefix list", ingress_rule(prefixListId="pl-1"))
ingress.good("no rules at all", Plan(spec(kinds.SECURITY_GROUP, "group", {"description": "x"})))
ingress.good("an unknown block for web ports", ingress_rule(cidrIpv4=UNKNOWN, **WEB))
ingress.bad("a port from anywhere", ingress_rule(cidrIpv4=ANYWHERE), "rule opens=cidrIpv4 | 0.0.0.0/0 | 5432-5432")
ingress.look_alike("a port that is allowed", ingress_rule(cidrIpv4=ANYWHERE, fromPort=8443, toPort=8443), allowedPorts=["8443"])
ingress.look_alike("a wide block that is somebody's", ingress_rule(cidrIpv4="16.0.0.0/7"), allowedBlocks=["16.0.0.0/7"])
ingress.bad(
    "a web port that is not allowed",
    ingress_rule(cidrIpv4=ANYWHERE, **WEB),
    "rule opens=cidrIpv4 | 0.0.0.0/0 | 443-443",
    allowedPorts=[],
)
ingress.bad(
    "another wide block",
    ingress_rule(cidrIpv4="32.0.0.0/7"),
    "rule opens=cidrIpv4 | 32.0.0.0/7 | 5432-5432",
    allowedBlocks=["16.0.0.0/7"],
)
ingress.bad(
    "the world to PostgreSQL",
    ingress_rule(cidrIpv4=ANYWHERE, fromPort=5432, toPort=5432),
    "rule opens=cidrIpv4 | 0.0.0.0/0 | 5432-5432",
)
ingress.bad("inline", inline("ingress", cidrBlocks=[ANYWHERE]), "group opens=ingress.0.cidrBlocks | 0.0.0.0/0 | 5432-5432")
ingress.bad(
    "inline as a scalar", inline("ingress", cidrBlocks=ANYWHERE), "group opens=ingress.0.cidrBlocks | 0.0.0.0/0 | 5432-5432"
)
ingress.bad(
    "inline, one rule and not a list",
    inline("ingress").set("group", {"ingress": {"cidrBlocks": [ANYWHERE], "protocol": "-1"}}),
    "group opens=ingress.0.cidrBlocks | 0.0.0.0/0 | 0-65535",
)
ingress.bad(
    "in the default group",
    inline("ingress", cidrBlocks=[ANYWHERE]).retype("group", kinds.DEFAULT_SECURITY_GROUP),
    "group opens=ingress.0.cidrBlocks | 0.0.0.0/0 | 5432-5432",
)
ingress.bad(
    "classic rule", classic("ingress", cidrBlocks=["10.0.0.0/8", ANYWHERE]), "rule opens=cidrBlocks | 0.0.0.0/0 | 5432-5432"
)
ingress.bad("classic rule, IPv6", classic("ingress", ipv6CidrBlocks=["::/0"]), "rule opens=cidrBlocks | ::/0 | 5432-5432")
ingress.bad("IPv6", ingress_rule(cidrIpv6="::/0"), "rule opens=cidrIpv4 | ::/0 | 5432-5432")
ingress.bad("IPv6's whole public space", ingress_rule(cidrIpv6="2000::/3"), "rule opens=cidrIpv4 | 2000::/3 | 5432-5432")
ingress.bad("half of it", ingress_rule(cidrIpv4="0.0.0.0/1"), "rule opens=cidrIpv4 | 0.0.0.0/1 | 5432-5432")
ingress.bad("the other half", ingress_rule(cidrIpv4="128.0.0.0/1"), "rule opens=cidrIpv4 | 128.0.0.0/1 | 5432-5432")
ingress.bad("the first prefix too short", ingress_rule(cidrIpv4="10.0.0.0/7"), "rule opens=cidrIpv4 | 10.0.0.0/7 | 5432-5432")
ingress.bad("host bits set", ingress_rule(cidrIpv4="1.2.3.4/0"), "rule opens=cidrIpv4 | 1.2.3.4/0 | 5432-5432")
ingress.bad("no block at all", ingress_rule(cidrIpv4="anywhere"), "rule opens=cidrIpv4 | anywhere | 5432-5432")
ingress.bad("a number as a block", ingress_rule(cidrIpv4=0), "rule: `cidrIpv4` is 0 for ports 5432-5432.")
ingress.bad(
    "web ports and what lies between",
    ingress_rule(cidrIpv4=ANYWHERE, fromPort=80, toPort=443),
    "rule opens=cidrIpv4 | 0.0.0.0/0 | 80-443",
)
ingress.bad(
    "the web port over UDP", ingress_rule(cidrIpv4=ANYWHERE, ipProtocol="udp", **WEB), "rule opens=cidrIpv4 | 0.0.0.0/0 | 443-443"
)
ingress.bad(
    "one above the web port", ingress_rule(cidrIpv4=ANYWHERE, fromPort=444, toPort=444), "rule opens=cidrIpv4 | 0.0.0.0/0 | 444-444"
)
ingress.bad("every protocol", ingress_rule(cidrIpv4=ANYWHERE, **EVERYTHING), "rule opens=cidrIpv4 | 0.0.0.0/0 | 0-65535")
ingress.bad(
    "every protocol as a number",
    inline("ingress", cidrBlocks=[ANYWHERE], protocol=-1.0, fromPort=0, toPort=0),
    "group opens=ingress.0.cidrBlocks | 0.0.0.0/0 | 0-65535",
)
ingress.bad(
    "every protocol as a word",
    classic("ingress", cidrBlocks=[ANYWHERE], protocol="ALL", fromPort=443, toPort=443),
    "rule opens=cidrBlocks | 0.0.0.0/0 | 0-65535",
)
ingress.bad(
    "ports absent", ingress_rule(cidrIpv4=ANYWHERE, fromPort=DROP, toPort=None), "rule opens=cidrIpv4 | 0.0.0.0/0 | 0-65535"
)
ingress.undecided("ports unknown", ingress_rule(cidrIpv4=ANYWHERE, fromPort=UNKNOWN), "rule: fromPort")
ingress.undecided("protocol unknown", ingress_rule(cidrIpv4=ANYWHERE, ipProtocol=UNKNOWN), "rule: fromPort")
ingress.undecided("direction unknown", classic("ingress", cidrBlocks=["10.0.0.0/16"]).set("rule", {"type": UNKNOWN}), "rule: type")
ingress.undecided("block unknown", ingress_rule(cidrIpv4=UNKNOWN), "rule: cidrIpv4")
ingress.undecided("inline rules unknown", Plan(spec(kinds.SECURITY_GROUP, "group", {"ingress": UNKNOWN})), "group: ingress")
ingress.undecided("one inline rule unknown", Plan(spec(kinds.SECURITY_GROUP, "group", {"ingress": [UNKNOWN]})), "group: ingress.0")

ingress.good("the longest prefix too long for anywhere", ingress_rule(cidrIpv6="2001::/16"))
ingress.bad("one bit shorter", ingress_rule(cidrIpv6="2000::/15"), "rule opens=cidrIpv4 | 2000::/15 | 5432-5432")
ingress.good("one network's IPv6", ingress_rule(cidrIpv6="2001:db8::/32"))
ingress.bad(
    "one end absent", ingress_rule(cidrIpv4=ANYWHERE, fromPort=443, toPort=None), "rule opens=cidrIpv4 | 0.0.0.0/0 | 0-65535"
)

PUBLIC = Plan(
    spec(kinds.SECURITY_GROUP, "front", {"id": UNKNOWN}),
    spec(kinds.SECURITY_GROUP, "back", {"id": UNKNOWN}),
    spec(kinds.LOAD_BALANCER, "lb", {"securityGroups": [UNKNOWN]}, securityGroups="front"),
    spec(kinds.SERVICE, "api", {"networkConfiguration": {"securityGroups": [UNKNOWN]}}, networkConfiguration="back"),
    spec(
        kinds.INGRESS_RULE,
        "rule",
        {"securityGroupId": UNKNOWN, "ipProtocol": "tcp", "cidrIpv4": ANYWHERE, **WEB},
        securityGroupId="front",
    ),
)
INLINE_FRONT = PUBLIC.drop("rule").set(
    "front", {"ingress": [{"protocol": "6", "fromPort": 443, "toPort": 443, "cidrBlocks": [ANYWHERE]}]}
)
web = Table(
    "open-web-ports-on-load-balancers-only", open="Port {} is open to the internet on a group that is not a load balancer's alone."
)
web.good("on a load balancer", PUBLIC)
web.good("on an alb", PUBLIC.retype("lb", "aws:alb/loadBalancer:LoadBalancer"))
web.good("inline", INLINE_FRONT)
web.good(
    "by the group's id",
    PUBLIC.set("front", {"id": "sg-1"})
    .set("lb", {"securityGroups": ["sg-1"]})
    .set("rule", {"securityGroupId": "sg-1"})
    .unlinked("lb")
    .unlinked("rule"),
)
web.look_alike(
    "from a private block on a service", PUBLIC.edge("rule", "securityGroupId", "back").set("rule", {"cidrIpv4": "10.0.0.0/16"})
)
web.look_alike("an inline list that AWS fills", PUBLIC.set("back", {"ingress": UNKNOWN}))
web.good("an inline list made of another resource's", PUBLIC.set("back", {"ingress": UNKNOWN}).edge("back", "ingress", "front"))
web.good(
    "another port is another rule's", PUBLIC.edge("rule", "securityGroupId", "back").set("rule", {"fromPort": 22, "toPort": 22})
)
web.bad("on a service", PUBLIC.edge("rule", "securityGroupId", "back"), "rule open=443")
web.bad("inline on a service", INLINE_FRONT.edge("lb", "securityGroups", "back"), "front open=443")
web.bad("no load balancer names it", PUBLIC.drop("lb"), "rule open=443")
web.bad("a service shares the group", PUBLIC.edge("api", "networkConfiguration", "front"), "rule open=443")
for token in (kinds.DB_INSTANCE, kinds.DB_CLUSTER, kinds.INSTANCE):
    sharing = spec(token, "sharing", {"vpcSecurityGroupIds": [UNKNOWN]}, vpcSecurityGroupIds="front")
    web.bad(f"{token} shares the group", PUBLIC.add(sharing), "rule open=443")
SHARING: dict[str, tuple[str, dict[str, object]]] = {
    "a cache": (kinds.CACHE_REPLICATION_GROUP, {"securityGroupIds": [UNKNOWN]}),
    "a broker": (kinds.KAFKA_CLUSTER, {"brokerNodeGroupInfo": {"securityGroups": [UNKNOWN]}}),
    "a function": (kinds.FUNCTION, {"vpcConfig": {"securityGroupIds": [UNKNOWN]}}),
    "a launch template": ("aws:ec2/launchTemplate:LaunchTemplate", {"vpcSecurityGroupIds": [UNKNOWN]}),
    "a launch template's interface": (
        "aws:ec2/launchTemplate:LaunchTemplate",
        {"networkInterfaces": [{"securityGroups": [UNKNOWN]}]},
    ),
    "a scheduled task": (kinds.EVENT_TARGET, {"ecsTarget": {"networkConfiguration": {"securityGroups": [UNKNOWN]}}}),
    "a job": (kinds.STATE_MACHINE, {"definition": '{"SecurityGroups": ["sg-front"]}'}),
    "an attachment": (
        "aws:ec2/networkInterfaceSecurityGroupAttachment:NetworkInterfaceSecurityGroupAttachment",
        {"securityGroupId": UNKNOWN},
    ),
    **{
        f"something with {path} unknown as a whole": ("aws:any/thing:Thing", {path: UNKNOWN})
        for path in (
            *("brokerNodeGroupInfo", "definition", "ecsTarget", "networkConfiguration", "networkInterfaces", "target", "vpcConfig"),
        )
    },
}
for title, (token, props) in SHARING.items():
    shared = spec(token, "sharing", props, **dict.fromkeys(props, "front"))
    web.bad(f"{title} shares the group", PUBLIC.set("front", {"id": "sg-front"}).add(shared), "rule open=443")
SHARED = spec(kinds.CACHE_REPLICATION_GROUP, "sharing", {"securityGroupIds": [UNKNOWN]}, securityGroupIds="front")
web.bad("a cache shares the group, and a service has another", Plan(SHARED, *PUBLIC.specs.values()), "rule open=443")
BY_ID = spec(kinds.STATE_MACHINE, "sharing", {"definition": '{"SecurityGroups": ["sg-front"]}'})
web.bad("a job shares the group, by its id alone", PUBLIC.set("front", {"id": "sg-front"}).add(BY_ID), "rule open=443")
NAMING: dict[str, tuple[str, dict[str, object]]] = {
    "a parameter with its id": (kinds.PARAMETER, {"value": UNKNOWN}),
    "a classic load balancer": (kinds.CLASSIC_LOAD_BALANCER, {"securityGroups": [UNKNOWN]}),
    "a second load balancer": (kinds.LOAD_BALANCER, {"securityGroups": [UNKNOWN]}),
    "another network's association": (kinds.GROUP_ASSOCIATION, {"securityGroupId": UNKNOWN}),
    "a node group that admits it": ("aws:eks/nodeGroup:NodeGroup", {"remoteAccess": {"sourceSecurityGroupIds": [UNKNOWN]}}),
    "a rule that admits it": (kinds.INGRESS_RULE, {"referencedSecurityGroupId": UNKNOWN}),
    "a group that admits it": (kinds.SECURITY_GROUP, {"ingress": [{"protocol": "tcp", "securityGroups": [UNKNOWN]}]}),
    "something else that admits it": ("aws:any/thing:Thing", {"referencedSecurityGroupIds": [UNKNOWN]}),
    "a component": ("platform:service:Service", {"securityGroups": [UNKNOWN]}),
}
for title, (token, props) in NAMING.items():
    web.look_alike(f"{title}, beside", PUBLIC.add(spec(token, "beside", props, **dict.fromkeys(props, "front"))))
web.bad(
    "inline on a service, after another port",
    INLINE_FRONT.set(
        "front",
        {
            "ingress": [
                {"protocol": "tcp", "fromPort": 8080, "toPort": 8080, "cidrBlocks": ["10.0.0.0/16"]},
                {"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": [ANYWHERE]},
            ]
        },
    ).edge("lb", "securityGroups", "back"),
    "front open=443",
)
web.bad(
    "classic rule",
    PUBLIC.drop("rule").add(
        spec(
            kinds.SECURITY_GROUP_RULE,
            "rule",
            {
                "type": "ingress",
                "securityGroupId": UNKNOWN,
                "protocol": "tcp",
                "fromPort": 80,
                "toPort": 80,
                "ipv6CidrBlocks": ["::/0"],
            },
            securityGroupId="back",
        )
    ),
    "rule open=80",
)
web.bad("a group outside the stack", PUBLIC.set("rule", {"securityGroupId": "sg-9"}).unlinked("rule"), "rule open=443")
web.undecided("a rule of no known group", PUBLIC.unlinked("rule"), "rule: securityGroupId")
web.undecided("a load balancer with unknown groups", PUBLIC.unlinked("lb"), "rule: securityGroups of a load balancer")
web.undecided(
    "an unknown block on a service",
    PUBLIC.edge("rule", "securityGroupId", "back").set("rule", {"cidrIpv4": UNKNOWN}),
    "rule: cidrIpv4",
)
web.good("an unknown block on a load balancer", PUBLIC.set("rule", {"cidrIpv4": UNKNOWN}))


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

TABLES = (ingress, web, egress)
