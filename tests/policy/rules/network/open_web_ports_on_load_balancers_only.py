"""Cases of the rule open-web-ports-on-load-balancers-only."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import Plan, spec
from tests.policy.rules.network.security_group_rules_plans import ANYWHERE, WEB
from tests.policy.tables import Table

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
EVERY_PORT = PUBLIC.edge("rule", "securityGroupId", "back").set("rule", {"fromPort": 0, "toPort": 65535})
web.look_alike("every port, which another rule finds", EVERY_PORT, allowedPorts=["443", "None"])
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
