"""Cases of the rule ingress-not-from-anywhere."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, spec
from tests.policy.rules.network.security_group_rules_plans import ANYWHERE, EVERYTHING, WEB, classic, inline, separate
from tests.policy.tables import Table


def ingress_rule(**rule: object) -> Plan:
    return separate(kinds.INGRESS_RULE, **rule)


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
    "two ports, which no number allows",
    ingress_rule(cidrIpv4=ANYWHERE, fromPort=443, toPort=444),
    "rule opens=cidrIpv4 | 0.0.0.0/0 | 443-444",
    allowedPorts=["443", "444", "None"],
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
