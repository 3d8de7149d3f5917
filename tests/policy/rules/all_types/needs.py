"""Cases of the rules that judge every type with a row in a table of needs: good, bad and unknown for each row."""

from policy.knowledge.activity_logs import ACTIVITY_LOGS
from policy.knowledge.at_rest import AT_REST, EBS_DEFAULT
from policy.knowledge.exposure import AUTHORIZED, EXPOSURE
from policy.knowledge.in_transit import IN_TRANSIT
from policy.knowledge.needs import GIVEN, Need
from policy.knowledge.watchers import WATCHERS
from policy.model import kinds
from policy.model.aws_defaults import default_of
from policy.model.values import UNKNOWN, dig, items, shown
from tests.policy.plans import DROP, Plan, spec
from tests.policy.rules.all_types.examples import BAD, GOOD
from tests.policy.tables import Table

ELSEWHERE = spec("random:index/randomId:RandomId", "elsewhere")
# What has to be beside some types.
BESIDE = {
    "aws:redshift/cluster:Cluster": spec("aws:redshift/logging:Logging", "audit", {"clusterIdentifier": "lake"}),
    "aws:networkfirewall/firewall:Firewall": spec(
        "aws:networkfirewall/loggingConfiguration:LoggingConfiguration", "traffic", {"firewallArn": "arn:firewall"}
    ),
    "aws:cloudwatch/eventRule:EventRule": spec(kinds.EVENT_TARGET, "started", {"rule": "nightly", "arn": "arn:started"}),
    kinds.WEB_ACL: spec(kinds.WEB_ACL_ASSOCIATION, "guarded", {"webAclArn": "arn:acl", "resourceArn": "arn:guarded"}),
}


def good(token: str) -> Plan:
    """A compliant resource, and what has to be beside it."""
    plan = Plan(spec(token, "it", GOOD[token]), ELSEWHERE)
    return plan.add(BESIDE[token]) if token in BESIDE else plan


def wrong(need: Need) -> object:
    """Something that a property may not be; absent where it has to be given."""
    for key in ((need.token, need.path), ("", need.path), (need.token, "")):
        if key in BAD:
            return BAD[key]
    if need.wants == GIVEN:
        return DROP
    value = dig(GOOD[need.token], need.path.replace("*", "0"))
    return str(value != "true").lower() if isinstance(value, str) else not value


def said(need: Need, path: str, value: object) -> str:
    """What a rule says about it."""
    if need.some:
        return f"it: `{path.partition('.0')[0]}` has to have {need.says}."
    listed = None if value is DROP else next(one for one in reversed([value, *items(value)]) if not isinstance(one, list))
    if isinstance(value, list):
        listed = value[1]
    default = default_of(need.token, need.path)
    implied = f" (AWS then takes {shown(default, quote=True)})" if value is DROP and default is not None else ""
    return f"it: `{path}` is {shown(listed, quote=True)}{implied}; it has to be {need.says}."


def fill(table: Table, needs: tuple[Need, ...]) -> Table:
    """The cases of every row."""
    for token in dict.fromkeys(need.token for need in needs):
        table.good(token, good(token))
    for need in needs:
        if need.wants == "(?!)." or need.path in ("parameters.*.name", "origins.*.originAccessControlId"):
            continue  # companions, what a list has to have, and what another kind of origin has, are below
        if "reference-security-policy" in need.where.values():
            continue  # an attribute of another name, in the variants
        path, value = need.path.replace("*", "0"), wrong(need)
        title = f"{need.token} {need.path}"
        plan = good(need.token)
        if (need.token, need.path) == ("aws:ssm/document:Document", "permissions.account_ids"):
            plan = plan.set("it", {"permissions": {"type": "Share", "account_ids": "1"}})
        table.bad(title, plan.set("it", {path: value}), said(need, path, value))
        if need.wants != GIVEN:
            unknown = plan.set("it", {path: UNKNOWN}).edge("it", path.partition(".")[0], ELSEWHERE.name)
            table.undecided(f"{title} unknown", unknown, f"it: {path.partition('.0')[0] if need.some else path}")
    return table


rest = fill(Table("data-encrypted"), AT_REST)
transit = fill(Table("connections-tls"), IN_TRANSIT)
logged = fill(Table("activity-logged"), ACTIVITY_LOGS)
watchers = fill(Table("watchers-on"), WATCHERS)
public = fill(Table("nothing-public"), EXPOSURE)
authorized = fill(Table("interfaces-authorized"), AUTHORIZED)

VOLUME = good("aws:ebs/volume:Volume")
UNSAID = VOLUME.set("it", {"encrypted": DROP})
OPEN_DISK = "it: `encrypted` is not set; it has to be true."
rest.bad("a disk that says nothing", UNSAID, OPEN_DISK)
rest.look_alike("a disk that is made from a snapshot", UNSAID.set("it", {"snapshotId": "snap-1"}))
rest.bad(
    "a disk that is made from a snapshot and says no",
    VOLUME.set("it", {"encrypted": False, "snapshotId": "snap-1"}),
    "it: `encrypted` is false; it has to be true.",
)
rest.look_alike("the account's switch", UNSAID.add(spec(EBS_DEFAULT, "switch", {"enabled": True})))
rest.look_alike("the account's switch, which is on unless it says otherwise", UNSAID.add(spec(EBS_DEFAULT, "switch")))
rest.bad("the account's switch is off", UNSAID.add(spec(EBS_DEFAULT, "switch", {"enabled": False})), OPEN_DISK)
rest.undecided("the account's switch unknown", UNSAID.add(spec(EBS_DEFAULT, "switch", {"enabled": UNKNOWN})), "switch: enabled")
rest.bad(
    "the account's switch is for disks alone",
    good("aws:efs/fileSystem:FileSystem").set("it", {"encrypted": DROP}).add(spec(EBS_DEFAULT, "switch", {"enabled": True})),
    OPEN_DISK,
)
rest.look_alike("what AWS will choose is nothing", UNSAID.set("it", {"encrypted": UNKNOWN, "snapshotId": "snap-1"}))
REDSHIFT = good("aws:redshift/cluster:Cluster")
rest.look_alike("Redshift, encrypted by itself since January 2025", REDSHIFT.set("it", {"encrypted": DROP}))
FIREHOSE = good("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream").set("it", {"serverSideEncryption": DROP})
rest.bad("Firehose says nothing", FIREHOSE, "it: `serverSideEncryption.enabled` is not set; it has to be true.")
rest.look_alike("Firehose reads a stream", FIREHOSE.set("it", {"kinesisSourceConfiguration": {"kinesisStreamArn": "arn:x"}}))
rest.look_alike(
    "Firehose reads a stream that is unknown",
    FIREHOSE.set("it", {"kinesisSourceConfiguration": UNKNOWN}).edge("it", "kinesisSourceConfiguration", "elsewhere"),
)
rest.look_alike("no cache, nothing cached", good("aws:apigateway/methodSettings:MethodSettings").set("it", {"settings": {}}))
ROOTLESS = good("aws:ec2/instance:Instance").set("it", {"rootBlockDevice": DROP})
rest.bad(
    "a machine that says nothing of its root disk (checkov 496)",
    ROOTLESS,
    "it: `rootBlockDevice.encrypted` is not set; it has to be true.",
)
rest.look_alike("a machine of a launch template, which decides", ROOTLESS.set("it", {"launchTemplate": {"id": "lt-1"}}))
rest.look_alike("a machine's root disk and the account's switch", ROOTLESS.add(spec(EBS_DEFAULT, "switch", {"enabled": True})))
for copy, source in (
    ("aws:ebs/snapshotCopy:SnapshotCopy", "sourceSnapshotId"),
    ("aws:ec2/amiCopy:AmiCopy", "sourceAmiId"),
):
    rest.look_alike(f"{copy}, encrypted as its source", Plan(spec(copy, "it", {source: "x"})))
rest.look_alike(
    "a device of the image that is left out",
    good("aws:ec2/launchConfiguration:LaunchConfiguration").set("it", {"ebsBlockDevices": [{"deviceName": "b", "noDevice": True}]}),
)
for token in (kinds.TABLE, "aws:fsx/lustreFileSystem:LustreFileSystem", "aws:mq/broker:Broker", "aws:memorydb/cluster:Cluster"):
    rest.look_alike(f"{token}, which AWS encrypts whatever is said", Plan(spec(token, "it")))

TEMPLATE = good("aws:ec2/launchTemplate:LaunchTemplate")
rest.undecided(
    "a template's disk unknown",
    TEMPLATE.set("it", {"blockDeviceMappings": [UNKNOWN]}).edge("it", "blockDeviceMappings", "elsewhere"),
    "it: blockDeviceMappings.0.ebs.encrypted",
)

MACHINE = good("aws:ec2/instance:Instance")
public.bad(
    "a machine that says nothing",
    MACHINE.set("it", {"metadataOptions": DROP}),
    "it: `metadataOptions.httpTokens` is not set (AWS then takes `optional`); it has to be `required`.",
)
public.look_alike("no metadata at all", MACHINE.set("it", {"metadataOptions": {"httpEndpoint": "disabled"}}))
public.look_alike("a template says it", MACHINE.set("it", {"metadataOptions": DROP, "launchTemplate": {"id": "lt-1"}}))
CLUSTER = good("aws:eks/cluster:Cluster")
public.bad(
    "a cluster that says nothing",
    CLUSTER.set("it", {"vpcConfig": {"subnetIds": ["subnet-1"]}}),
    "it: `vpcConfig.publicAccessCidrs` is not set (AWS then takes `0.0.0.0/0`); it has to be the addresses of those who may come.",
)
public.look_alike("a cluster with no public door", CLUSTER.set("it", {"vpcConfig": {"endpointPublicAccess": False}}))
CALL = good("aws:lambda/permission:Permission").set("it", {"principal": "*"})
for path in ("principalOrgId", "sourceAccount"):
    public.look_alike(f"everyone of {path}", CALL.set("it", {path: UNKNOWN}).edge("it", path, "elsewhere"))
public.undecided("everyone of an ARN", CALL.set("it", {"sourceArn": UNKNOWN}).edge("it", "sourceArn", "elsewhere"), "it: sourceArn")
ANYONES = (
    "*",
    "arn:aws:s3:::*",
    "arn:aws:s3:::?data",
    "arn:aws:events:*:*:rule/nightly",
    "arn:aws:sns:eu-west-1:*:orders",
    "arn:*",
)
for arn in ANYONES:
    public.bad(f"everyone of {arn}", CALL.set("it", {"sourceArn": arn}), "it: `principal` is `*`; it has to be something else.")
for arn in ("arn:aws:s3:::data", "arn:aws:s3:::data-*", "arn:aws:events:eu-west-1:111122223333:rule/*"):
    public.look_alike(f"everyone of {arn}", CALL.set("it", {"sourceArn": arn}))
public.look_alike(
    "everyone of any bucket of an account", CALL.set("it", {"sourceArn": "arn:aws:s3:::*", "sourceAccount": "111122223333"})
)
DOOR = "it: `vpcConfig.publicAccessCidrs` is {}; it has to be the addresses of those who may come."
for title, cidrs, found in (
    ("the internet in halves", ["0.0.0.0/1", "128.0.0.0/1"], "`0.0.0.0/1` and 1 more"),
    ("half of it", ["203.0.113.0/24", "128.0.0.0/1"], "`128.0.0.0/1`"),
    ("the internet in 224 parts", [f"{first}.0.0.0/8" for first in range(224)], "`0.0.0.0/8` and 223 more"),
    ("all of IPv6", ["::/0"], "`::/0`"),
):
    public.bad(f"a door for {title}", CLUSTER.set("it", {"vpcConfig": {"publicAccessCidrs": cidrs}}), DOOR.format(found))
    unknown = CLUSTER.set("it", {"vpcConfig": {"publicAccessCidrs": [*cidrs, UNKNOWN]}}).edge("it", "vpcConfig", "elsewhere")
    public.bad(f"a door for {title} and the unknown", unknown, DOOR.format(found))
public.undecided(
    "a door for the unknown",
    CLUSTER.set("it", {"vpcConfig": {"publicAccessCidrs": ["203.0.113.0/24", UNKNOWN]}}).edge("it", "vpcConfig", "elsewhere"),
    "it: vpcConfig.publicAccessCidrs",
)
public.look_alike("a door for a few", CLUSTER.set("it", {"vpcConfig": {"publicAccessCidrs": ["203.0.113.0/24", "16.0.0.0/8"]}}))
public.look_alike(
    "a public collection's encryption",
    good("aws:opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy").set("it", {"type": "encryption", "policy": "{}"}),
)

public.look_alike(
    "a private collection on several lines",
    good("aws:opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy").set(
        "it", {"policy": '[{\n"AllowFromPublic": false}]'}
    ),
)
public.bad(
    "a public collection on several lines",
    good("aws:opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy").set("it", {"policy": '[{\n"AllowFromPublic": true}]'}),
    'it: `policy` is `[{\n"AllowFromPublic": true}]`; it has to be one with `AllowFromPublic` false.',
)

METHOD = good("aws:apigateway/method:Method").set("it", {"authorization": "NONE"})
authorized.look_alike("a preflight request", METHOD.set("it", {"httpMethod": "OPTIONS"}))
authorized.look_alike("a key", METHOD.set("it", {"apiKeyRequired": True}))
ROUTE = good("aws:apigatewayv2/route:Route").set("it", {"authorizationType": DROP})
authorized.look_alike("a message of a WebSocket", ROUTE.set("it", {"routeKey": "send"}))
authorized.look_alike("a preflight route", ROUTE.set("it", {"routeKey": "OPTIONS /orders"}))
authorized.bad(
    "a WebSocket's beginning",
    ROUTE.set("it", {"routeKey": "$connect"}),
    "it: `authorizationType` is not set (AWS then takes `NONE`); it has to be `AWS_IAM`, `JWT` or `CUSTOM`.",
)

CDN = good("aws:cloudfront/distribution:Distribution")
transit.look_alike("CloudFront's own certificate", CDN.set("it", {"viewerCertificate": {"cloudfrontDefaultCertificate": True}}))
transit.look_alike(
    "a bucket's website",
    CDN.set(
        "it",
        {
            "origins.0.domainName": "shop.s3-website-us-east-1.amazonaws.com",
            "origins.0.customOriginConfig": {"originProtocolPolicy": "http-only", "originSslProtocols": ["TLSv1"]},
        },
    ),
)
transit.look_alike("a bucket", CDN.set("it", {"origins.0.customOriginConfig": DROP}))
transit.look_alike("a host's folder", Plan(spec(kinds.TASK_DEFINITION, "it", {"volumes": [{"name": "x"}]})))
transit.look_alike("a target without TLS", good("aws:dms/endpoint:Endpoint").set("it", {"engineName": "s3", "sslMode": "none"}))
GROUP = good("aws:redshift/parameterGroup:ParameterGroup").set("it", {"parameters": [{"name": "x", "value": "false"}]})
transit.bad("Redshift before 2025", GROUP, "it: `parameters` has to have `require_ssl`.")
transit.look_alike("Redshift since 2025", GROUP.set("it", {"family": "redshift-2.0"}))
transit.bad(
    "a search domain that says nothing",
    good("aws:opensearch/domain:Domain").set("it", {"domainEndpointOptions": DROP, "nodeToNodeEncryption": DROP}),
    "it: `domainEndpointOptions` is not set; it has to be one with `enforce_https`.",
    "it: `nodeToNodeEncryption.enabled` is not set; it has to be true.",
)

AT_BUCKET = CDN.set("it", {"origins.0.customOriginConfig": DROP, "origins.0.domainName": "shop.s3.us-east-1.amazonaws.com"})
NO_CONTROL = "it: `origins.0.originAccessControlId` is not set; it has to be an `aws.cloudfront.OriginAccessControl`'s id."
public.bad("a bucket that anyone reads", AT_BUCKET, NO_CONTROL)
public.bad("such a bucket by its older name", AT_BUCKET.set("it", {"origins.0.domainName": "shop.s3.amazonaws.com"}), NO_CONTROL)
public.good("a bucket that CloudFront alone reads", AT_BUCKET.set("it", {"origins.0.originAccessControlId": "E1"}))
public.look_alike(
    "the older way",
    AT_BUCKET.set("it", {"origins.0.s3OriginConfig": {"originAccessIdentity": "identity/E1"}}),
)
public.look_alike("not a bucket", AT_BUCKET.set("it", {"origins.0.domainName": "shop.example.com"}))
public.undecided(
    "a name that is unknown",
    AT_BUCKET.set("it", {"origins.0.domainName": UNKNOWN}).edge("it", "origins", ELSEWHERE.name),
    "it: origins.0.domainName",
)
NODES = good("aws:eks/nodeGroup:NodeGroup")
public.look_alike("nodes that nobody signs in to", NODES.set("it", {"remoteAccess": DROP}))
transit.look_alike(
    "a warehouse's other parameter",
    good("aws:redshiftserverless/workgroup:Workgroup").set(
        "it", {"configParameters": [{"parameterKey": "auto_mv", "parameterValue": "false"}]}
    ),
)

NO_LOG = "it: `loggingConfig.bucket` is not set; it has to be a bucket's domain."
QUIET = CDN.set("it", {"arn": "arn:cdn", "loggingConfig": DROP})
SOURCE = "aws:cloudwatch/logDeliverySource:LogDeliverySource"
logged.look_alike("CloudFront's logging of 2024", QUIET.add(spec(SOURCE, "source", {"resourceArn": "arn:cdn"})))
logged.bad("another one's", QUIET.add(spec(SOURCE, "source", {"resourceArn": "arn:other"})), NO_LOG)
logged.undecided(
    "of an unknown one", QUIET.add(spec(SOURCE, "source", {"resourceArn": UNKNOWN})), "it: whether a LogDeliverySource is for it"
)
logged.undecided(
    "perhaps in real time",
    QUIET.set("it", {"defaultCacheBehavior": UNKNOWN}).edge("it", "defaultCacheBehavior", "elsewhere"),
    "it: defaultCacheBehavior.realtimeLogConfigArn",
)
logged.look_alike("in real time", QUIET.set("it", {"defaultCacheBehavior.realtimeLogConfigArn": "arn:x"}))
logged.bad(
    "Redshift without",
    REDSHIFT.drop("audit"),
    "it: `clusterIdentifier` is `lake`; it has to be named by an `aws.redshift.Logging`.",
)
logged.bad(
    "a firewall without",
    good("aws:networkfirewall/firewall:Firewall").drop("traffic"),
    "it: `name` is `hub`; it has to be named by an `networkfirewall.LoggingConfiguration`.",
)
logged.look_alike(
    "a file server's older way",
    good("aws:transfer/server:Server").set("it", {"structuredLogDestinations": DROP, "loggingRole": "r"}),
)
