"""Cases of the rules vpc-flow-logged, default-group-emptied and public-addresses-in-public-subnets."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, spec
from tests.policy.rules.network.vpcs_plans import BY_EDGE, EIGHTHS, HALVES, PUBLIC, TIERS, joined, tier
from tests.policy.tables import Table

VPC = Plan(
    spec(kinds.KEY, "key"),
    spec(kinds.VPC, "vpc", {"id": UNKNOWN}),
    spec(kinds.FLOW_LOG, "log", {"vpcId": UNKNOWN, "trafficType": "ALL"}, vpcId="vpc"),
    spec(kinds.DEFAULT_SECURITY_GROUP, "default", {"vpcId": UNKNOWN, "ingress": UNKNOWN, "egress": UNKNOWN}, vpcId="vpc"),
).protect("key")
OTHER = spec(kinds.VPC, "other", {"id": UNKNOWN})

logged = Table(
    "vpc-flow-logged",
    trafficType="`trafficType` is not `ALL`, and no log has the rest of ACCEPT and REJECT.",
    refusals="`trafficType` is not `ALL`, and no log has the rest of REJECT.",
    network="The network has no `FlowLog`.",
)
logged.good("all traffic", VPC)
logged.good("by id", VPC.set("vpc", {"id": "vpc-1"}).set("log", {"vpcId": "vpc-1"}).unlinked("log"))
logged.look_alike(
    "two logs, one of them of everything", VPC.add(spec(kinds.FLOW_LOG, "more", {"trafficType": "REJECT"}, vpcId="vpc"))
)
BY_HALVES = VPC.set("log", {"trafficType": "ACCEPT"}).add(
    spec(kinds.FLOW_LOG, "more", {"vpcId": UNKNOWN, "trafficType": "REJECT"}, vpcId="vpc")
)
logged.look_alike("half of the traffic in each of two logs", BY_HALVES)
logged.bad("the one half in each of two logs", BY_HALVES.set("log", {"trafficType": "REJECT"}), "log trafficType")
logged.bad("the other half in each of two logs", BY_HALVES.set("more", {"trafficType": "ACCEPT"}), "log trafficType")
logged.bad(
    "the other half of another network", BY_HALVES.add(OTHER).edge("more", "vpcId", "other"), "log trafficType", "more trafficType"
)
logged.undecided("one half and one that is unknown", BY_HALVES.set("more", {"trafficType": UNKNOWN}), "vpc: a flow log")
logged.bad("no log", VPC.drop("log"), "vpc network")
logged.bad("another network's", VPC.add(OTHER), "other network")
logged.bad("half of the traffic", VPC.set("log", {"trafficType": "REJECT"}), "log trafficType")
UNPROTECTED = VPC.protect("key", on=False)
logged.look_alike("what was refused, where nothing is protected", UNPROTECTED.set("log", {"trafficType": "REJECT"}))
logged.bad("what was let through, where nothing is protected", UNPROTECTED.set("log", {"trafficType": "ACCEPT"}), "log refusals")
logged.bad("no log, where nothing is protected", UNPROTECTED.drop("log"), "vpc network")
logged.bad("nothing said", VPC.set("log", {"trafficType": DROP}), "log trafficType")
logged.bad("a subnet's log", VPC.set("log", {"vpcId": DROP, "subnetId": UNKNOWN}).unlinked("log"), "vpc network")
logged.undecided("which traffic unknown", VPC.set("log", {"trafficType": UNKNOWN}), "vpc: a flow log")
logged.undecided("which network unknown", VPC.unlinked("log"), "vpc: a flow log")

emptied = Table(
    "default-group-emptied",
    missing="The network has no `DefaultSecurityGroup` that strips its rules.",
    gives="It gives the default group a rule.",
)
emptied.good("adopted", VPC)
emptied.good("adopted with empty lists", VPC.set("default", {"ingress": [], "egress": []}))
emptied.bad("not adopted", VPC.drop("default"), "vpc missing")
emptied.bad("AWS's own network, not adopted", VPC.drop("default").retype("vpc", "aws:ec2/defaultVpc:DefaultVpc"), "vpc missing")
emptied.look_alike("AWS's own network, adopted", VPC.retype("vpc", "aws:ec2/defaultVpc:DefaultVpc"))
emptied.bad("another network's", VPC.add(OTHER), "other missing")
emptied.bad("admits itself", VPC.set("default", {"ingress": [{"self": True}]}), "default: `ingress` has rules.")
emptied.bad(
    "reaches everything",
    VPC.set("default", {"egress": [{"protocol": "-1", "cidrBlocks": ["0.0.0.0/0"]}]}),
    "default: `egress` has rules.",
)
for token in (kinds.INGRESS_RULE, kinds.EGRESS_RULE):
    beside = spec(token, "rule", {"securityGroupId": UNKNOWN, "ipProtocol": "-1"}, securityGroupId="default")
    emptied.bad(f"{token} for it", VPC.add(beside), "rule gives")
    emptied.bad(f"{token} for the one that the network names", VPC.add(beside).edge("rule", "securityGroupId", "vpc"), "rule gives")
    emptied.bad(
        f"{token} for the one that the network names, by id",
        VPC.add(beside).set("vpc", {"defaultSecurityGroupId": "sg-d"}).set("rule", {"securityGroupId": "sg-d"}).unlinked("rule"),
        "rule gives",
    )
emptied.look_alike(
    "a rule for another group",
    VPC.add(
        spec(kinds.SECURITY_GROUP, "group"), spec(kinds.INGRESS_RULE, "rule", {"securityGroupId": UNKNOWN}, securityGroupId="group")
    ),
)
emptied.look_alike(
    "a rule for another network's default group",
    VPC.add(OTHER, spec(kinds.INGRESS_RULE, "rule", {"securityGroupId": "sg-9"})).add(
        spec(kinds.DEFAULT_SECURITY_GROUP, "more", {"vpcId": UNKNOWN}, vpcId="other")
    ),
)
emptied.look_alike("a rule of no known group", VPC.add(spec(kinds.INGRESS_RULE, "rule", {"securityGroupId": UNKNOWN})))
emptied.undecided("rules unknown", VPC.edge("default", "ingress", "log").edge("default", "vpcId", "vpc"), "default: ingress")
emptied.undecided("which network unknown", VPC.unlinked("default"), "vpc: vpcId of a default group")
addresses = Table(
    "public-addresses-in-public-subnets",
    mapPublicIpOnLaunch="`mapPublicIpOnLaunch` is on, and no route leads to an internet gateway.",
)
addresses.good("in the public tier", TIERS)
addresses.good("by edge", BY_EDGE)
addresses.look_alike("off", TIERS.set("private", {"mapPublicIpOnLaunch": False}))
addresses.look_alike(
    "an inline route",
    PUBLIC.drop("public-route").set("public-table", {"routes": [{"cidrBlock": "0.0.0.0/0", "gatewayId": "igw-1"}]}),
)
addresses.bad("behind a NAT gateway", TIERS.set("private", {"mapPublicIpOnLaunch": True}), "private mapPublicIpOnLaunch")
addresses.bad(
    "with no route", TIERS.drop("private-route").set("private", {"mapPublicIpOnLaunch": True}), "private mapPublicIpOnLaunch"
)
addresses.bad(
    "beside a subnet that gives out none",
    joined(tier("quiet", natGatewayId="nat-1"), TIERS.set("private", {"mapPublicIpOnLaunch": True})),
    "private mapPublicIpOnLaunch",
)
addresses.bad("in no table", TIERS.drop("public-association"), "public mapPublicIpOnLaunch")
addresses.bad(
    "a route to one block", TIERS.set("public-route", {"destinationCidrBlock": "10.0.0.0/8"}), "public mapPublicIpOnLaunch"
)
addresses.good("in the public tier by two halves", PUBLIC.drop("public-route").set("public-table", {"routes": HALVES}))
FOUR = PUBLIC.drop("public-route").set("public-table", {"routes": EIGHTHS})
addresses.bad("routes to four owners' blocks", FOUR, "public mapPublicIpOnLaunch")
addresses.good("routes to blocks of a larger share than is asked", FOUR, internetShare=0.01)
addresses.undecided("unknown", TIERS.set("private", {"mapPublicIpOnLaunch": UNKNOWN}), "private: mapPublicIpOnLaunch")
addresses.undecided(
    "an unknown gateway",
    TIERS.set("public-route", {"gatewayId": UNKNOWN}).edge("public-route", "gatewayId", "service"),
    "public: its route table",
)
addresses.undecided(
    "an association of something unknown", TIERS.set("public-association", {"subnetId": UNKNOWN}), "public: its route table"
)
