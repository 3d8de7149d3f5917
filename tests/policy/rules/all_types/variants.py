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
logged = Table("activity-logged")
QUIET = good("aws:cloudfront/distribution:Distribution").set("it", {"loggingConfig": DROP})
logged.look_alike("a distribution that is off", QUIET.set("it", {"enabled": False}))
logged.undecided(
    "a distribution that may be off", QUIET.set("it", {"enabled": UNKNOWN}).edge("it", "enabled", "elsewhere"), "it: enabled"
)
