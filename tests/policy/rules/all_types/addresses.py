"""Cases of the rule nothing-public: machines with an Elastic IP, and services for everyone through PrivateLink."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import Plan, spec
from tests.policy.rules.all_types.needs import ELSEWHERE, good
from tests.policy.tables import Table

EIP, ASSOCIATION = "aws:ec2/eip:Eip", "aws:ec2/eipAssociation:EipAssociation"
INTERFACE = "aws:ec2/networkInterface:NetworkInterface"
ATTACHMENT = "aws:ec2/networkInterfaceAttachment:NetworkInterfaceAttachment"
public = Table(
    "nothing-public",
    addressed="The Elastic IP of `{}` gives it a public address.",
    outside="`{}` is `{}`: the machine has a public address.",
    asked="`associatePublicIpAddress` is true; it has to be false.",
    offered="`principalArn` is `*`, and `{}` accepts whoever asks.",
)
MACHINE = good(kinds.INSTANCE).set("it", {"id": "i-1"})
for token, by_machine, by_interface in ((EIP, "instance", "networkInterface"), (ASSOCIATION, "instanceId", "networkInterfaceId")):
    given = MACHINE.add(spec(token, "address", {by_machine: UNKNOWN}, **{by_machine: "it"}))
    public.bad(f"{token} at a machine", given, "it addressed=address")
    public.bad(
        f"{token} at a machine by its id", given.set("address", {by_machine: "i-1"}).unlinked("address"), "it addressed=address"
    )
    public.bad(
        f"{token} at another stack's machine",
        given.set("address", {by_machine: "i-2"}).unlinked("address"),
        f"address outside={by_machine} | i-2",
    )
    public.bad(f"{token} at a machine that asks for one", given.set("it", {"associatePublicIpAddress": True}), "it asked")
    public.bad(f"{token} twice at a machine", given.add(spec(ASSOCIATION, "second", {"instanceId": "i-1"})), "it addressed=address")
    public.undecided(f"{token} at something unknown", given.edge("address", by_machine, ELSEWHERE.name), f"address: {by_machine}")
    public.undecided(
        f"two of {token} at something unknown",
        given.edge("address", by_machine, ELSEWHERE.name).add(
            spec(token, "second", {by_machine: UNKNOWN}, **{by_machine: ELSEWHERE.name})
        ),
        f"address: {by_machine}",
        f"second: {by_machine}",
    )
    public.undecided(
        f"{token} at one of two machines",
        given.add(spec(kinds.INSTANCE, "other", MACHINE.specs["it"].props)).edge("address", by_machine, "it", "other"),
        f"address: {by_machine}",
    )
    public.undecided(
        f"{token} at one of two interfaces",
        MACHINE.add(
            *(spec(INTERFACE, card, {"attachments": [{"instance": "i-1", "deviceIndex": 1}]}) for card in ("card", "second")),
            spec(token, "address", {by_interface: UNKNOWN}, **{by_interface: ["card", "second"]}),
        ),
        f"address: {by_interface}",
    )
    public.look_alike(f"{token} left to AWS", MACHINE.add(spec(token, "address", {by_machine: UNKNOWN, by_interface: UNKNOWN})))
    at_card = MACHINE.add(spec(INTERFACE, "card", {"id": "eni-1"}), spec(token, "address", {by_interface: "eni-1"}))
    public.look_alike(f"{token} at an interface that no machine has", at_card)
    attached = at_card.add(spec(ATTACHMENT, "slot", {"instanceId": "i-1", "networkInterfaceId": "eni-1"}))
    public.bad(f"{token} at an attached interface", attached, "it addressed=address")
    public.bad(
        f"{token} at an interface attached to another stack's machine",
        attached.set("slot", {"instanceId": "i-2"}),
        "slot addressed=address",
    )
    public.undecided(
        f"{token} at an interface, and another attached that is unknown",
        attached.set("slot", {"networkInterfaceId": UNKNOWN}).edge("slot", "networkInterfaceId", ELSEWHERE.name),
        "it: which interface is its own",
    )
    public.bad(
        f"{token} at a machine's interface",
        at_card.set("it", {"networkInterfaces": [{"deviceIndex": 0, "networkInterfaceId": "eni-1"}]}),
        "it addressed=address",
    )
    public.bad(
        f"{token} at an interface that names its machine",
        at_card.set("card", {"attachments": [{"instance": "i-1", "deviceIndex": 1}]}),
        "it addressed=address",
    )
    public.bad(
        f"{token} at a machine's first interface",
        MACHINE.add(spec(token, "address", {by_interface: UNKNOWN}, **{by_interface: "it"})),
        "it addressed=address",
    )
    public.undecided(
        f"{token} at another stack's interface", at_card.set("address", {by_interface: "eni-2"}), f"address: {by_interface}"
    )
public.look_alike(
    "the address of a NAT gateway",
    MACHINE.add(
        spec(EIP, "address", {"domain": "vpc", "allocationId": "eipalloc-1"}),
        spec("aws:ec2/natGateway:NatGateway", "way-out", {"allocationId": "eipalloc-1"}),
    ),
)

SERVICE = "aws:ec2/vpcEndpointService:VpcEndpointService"
PRINCIPAL = "aws:ec2/vpcEndpointServiceAllowedPrinciple:VpcEndpointServiceAllowedPrinciple"
public.look_alike(
    "a service for everyone that accepts each by hand",
    good(SERVICE).set("it", {"acceptanceRequired": True, "allowedPrincipals": ["*"]}),
)
ALLOWED = Plan(
    spec(SERVICE, "it", {"acceptanceRequired": False}),
    spec(PRINCIPAL, "all", {"principalArn": "*", "vpcEndpointServiceId": UNKNOWN}, vpcEndpointServiceId="it"),
    ELSEWHERE,
)
public.bad("everyone's permission beside a service", ALLOWED, "all offered=it")
public.bad(
    "everyone's permission beside a service, behind an account's",
    Plan(spec(PRINCIPAL, "one", {"principalArn": "arn:aws:iam::111122223333:root"}), *ALLOWED.specs.values()),
    "all offered=it",
)
public.bad(
    "everyone's permission beside a service by its id",
    ALLOWED.set("it", {"id": "vpce-svc-1"}).set("all", {"vpcEndpointServiceId": "vpce-svc-1"}).unlinked("all"),
    "all offered=it",
)
public.look_alike("an account's permission", ALLOWED.set("all", {"principalArn": "arn:aws:iam::111122223333:root"}))
public.look_alike("everyone's permission, each accepted by hand", ALLOWED.set("it", {"acceptanceRequired": True}))
public.undecided(
    "everyone's permission, accepted who knows how",
    ALLOWED.set("it", {"acceptanceRequired": UNKNOWN}).edge("it", "acceptanceRequired", ELSEWHERE.name),
    "it: acceptanceRequired",
)
public.undecided(
    "somebody's permission",
    ALLOWED.set("all", {"principalArn": UNKNOWN}).edge("all", "principalArn", ELSEWHERE.name),
    "all: principalArn",
)
public.undecided(
    "everyone's permission at another stack's service",
    ALLOWED.set("all", {"vpcEndpointServiceId": "vpce-svc-1"}).unlinked("all"),
    "all: vpcEndpointServiceId",
)
public.bad(
    "everyone named at the service and beside it",
    ALLOWED.set("it", {"allowedPrincipals": ["*"]}),
    "it: `allowedPrincipals` is `*`; it has to be those who may connect, or `acceptanceRequired` true.",
)
