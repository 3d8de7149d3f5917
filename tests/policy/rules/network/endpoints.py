"""Cases of the rules endpoint-private-dns and endpoint-policy-narrow."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, allow, document, spec
from tests.policy.tables import Table

OURS = {"StringEquals": {"aws:PrincipalAccount": "111122223333"}}
ENDPOINT = Plan(
    spec(
        kinds.ENDPOINT,
        "endpoint",
        {"vpcEndpointType": "Interface", "privateDnsEnabled": True, "policy": document(allow("*", Principal="*", Condition=OURS))},
    )
)
names = Table("endpoint-private-dns")
names.good("on", ENDPOINT)
names.look_alike("a gateway", ENDPOINT.set("endpoint", {"vpcEndpointType": "Gateway", "privateDnsEnabled": DROP}))
names.look_alike("nothing said, which is a gateway", ENDPOINT.set("endpoint", {"vpcEndpointType": DROP, "privateDnsEnabled": DROP}))
names.switch(ENDPOINT, "endpoint", "privateDnsEnabled")
names.undecided(
    "kind unknown", ENDPOINT.set("endpoint", {"vpcEndpointType": UNKNOWN, "privateDnsEnabled": DROP}), "endpoint: vpcEndpointType"
)

PARTNER = {"serviceName": "com.amazonaws.vpce.us-east-1.vpce-svc-0a1b2c3d4e5f60718"}
names.look_alike("a service that AWS does not run", ENDPOINT.set("endpoint", {"privateDnsEnabled": False, **PARTNER}))
names.bad(
    "a service that AWS runs",
    ENDPOINT.set("endpoint", {"privateDnsEnabled": False, "serviceName": "com.amazonaws.us-east-1.sqs"}),
    "endpoint needs=privateDnsEnabled | false | true",
)
names.undecided(
    "service unknown", ENDPOINT.set("endpoint", {"privateDnsEnabled": False, "serviceName": UNKNOWN}), "endpoint: serviceName"
)


def policy(*statements: dict[str, object]) -> Plan:
    return ENDPOINT.set("endpoint", {"policy": document(*statements)})


names.look_alike(
    "DynamoDB's interface, which has no name to answer under",
    ENDPOINT.set("endpoint", {"serviceName": "com.amazonaws.us-east-1.dynamodb", "privateDnsEnabled": False}),
)
narrow = Table(
    "endpoint-policy-narrow",
    everyone="Statement number {} of `policy` lets everyone through to everything.",
    policy="`policy` is not set, so everything passes.",
)
narrow.good("our identities", ENDPOINT)
narrow.good("our resources", policy(allow("s3:GetObject", "arn:aws:s3:::pde-*/*", Principal="*")))
narrow.look_alike(
    "our account's resources",
    policy(allow("*", Principal="*", Condition={"StringEquals": {"aws:ResourceAccount": "111122223333"}})),
)
narrow.look_alike(
    "the registry's layers", policy(allow("s3:GetObject", "arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*", Principal="*"))
)
narrow.look_alike(
    "every secret of our account", policy(allow("*", "arn:aws:secretsmanager:us-east-1:111122223333:secret:*", Principal="*"))
)
narrow.look_alike(
    "a firewall's endpoint has no policy", ENDPOINT.set("endpoint", {"vpcEndpointType": "GatewayLoadBalancer", "policy": DROP})
)
narrow.look_alike("a service that AWS does not run has no policy", ENDPOINT.set("endpoint", {"policy": DROP, **PARTNER}))
narrow.look_alike("a service that AWS does not run ignores its policy", policy(allow("*", Principal="*")).set("endpoint", PARTNER))
narrow.bad(
    "absent for a service that AWS runs",
    ENDPOINT.set("endpoint", {"policy": DROP, "serviceName": "com.amazonaws.us-east-1.sqs"}),
    "endpoint policy",
)
narrow.undecided(
    "absent for an unknown service", ENDPOINT.set("endpoint", {"policy": DROP, "serviceName": UNKNOWN}), "endpoint: serviceName"
)
narrow.bad(
    "one after a partner's",
    Plan(spec(kinds.ENDPOINT, "partner", PARTNER), *ENDPOINT.set("endpoint", {"policy": DROP}).specs.values()),
    "endpoint policy",
)
narrow.bad("absent", ENDPOINT.set("endpoint", {"policy": DROP}), "endpoint policy")
narrow.bad("everyone and everything", policy(allow("*", Principal="*")), "endpoint everyone=1")
narrow.bad("everything of one service", policy(allow("s3:*", Principal={"AWS": "*"})), "endpoint everyone=1")
narrow.bad(
    "one of two",
    policy(allow("s3:GetObject", "arn:aws:s3:::x/*", Principal="*"), allow("s3:PutObject", Principal="*")),
    "endpoint everyone=2",
)
narrow.bad(
    "over TLS", policy(allow("*", Principal="*", Condition={"Bool": {"aws:SecureTransport": "true"}})), "endpoint everyone=1"
)
narrow.bad(
    "in one region",
    policy(allow("*", Principal="*", Condition={"StringEquals": {"aws:RequestedRegion": "r"}})),
    "endpoint everyone=1",
)
for title, condition in {
    "of any account": {"StringLike": {"aws:ResourceAccount": "*"}},
    "of whichever account": {"Null": {"aws:ResourceAccount": "false"}},
    "of every account but ours": {"StringNotEquals": {"aws:ResourceAccount": "111122223333"}},
    "from our network, as all that comes": {"StringEquals": {"aws:SourceVpc": "vpc-1"}},
}.items():
    narrow.bad(title, policy(allow("*", Principal="*", Condition=condition)), "endpoint everyone=1")
narrow.bad("every bucket by its type", policy(allow("s3:*", "arn:aws:s3:::*", Principal="*")), "endpoint everyone=1")
HIDDEN = ENDPOINT.set("endpoint", {"policy": UNKNOWN})
narrow.undecided("unknown", HIDDEN.add(spec(kinds.ROLE, "role")).edge("endpoint", "policy", "role"), "endpoint: policy")
narrow.bad("what AWS will choose", HIDDEN, "endpoint policy")
narrow.bad(
    "one after a firewall's",
    Plan(
        spec(kinds.ENDPOINT, "firewall", {"vpcEndpointType": "GatewayLoadBalancer"}),
        *ENDPOINT.set("endpoint", {"policy": DROP}).specs.values(),
    ),
    "endpoint policy",
)
BESIDE = ENDPOINT.set("endpoint", {"id": "vpce-1", "policy": DROP}).add(
    spec(
        kinds.ENDPOINT_POLICY, "beside", {"vpcEndpointId": "vpce-1", "policy": document(allow("*", Principal="*", Condition=OURS))}
    )
)
OPEN = document(allow("*", Principal="*"))
narrow.look_alike("a policy beside it", BESIDE)
narrow.look_alike("a policy beside the one that AWS chose", BESIDE.set("endpoint", {"policy": OPEN}))
narrow.bad("an open policy beside it", BESIDE.set("beside", {"policy": OPEN}), "beside everyone=1")
narrow.bad(
    "an open policy beside a narrow one", ENDPOINT.add(BESIDE.set("beside", {"policy": OPEN}).specs["beside"]), "beside everyone=1"
)
narrow.bad("another endpoint's policy beside it", BESIDE.set("beside", {"vpcEndpointId": "vpce-2"}), "endpoint policy")
narrow.bad(
    "one with a policy beside it, and one without", BESIDE.add(spec(kinds.ENDPOINT, "more", {"id": "vpce-2"})), "more policy"
)
narrow.undecided(
    "a policy of an endpoint that is not known",
    BESIDE.set("beside", {"vpcEndpointId": UNKNOWN}),
    "endpoint: vpcEndpointId of a policy that could be this one's",
)
narrow.undecided("a policy beside it that is unknown", BESIDE.set("beside", {"policy": UNKNOWN}), "beside: policy")
narrow.bad(
    "anyone's account but ours",
    policy(allow("*", Principal="*", Condition={"StringNotEquals": {"aws:ResourceAccount": "111122223333"}})),
    "endpoint everyone=1",
)
narrow.bad(
    "any account", policy(allow("*", Principal="*", Condition={"StringLike": {"aws:ResourceAccount": "*"}})), "endpoint everyone=1"
)
narrow.bad(
    "our account if it is said",
    policy(allow("*", Principal="*", Condition={"StringEqualsIfExists": {"aws:ResourceAccount": "111122223333"}})),
    "endpoint everyone=1",
)
narrow.bad("every bucket", policy(allow("s3:*", "arn:aws:s3:::*", Principal="*")), "endpoint everyone=1")
narrow.undecided(
    "kind unknown", ENDPOINT.set("endpoint", {"vpcEndpointType": UNKNOWN, "policy": DROP}), "endpoint: vpcEndpointType"
)
for kind in ("Resource", "ServiceNetwork"):
    narrow.look_alike(f"{kind}, which has no policy", ENDPOINT.set("endpoint", {"vpcEndpointType": kind, "policy": DROP}))
