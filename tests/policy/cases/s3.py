"""Cases of the rules about buckets."""

import json

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, Table, allow, document, spec

NAME = "pde-production-data"
ARN = f"arn:aws:s3:::{NAME}"


def tls_denial(**changes: object) -> dict[str, object]:
    return {
        "Sid": "RequireTls",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [ARN, f"{ARN}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        **changes,
    }


BLOCK = {"blockPublicAcls": True, "blockPublicPolicy": True, "ignorePublicAcls": True, "restrictPublicBuckets": True}
KMS = {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": UNKNOWN}, "bucketKeyEnabled": True}
AES = {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}

BUCKETS = Plan(
    spec(kinds.BUCKET, "data", {"bucket": NAME, "id": UNKNOWN}),
    spec(kinds.BUCKET_PUBLIC_ACCESS, "block", {"bucket": UNKNOWN, **BLOCK}, bucket="data"),
    spec(kinds.BUCKET_POLICY, "policy", {"bucket": UNKNOWN, "policy": document(tls_denial())}, bucket="data"),
    spec(kinds.BUCKET_ENCRYPTION, "encryption", {"bucket": UNKNOWN, "rules": [KMS]}, bucket="data", rules="key"),
    spec(
        kinds.BUCKET_VERSIONING, "versioning", {"bucket": UNKNOWN, "versioningConfiguration": {"status": "Enabled"}}, bucket="data"
    ),
    spec(kinds.BUCKET_LIFECYCLE, "lifecycle", {"bucket": UNKNOWN, "rules": [{"id": "old", "status": "Enabled"}]}, bucket="data"),
    spec(kinds.BUCKET_OWNERSHIP, "owner", {"bucket": UNKNOWN, "rule": {"objectOwnership": "BucketOwnerEnforced"}}, bucket="data"),
    spec(kinds.KEY, "key"),
)
TWO = BUCKETS.add(spec(kinds.BUCKET, "bare", {"bucket": "pde-production-bare"}))


def v2(plan: Plan, *names: str) -> Plan:
    """The same with the V2 spelling of some resources' types."""
    for name in names:
        module, kind = plan.specs[name].token.rsplit(":", maxsplit=1)
        plan = plan.retype(name, f"{module}V2:{kind}V2")
    return plan


blocked = Table(
    "s3-public-access-blocked",
    ignorePublicAcls="`ignorePublicAcls` is not set; it has to be true.",
    bucket="The bucket has no `BucketPublicAccessBlock`.",
)
blocked.good("all four", BUCKETS)
blocked.good("V2 bucket", v2(BUCKETS, "data"))
blocked.good("by the bucket's name", BUCKETS.set("block", {"bucket": NAME}).unlinked("block"))
blocked.bad(
    "two of four",
    BUCKETS.set("block", {"ignorePublicAcls": DROP, "restrictPublicBuckets": False}),
    "block ignorePublicAcls",
    "block needs=restrictPublicBuckets | false | true",
)
blocked.bad("a bucket without a block", TWO, "bare bucket")
blocked.bad("the block belongs to the other bucket", TWO.edge("block", "bucket", "bare"), "data bucket")
for switch in BLOCK:
    blocked.bad(f"{switch} absent", BUCKETS.set("block", {switch: DROP}), f"block needs={switch} | not set | true")
blocked.bad("one off", BUCKETS.set("block", {"blockPublicPolicy": False}), "block needs=blockPublicPolicy | false | true")
blocked.bad("one a text", BUCKETS.set("block", {"ignorePublicAcls": "true"}), "block needs=ignorePublicAcls | a text | true")
blocked.undecided("one unknown", BUCKETS.set("block", {"ignorePublicAcls": UNKNOWN}), "block: ignorePublicAcls")
blocked.undecided(
    "a block that could be either's",
    TWO.edge("block", "bucket", "data", "bare"),
    "data: bucket of a configuration that could be this one's",
    "bare: bucket of a configuration that could be this one's",
)
blocked.undecided("a block with no edge", BUCKETS.unlinked("block"), "data: bucket of a configuration that could be this one's")

public = Table(
    "s3-not-public",
    open="Statement number 1 of `policy` lets anyone in, with no condition on who comes.",
    acl="`acl` is `{}`.",
    policy="`policy` is no readable policy document.",
    grants="`{}` grants access to everyone.",
)
public.good("nothing public", BUCKETS)
public.look_alike(
    "everyone, but only from one organisation",
    BUCKETS.set(
        "policy",
        {"policy": document(allow("s3:GetObject", ARN, Principal="*", Condition={"StringEquals": {"aws:PrincipalOrgID": "o-1"}}))},
    ),
)
public.look_alike("a denial for everyone", BUCKETS.set("policy", {"policy": document(tls_denial(Principal={"AWS": "*"}))}))
public.look_alike(
    "a service as principal",
    BUCKETS.set("policy", {"policy": document(allow("s3:PutObject", ARN, Principal={"Service": "delivery.logs.amazonaws.com"}))}),
)
public.look_alike("a private ACL", BUCKETS.add(spec(kinds.BUCKET_ACL, "acl", {"acl": "log-delivery-write"})))
for acl in ("public-read", "public-read-write", "authenticated-read", "Public-Read"):
    public.bad(f"bucket with ACL {acl}", BUCKETS.set("data", {"acl": acl}), f"data acl={acl}")
public.bad("ACL beside the bucket", BUCKETS.add(spec(kinds.BUCKET_ACL, "acl", {"acl": "public-read"})), "acl acl=public-read")
public.bad("V2 ACL", v2(BUCKETS.add(spec(kinds.BUCKET_ACL, "acl", {"acl": "public-read"})), "acl"), "acl acl=public-read")
ALL_USERS = "http://acs.amazonaws.com/groups/global/AllUsers"
public.bad(
    "grant in the bucket", BUCKETS.set("data", {"grants": [{"uri": ALL_USERS, "permissions": ["READ"]}]}), "data grants=grants.0"
)
public.bad(
    "grant in the ACL",
    BUCKETS.add(spec(kinds.BUCKET_ACL, "acl", {"accessControlPolicy": {"grants": [{"grantee": {"uri": ALL_USERS}}]}})),
    "acl grants=accessControlPolicy.grants.0",
)
OPEN: dict[str, dict[str, object]] = {
    "everyone": allow("s3:GetObject", ARN, Principal="*"),
    "everyone as an AWS principal": allow("s3:GetObject", ARN, Principal={"AWS": "*"}),
    "everyone in a list": allow("s3:GetObject", ARN, Principal={"AWS": ["arn:aws:iam::1:root", "*"]}),
    "everyone but one": allow("s3:GetObject", ARN, NotPrincipal={"AWS": "arn:aws:iam::1:root"}),
    "a condition that says nothing": allow("s3:*", ARN, Principal="*", Condition={"StringLike": {"aws:SourceArn": "*"}}),
    "a condition that may be absent": allow(
        "s3:*", ARN, Principal="*", Condition={"StringEqualsIfExists": {"aws:SourceAccount": "1"}}
    ),
    "a condition on how, not who": allow("s3:*", ARN, Principal="*", Condition={"Bool": {"aws:SecureTransport": "true"}}),
    "the whole internet in halves": allow(
        "s3:*", ARN, Principal="*", Condition={"IpAddress": {"aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"]}}
    ),
    "a principal of any account": allow(
        "s3:*", ARN, Principal="*", Condition={"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/x"}}
    ),
    "no effect": {"Action": "s3:GetObject", "Resource": ARN, "Principal": "*"},
}
for title, statement in OPEN.items():
    public.bad(f"policy: {title}", BUCKETS.set("policy", {"policy": document(statement)}), "policy open")
public.bad("policy in the bucket", BUCKETS.set("data", {"policy": document(allow("s3:*", ARN, Principal="*"))}), "data open")
public.bad(
    "one statement, not a list",
    BUCKETS.set("policy", {"policy": json.dumps({"Statement": allow("s3:*", ARN, Principal="*")})}),
    "policy open",
)
public.bad(
    "policy as an object", BUCKETS.set("policy", {"policy": {"Statement": [allow("s3:*", ARN, Principal="*")]}}), "policy open"
)
public.bad("policy no JSON", BUCKETS.set("policy", {"policy": "{"}), "policy policy")
public.bad("policy a number", BUCKETS.set("policy", {"policy": 7}), "policy policy")
public.undecided("policy unknown", BUCKETS.set("policy", {"policy": UNKNOWN}), "policy: policy")
public.undecided("ACL unknown", BUCKETS.set("data", {"acl": UNKNOWN}), "data: acl")
public.undecided("grantee unknown", BUCKETS.set("data", {"grants": [{"uri": UNKNOWN}]}), "data: grants.0.uri")

tls = Table(
    "s3-tls-only",
    policy="`policy` does not deny everyone every request without TLS, on the bucket and its objects.",
    missing="The bucket has no `BucketPolicy` that denies requests without TLS.",
)
tls.good("denied", BUCKETS)
tls.good("V2 bucket", v2(BUCKETS, "data"))
tls.good("policy in the bucket", BUCKETS.drop("policy").set("data", {"policy": document(tls_denial())}))
tls.good(
    "split over statements", BUCKETS.set("policy", {"policy": document(tls_denial(Resource=ARN), tls_denial(Resource=f"{ARN}/*"))})
)
tls.good("a bucket named by AWS", BUCKETS.set("data", {"bucket": UNKNOWN}))
tls.good(
    "a truth value", BUCKETS.set("policy", {"policy": document(tls_denial(Condition={"Bool": {"AWS:SecureTransport": False}}))})
)
for operator in ("StringNotEquals", "StringNotEqualsIgnoreCase", "StringNotLike"):
    tls.good(
        f"by {operator}",
        BUCKETS.set("policy", {"policy": document(tls_denial(Condition={operator: {"aws:SecureTransport": "true"}}))}),
    )
tls.good("one pattern for both", BUCKETS.set("policy", {"policy": document(tls_denial(Resource=f"{ARN}*"))}))
tls.good(
    "another partition",
    BUCKETS.set("policy", {"policy": document(tls_denial(Resource=[f"arn:aws-cn:s3:::{NAME}", "arn:aws-cn:s3:::*/*"]))}),
)
tls.bad("no policy", BUCKETS.drop("policy"), "data missing")
tls.bad("the policy belongs to the other bucket", TWO.edge("policy", "bucket", "bare"), "data missing", "policy policy")
HOLES: dict[str, dict[str, object]] = {
    "only the bucket": {"Resource": ARN},
    "only the objects": {"Resource": [f"{ARN}/*"]},
    "another bucket": {"Resource": ["arn:aws:s3:::other", "arn:aws:s3:::other/*"]},
    "one principal": {"Principal": {"AWS": "arn:aws:iam::1:root"}},
    "one action": {"Action": "s3:GetObject"},
    "by exclusion of nothing": {"Condition": {"StringNotEquals": {"aws:SecureTransport": ["true", "false"]}}},
    "a second condition": {"Condition": {"Bool": {"aws:SecureTransport": "false", "aws:ViaAWSService": "false"}}},
    "the opposite": {"Condition": {"Bool": {"aws:SecureTransport": "true"}}},
    "an allowance": {"Effect": "Allow"},
    "everyone but one": {"Principal": None, "NotPrincipal": {"AWS": "arn:aws:iam::1:root"}},
    "by exclusion": {"Condition": {"StringNotEquals": {"aws:SecureTransport": "false"}}},
    "another key": {"Condition": {"Bool": {"aws:ViaAWSService": "false"}}},
    "no condition": {"Condition": {}},
}
for title, change in HOLES.items():
    tls.bad(title, BUCKETS.set("policy", {"policy": document(tls_denial(**change))}), "policy policy")
for part, resources in {"bucket": ARN, "objects": [f"{ARN}/*"]}.items():
    only = BUCKETS.set("data", {"bucket": UNKNOWN}).set("policy", {"policy": document(tls_denial(Resource=resources))})
    tls.bad(f"only the {part} of one named by AWS", only, "policy policy")
tls.good("the policy beside the bucket wins", BUCKETS.set("data", {"policy": document(allow("s3:GetObject", ARN))}))
tls.bad("empty document", BUCKETS.set("policy", {"policy": "{}"}), "policy policy")
tls.bad("document absent", BUCKETS.set("policy", {"policy": DROP}), "policy policy")
tls.bad("no JSON", BUCKETS.set("policy", {"policy": "no"}), "policy policy")
tls.undecided("policy unknown", BUCKETS.set("policy", {"policy": UNKNOWN}), "policy: policy")
tls.undecided("a policy of no known bucket", BUCKETS.unlinked("policy"), "data: bucket of a configuration that could be this one's")

LOGGED = TWO.add(
    spec(kinds.LOAD_BALANCER, "lb", {"accessLogs": {"bucket": UNKNOWN, "enabled": True}}, accessLogs="bare"),
    spec(kinds.BUCKET_ENCRYPTION, "plain", {"bucket": UNKNOWN, "rules": [AES]}, bucket="bare"),
)
encrypted = Table(
    "s3-encrypted-with-customer-key",
    undelivered="`rules.0.applyServerSideEncryptionByDefault.sseAlgorithm` is `aws:kms`: the logs for it would not arrive.",
    sseAlgorithm="`rules.0.applyServerSideEncryptionByDefault.sseAlgorithm` is `AES256`; it has to be `aws:kms`.",
    kmsMasterKeyId="`rules.0.applyServerSideEncryptionByDefault.kmsMasterKeyId` names an AWS-managed key, whose policy nobody "
    "here controls.",
)
encrypted.good("customer key", BUCKETS)
encrypted.good("V2 configuration", v2(BUCKETS, "encryption"))
encrypted.good("rule as an object", BUCKETS.set("encryption", {"rules": KMS}))
encrypted.good(
    "in two layers", BUCKETS.set("encryption", {"rules.0.applyServerSideEncryptionByDefault.sseAlgorithm": "aws:kms:dsse"})
)
encrypted.good("in the bucket", BUCKETS.drop("encryption").set("data", {"serverSideEncryptionConfiguration": {"rule": KMS}}))
encrypted.look_alike("a load balancer's log bucket takes S3's key", LOGGED)
encrypted.look_alike("a load balancer's log bucket by AWS's default", LOGGED.drop("plain"))
encrypted.look_alike(
    "a load balancer's log bucket by its name", LOGGED.set("lb", {"accessLogs.bucket": "pde-production-bare"}).unlinked("lb")
)
encrypted.look_alike(
    "a bucket for the log of a load balancer's connections",
    LOGGED.set("lb", {"accessLogs": DROP, "connectionLogs": {"bucket": UNKNOWN, "enabled": True}}).edge(
        "lb", "connectionLogs", "bare"
    ),
)
encrypted.look_alike("an alb's log bucket", LOGGED.retype("lb", "aws:alb/loadBalancer:LoadBalancer"))
encrypted.look_alike("what AWS filled in beside our own", BUCKETS.set("data", {"serverSideEncryptionConfiguration": {"rule": AES}}))
encrypted.bad("absent", TWO, "bare: The bucket has no `BucketServerSideEncryptionConfiguration`.")
encrypted.bad("S3's key", BUCKETS.set("encryption", {"rules": [AES]}), "encryption sseAlgorithm")
encrypted.bad(
    "key absent",
    BUCKETS.set("encryption", {"rules.0.applyServerSideEncryptionByDefault.kmsMasterKeyId": DROP}),
    "encryption unset=rules.0.applyServerSideEncryptionByDefault.kmsMasterKeyId",
)
encrypted.bad(
    "AWS's key",
    BUCKETS.set("encryption", {"rules.0.applyServerSideEncryptionByDefault.kmsMasterKeyId": "alias/aws/s3"}),
    "encryption kmsMasterKeyId",
)
encrypted.bad("no rules", BUCKETS.set("encryption", {"rules": []}), "encryption: `rules` is empty.")
encrypted.bad(
    "a rule without a default",
    BUCKETS.set("encryption", {"rules": [{"bucketKeyEnabled": True}]}),
    "encryption needs=rules.0.applyServerSideEncryptionByDefault.sseAlgorithm | not set | `aws:kms`",
)
encrypted.bad("load-balancer logs under a key", LOGGED.set("plain", {"rules": [KMS]}), "plain undelivered")
encrypted.bad(
    "the balancer logs to the other bucket", LOGGED.edge("lb", "accessLogs", "data"), "encryption undelivered", "plain sseAlgorithm"
)
NETWORK = LOGGED.set("lb", {"loadBalancerType": "network"})
encrypted.look_alike("a network load balancer's logs under a key", NETWORK.set("plain", {"rules": [KMS]}))
encrypted.bad("a network load balancer's logs under S3's key", NETWORK, "plain sseAlgorithm")
encrypted.undecided(
    "logs of a load balancer of unknown type",
    LOGGED.set("lb", {"loadBalancerType": UNKNOWN}),
    "plain: whether a load balancer or another bucket logs to it",
)
for title, source in {
    "a bucket's logging": spec(kinds.BUCKET_LOGGING, "logging", {"bucket": "x", "targetBucket": UNKNOWN}, targetBucket="bare"),
    "a bucket's logging, by name": spec(kinds.BUCKET_LOGGING, "logging", {"bucket": "x", "targetBucket": "pde-production-bare"}),
}.items():
    encrypted.look_alike(f"{title} takes S3's key", LOGGED.drop("lb").add(source))
    encrypted.bad(f"{title} under a key", LOGGED.drop("lb").add(source).set("plain", {"rules": [KMS]}), "plain undelivered")
for path, logging in {
    "logging": {"targetBucket": "pde-production-bare"},
    "loggings": [{"targetBucket": "pde-production-bare"}],
}.items():
    encrypted.look_alike(f"a bucket's own {path} takes S3's key", LOGGED.drop("lb").set("data", {path: logging}))
encrypted.undecided(
    "a bucket's logging to somewhere unknown",
    LOGGED.drop("lb").add(spec(kinds.BUCKET_LOGGING, "logging", {"targetBucket": UNKNOWN})),
    "plain: whether a load balancer or another bucket logs to it",
)
HIDDEN = LOGGED.unlinked("lb")
encrypted.undecided(
    "a load balancer that logs to no known bucket", HIDDEN, "plain: whether a load balancer or another bucket logs to it"
)
encrypted.undecided(
    "a load balancer that logs to no known bucket, and nothing said",
    HIDDEN.drop("plain"),
    "bare: whether a load balancer or another bucket logs to it",
)
encrypted.bad(
    "AWS's key, whatever a load balancer logs to",
    HIDDEN.set("encryption", {"rules.0.applyServerSideEncryptionByDefault.kmsMasterKeyId": "alias/aws/s3"}),
    "encryption kmsMasterKeyId",
    undecided="plain: whether a load balancer or another bucket logs to it",
)
encrypted.undecided(
    "algorithm unknown",
    BUCKETS.set("encryption", {"rules.0.applyServerSideEncryptionByDefault.sseAlgorithm": UNKNOWN}),
    "encryption: rules.0.applyServerSideEncryptionByDefault.sseAlgorithm",
)
encrypted.undecided("rules unknown", BUCKETS.set("encryption", {"rules": UNKNOWN}), "encryption: rules")
encrypted.undecided(
    "a configuration of no known bucket", BUCKETS.unlinked("encryption"), "data: bucket of a configuration that could be this one's"
)

versioned = Table("s3-versions-kept-and-expired", missing="The bucket has no `{}`.", enabled="`{}` has no enabled rule.")
versioned.good("both", BUCKETS)
versioned.good("both V2", v2(BUCKETS, "versioning", "lifecycle"))
versioned.good(
    "both in the bucket",
    BUCKETS.drop("versioning", "lifecycle").set("data", {"versioning": {"enabled": True}, "lifecycleRules": [{"enabled": True}]}),
)
versioned.bad("neither", TWO, "bare missing=BucketVersioning", "bare missing=BucketLifecycleConfiguration")
versioned.bad("no versioning", BUCKETS.drop("versioning"), "data missing=BucketVersioning")
versioned.bad("no lifecycle", BUCKETS.drop("lifecycle"), "data missing=BucketLifecycleConfiguration")
versioned.bad(
    "versioning suspended",
    BUCKETS.set("versioning", {"versioningConfiguration.status": "Suspended"}),
    "versioning needs=versioningConfiguration.status | `Suspended` | `Enabled`",
)
versioned.bad(
    "versioning off in the bucket",
    BUCKETS.drop("versioning").set("data", {"versioning": {"enabled": False}}),
    "data needs=versioning.enabled | false | true",
)
versioned.bad("lifecycle disabled", BUCKETS.set("lifecycle", {"rules.0.status": "Disabled"}), "lifecycle enabled=rules")
versioned.bad("lifecycle empty", BUCKETS.set("lifecycle", {"rules": []}), "lifecycle enabled=rules")
versioned.undecided(
    "versioning of no known bucket", BUCKETS.unlinked("versioning"), "data: bucket of a configuration that could be this one's"
)
versioned.undecided(
    "a lifecycle of no known bucket", BUCKETS.unlinked("lifecycle"), "data: bucket of a configuration that could be this one's"
)
versioned.undecided(
    "status unknown",
    BUCKETS.set("versioning", {"versioningConfiguration.status": UNKNOWN}),
    "versioning: versioningConfiguration.status",
)
versioned.undecided("rules unknown", BUCKETS.set("lifecycle", {"rules": UNKNOWN}), "lifecycle: rules")

versioned.bad(
    "lifecycle off in the bucket",
    BUCKETS.drop("lifecycle").set("data", {"lifecycleRules": [{"enabled": False}]}),
    "data enabled=lifecycleRules",
)

owner = Table("s3-owner-enforced", bucket="The bucket has no `BucketOwnershipControls`.")
owner.good("enforced", BUCKETS)
owner.bad("absent", TWO, "bare bucket")
owner.bad(
    "preferred only",
    BUCKETS.set("owner", {"rule.objectOwnership": "BucketOwnerPreferred"}),
    "owner needs=rule.objectOwnership | `BucketOwnerPreferred` | `BucketOwnerEnforced`",
)
owner.bad("no rule", BUCKETS.set("owner", {"rule": DROP}), "owner needs=rule.objectOwnership | not set | `BucketOwnerEnforced`")
owner.bad("the controls belong to the other bucket", TWO.edge("owner", "bucket", "bare"), "data bucket")
owner.undecided("unknown", BUCKETS.set("owner", {"rule": UNKNOWN}), "owner: rule.objectOwnership")

TABLES = (blocked, public, tls, encrypted, versioned, owner)
