"""Variants of the rows in the tables of needs: what an account, an image or a network decides."""

from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, allow, document, spec
from tests.policy.rules.all_types.needs import good
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
QUIET = good("aws:cloudfront/distribution:Distribution").set("it", {"loggingConfig": DROP})
logged.look_alike("a distribution that is off", QUIET.set("it", {"enabled": False}))
logged.undecided(
    "a distribution that may be off", QUIET.set("it", {"enabled": UNKNOWN}).edge("it", "enabled", "elsewhere"), "it: enabled"
)
