"""Variants of the rows in the tables of needs: what an account, an image or a network decides."""

import json

from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, allow, document, spec
from tests.policy.rules.all_types.needs import ELSEWHERE, good
from tests.policy.tables import Table

public = Table("nothing-public")
MACHINE = good("aws:ec2/instance:Instance").set("it", {"metadataOptions": DROP})
DEFAULTS = "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults"
VERSION_1 = "it: `metadataOptions.httpTokens` is not set (AWS then takes `optional`); it has to be `required`."
REQUIRED = MACHINE.add(spec(DEFAULTS, "account", {"httpTokens": "required"}))
public.look_alike("the account asks for version 2 (SecuritySkills 991)", REQUIRED)
public.bad("the account has no preference", REQUIRED.set("account", {"httpTokens": "no-preference"}), VERSION_1)
public.bad(
    "the account asks for version 2 and the machine does not",
    REQUIRED.set("it", {"metadataOptions": {"httpTokens": "optional"}}),
    "it: `metadataOptions.httpTokens` is `optional`; it has to be `required`.",
)
public.undecided("the account's default unknown", REQUIRED.set("account", {"httpTokens": UNKNOWN}), "account: httpTokens")
public.bad(
    "the account's default is for metadata alone",
    REQUIRED.add(spec("aws:sagemaker/notebookInstance:NotebookInstance", "notebook", {"subnetId": "subnet-1"})),
    "notebook: `directInternetAccess` is not set (AWS then takes `Enabled`); it has to be `Disabled`.",
)
URL = Plan(
    spec("aws:lambda/function:Function", "answers", {"name": "answers"}),
    spec(
        "aws:lambda/functionUrl:FunctionUrl", "url", {"functionName": UNKNOWN, "authorizationType": "NONE"}, functionName="answers"
    ),
    spec(
        "aws:lambda/permission:Permission",
        "it",
        {"function": UNKNOWN, "principal": "*", "functionUrlAuthType": "NONE", "action": "lambda:InvokeFunctionUrl"},
        function="answers",
    ),
    spec(
        "aws:lambda/permission:Permission",
        "through",
        {"function": UNKNOWN, "principal": "*", "invokedViaFunctionUrl": True, "action": "lambda:InvokeFunction"},
        function="answers",
    ),
    spec("random:index/randomId:RandomId", "elsewhere"),
)
FOR_EVERYONE = "`principal` is `*`; it has to be something else."
AT_URL = "url: `authorizationType` is `NONE`; it has to be something else."
public.bad("a function's open address and what it takes", URL, AT_URL)
public.bad(
    "another stack's function's open address",
    URL.set("url", {"functionName": "theirs"}).set("it", {"function": "theirs"}).unlinked("url").unlinked("it").drop("through"),
    AT_URL,
)
public.bad(
    "a function's open address, and what it takes by the function's name",
    URL.set("it", {"function": "answers"}).unlinked("it").drop("through"),
    AT_URL,
)
public.bad("what an open address takes, and none", URL.drop("url", "through"), f"it: {FOR_EVERYONE}")
public.bad(
    "what an open address takes, and one that asks who calls",
    URL.set("url", {"authorizationType": "AWS_IAM"}),
    f"it: {FOR_EVERYONE}",
    f"through: {FOR_EVERYONE}",
)
public.bad(
    "a function's open address, and everyone by any way",
    URL.set("it", {"functionUrlAuthType": DROP}).drop("through"),
    AT_URL,
    f"it: {FOR_EVERYONE}",
)
public.bad(
    "a function's open address, and another function's",
    URL.set("it", {"function": "other"}).unlinked("it").drop("through"),
    AT_URL,
    f"it: {FOR_EVERYONE}",
)

PORTS = good("aws:lightsail/instancePublicPorts:InstancePublicPorts")
OPEN = PORTS.set("it", {"portInfos.0.cidrs": ["0.0.0.0/0"]})
for port in (80, 443):
    public.look_alike(
        f"port {port} of a machine of Lightsail", OPEN.set("it", {"portInfos.0.fromPort": port, "portInfos.0.toPort": port})
    )
public.look_alike(
    "a machine of Lightsail that answers pings", OPEN.set("it", {"portInfos.0.protocol": "icmp", "portInfos.0.toPort": -1})
)
public.bad(
    "every port of a machine of Lightsail",
    OPEN.set("it", {"portInfos.0.fromPort": 0, "portInfos.0.toPort": 65535}),
    "it: `portInfos.0.cidrs` is `0.0.0.0/0`; it has to be the addresses of those who may come.",
)
public.bad(
    "notebooks that say nothing of their network",
    Plan(spec("aws:sagemaker/domain:Domain", "it")),
    "it: `appNetworkAccessType` is not set (AWS then takes `PublicInternetOnly`); it has to be `VpcOnly`.",
)
TENANTS = good("aws:cloudfront/multitenantDistribution:MultitenantDistribution")
FOR_TENANTS = TENANTS.set("it", {"origins": [{"domainName": "shop.s3.us-east-1.amazonaws.com"}]})
public.bad(
    "a bucket that anyone reads, for several tenants",
    FOR_TENANTS,
    "it: `origins.0.originAccessControlId` is not set; it has to be an `aws.cloudfront.OriginAccessControl`'s id.",
)
public.good(
    "a bucket that CloudFront alone reads, for several tenants", FOR_TENANTS.set("it", {"origins.0.originAccessControlId": "E1"})
)
public.undecided(
    "an origin of several tenants whose name is unknown",
    FOR_TENANTS.set("it", {"origins.0.domainName": UNKNOWN}).edge("it", "origins", "elsewhere"),
    "it: origins.0.domainName",
)

policies = Table(
    "resource-policies-not-open", open="Statement number 1 of `policy` lets anyone in, with no condition on who comes."
)
POINT = Plan(spec("aws:s3/accessPoint:AccessPoint", "it", {"policy": document(allow("s3:GetObject", Principal="*"))}))
policies.bad("an access point for the internet", POINT, "it open")
policies.look_alike("an access point for one network", POINT.set("it", {"vpcConfiguration": {"vpcId": "vpc-1"}}))

transit = Table("connections-tls")
for token in ("aws:opensearch/domain:Domain", "aws:elasticsearch/domain:Domain"):
    transit.bad(
        f"{token} with AWS's own choice (ScoutSuite 1624)",
        good(token).set("it", {"domainEndpointOptions": {"enforceHttps": True}}),
        "it: `domainEndpointOptions.tlsSecurityPolicy` is not set (AWS then takes `Policy-Min-TLS-1-0-2019-07`); "
        "it has to be `Policy-Min-TLS-1-2-2019-07` or later.",
    )
    transit.look_alike(
        f"{token} with a later policy",
        good(token).set("it", {"domainEndpointOptions.tlsSecurityPolicy": "Policy-Min-TLS-1-2-FIPS-PQ-2026-10"}),
    )
for token, attributes in (
    ("aws:elb/sslNegotiationPolicy:SslNegotiationPolicy", "attributes"),
    ("aws:elb/loadBalancerPolicy:LoadBalancerPolicy", "policyAttributes"),
):
    for version in ("SSLv3", "TLSv1", "TLSv1.1"):
        transit.bad(
            f"{token} with {version}",
            good(token).set("it", {attributes: [{"name": f"Protocol-{version}", "value": "true"}]}),
            f"it: `{attributes}.0.value` is `true`; it has to be false.",
        )
    NAMED = good(token).set(
        "it", {attributes: [{"name": "Reference-Security-Policy", "value": "ELBSecurityPolicy-TLS-1-2-2017-01"}]}
    )
    transit.good(f"{token} with AWS's own of TLS 1.2", NAMED)
    transit.look_alike(f"{token} with an attribute of another kind", NAMED.set("it", {f"{attributes}.0.name": "PublicKey"}))
    transit.bad(
        f"{token} with AWS's own of 2016",
        NAMED.set("it", {f"{attributes}.0.value": "ELBSecurityPolicy-2016-08"}),
        f"it: `{attributes}.0.value` is `ELBSecurityPolicy-2016-08`; it has to be `ELBSecurityPolicy-TLS-1-2-2017-01`.",
    )
    transit.undecided(
        f"{token} with one that is not known",
        NAMED.set("it", {f"{attributes}.0.value": UNKNOWN}).edge("it", attributes, "elsewhere"),
        f"it: {attributes}.0.value",
    )
MIGRATED = good("aws:dms/endpoint:Endpoint")
for engine in ("oracle", "db2", "sybase", "azuredb", "aurora-serverless"):
    transit.bad(
        f"a migration of {engine} in plain text",
        MIGRATED.set("it", {"engineName": engine, "sslMode": "none"}),
        "it: `sslMode` is `none`; it has to be `require`, `verify-ca` or `verify-full`.",
    )
for engine in ("redshift", "neptune", "opensearch"):
    transit.look_alike(f"a migration to {engine}, which has no mode", MIGRATED.set("it", {"engineName": engine, "sslMode": "none"}))
transit.bad(
    "a migration to Kafka that says nothing",
    MIGRATED.set("it", {"kafkaSettings": {"broker": "b-1:9092"}}),
    "it: `kafkaSettings.securityProtocol` is not set; it has to be `ssl-encryption`, `ssl-authentication` or `sasl-ssl`.",
)
transit.look_alike("a migration to Redis that says nothing", MIGRATED.set("it", {"redisSettings": {"serverName": "cache"}}))
logged = Table("activity-logged")
SILENT = TENANTS.set("it", {"arn": "arn:cdn", "defaultCacheBehavior.realtimeLogConfigArn": DROP})
logged.look_alike(
    "what several tenants are asked, delivered beside it",
    SILENT.add(spec("aws:cloudwatch/logDeliverySource:LogDeliverySource", "source", {"resourceArn": "arn:cdn"})),
)
logged.look_alike("what is off, for several tenants", SILENT.set("it", {"enabled": False}))
QUIET = good("aws:cloudfront/distribution:Distribution").set("it", {"loggingConfig": DROP})
logged.look_alike("a distribution that is off", QUIET.set("it", {"enabled": False}))
logged.undecided(
    "a distribution that may be off", QUIET.set("it", {"enabled": UNKNOWN}).edge("it", "enabled", "elsewhere"), "it: enabled"
)

rest = Table("data-encrypted")
FLEET = good("aws:ec2/spotFleetRequest:SpotFleetRequest")
rest.bad(
    "a fleet's second machine and its second disk",
    FLEET.set(
        "it",
        {
            "launchSpecifications": [
                *(
                    {"rootBlockDevices": [{"encrypted": True}], "ebsBlockDevices": [{"encrypted": True}, one]}
                    for one in ({"snapshotId": "x"}, {"deviceName": "b"})
                )
            ]
        },
    ),
    "it: `launchSpecifications.1.ebsBlockDevices.1.encrypted` is not set; it has to be true.",
)
rest.bad(
    "a fleet that says nothing of its machines' root disks",
    FLEET.set("it", {"launchSpecifications": [{"ami": "ami-1"}]}),
    "it: `launchSpecifications.0.rootBlockDevices.0.encrypted` is not set; it has to be true.",
)


def body(security: object = None, **operations: object) -> str:
    """A description of an interface with one path."""
    said = {"openapi": "3.0.1", "paths": {"/orders": operations}}
    return json.dumps({**said, "security": security} if security else said)


authorized = Table(
    "interfaces-authorized",
    catches="`authorizationType` is not set (AWS then takes `NONE`); it has to be `AWS_IAM`, `JWT` or `CUSTOM`.",
)
API, ROUTE = "aws:apigatewayv2/api:Api", "aws:apigatewayv2/route:Route"
HTTP = Plan(
    spec(API, "api", {"protocolType": "HTTP"}),
    spec(ROUTE, "it", {"apiId": UNKNOWN, "routeKey": "$default"}, apiId="api"),
    spec("random:index/randomId:RandomId", "elsewhere"),
)
authorized.bad("a route for everything", HTTP, "it catches")
authorized.good("a route for everything that asks who calls", HTTP.set("it", {"authorizationType": "JWT"}))
authorized.look_alike("what a WebSocket does with the rest", HTTP.set("api", {"protocolType": "WEBSOCKET"}))
authorized.undecided(
    "a route for everything of an interface unknown",
    HTTP.set("api", {"protocolType": UNKNOWN}).edge("api", "protocolType", "elsewhere"),
    "it: apiId",
)
authorized.undecided(
    "a route for everything of another stack's interface", HTTP.set("it", {"apiId": "a1"}).unlinked("it"), "it: apiId"
)
BY_ID = HTTP.set("api", {"id": "a1"}).set("it", {"apiId": "a1"}).unlinked("it")
authorized.bad("a route for everything of an interface by its id", BY_ID, "it catches")
authorized.look_alike("what a WebSocket by its id does with the rest", BY_ID.set("api", {"protocolType": "websocket"}))
authorized.undecided(
    "a route for everything of one of two interfaces",
    HTTP.add(spec(API, "other", {"protocolType": "WEBSOCKET"})).edge("it", "apiId", "api", "other"),
    "it: apiId",
)
QUICK = Plan(
    spec(API, "api", {"protocolType": "HTTP", "target": UNKNOWN}, target="answers"), spec("aws:lambda/function:Function", "answers")
)
authorized.bad(
    "an interface made of its target alone", QUICK, "api: `target` makes a route for everything, which asks nobody who calls."
)
authorized.look_alike("an interface that says nothing", QUICK.set("api", {"target": DROP}))
SIGNED: list[dict[str, list[str]]] = [{"tokens": []}]
for token in (API, "aws:apigateway/restApi:RestApi"):
    described = Plan(spec(token, "api", {"body": body(get={"security": SIGNED}, options={})}), ELSEWHERE)
    authorized.good(f"{token}, each operation of which asks who calls", described)
    authorized.look_alike(f"{token}, all of which asks", described.set("api", {"body": body(SIGNED, get={})}))
    authorized.look_alike(
        f"{token}, which asks in API Gateway's words",
        described.set("api", {"body": body(get={"x-amazon-apigateway-auth": {"type": "AWS_IAM"}})}),
    )
    authorized.look_alike(f"{token} in YAML", described.set("api", {"body": "paths: {}"}))
    authorized.look_alike(f"{token} with a path that says nothing", described.set("api", {"body": '{"paths": {"/orders": null}}'}))
    for title, text in (
        ("no word", body(get={}, post={})),
        ("a word taken back", body(SIGNED, get={"security": []}, post={"security": [{}]})),
        ("nothing", body(get={"security": []}, post={"x-amazon-apigateway-auth": {"type": "none"}})),
    ):
        authorized.bad(
            f"{token} with {title} about who calls",
            described.set("api", {"body": text}),
            "api: `body` lets anyone call `get /orders` and 1 more: no `security`.",
        )
    undescribed = described.set("api", {"body": UNKNOWN}).edge("api", "body", ELSEWHERE.name)
    authorized.undecided(f"{token} unknown", undescribed, "api: body")
    authorized.bad(
        f"{token} with one operation, behind one unknown",
        undescribed.add(spec(token, "other", {"body": body(get={})})),
        "other: `body` lets anyone call `get /orders`: no `security`.",
        undecided="api: body",
    )
