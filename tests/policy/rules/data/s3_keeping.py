"""Cases of the rules s3-encrypted-with-customer-key, s3-versions-kept-and-expired and s3-owner-enforced."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, spec
from tests.policy.rules.data.s3_plans import BUCKETS, KMS, NAME, TWO, v2
from tests.policy.tables import Table

AES = {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}

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

owner = Table("s3-owner-enforced")
owner.good("enforced", BUCKETS)
owner.look_alike("absent, as buckets made since April 2023 are so by themselves", TWO)
owner.bad(
    "preferred only",
    BUCKETS.set("owner", {"rule.objectOwnership": "BucketOwnerPreferred"}),
    "owner needs=rule.objectOwnership | `BucketOwnerPreferred` | `BucketOwnerEnforced`",
)
owner.look_alike("no rule", BUCKETS.set("owner", {"rule": DROP}))
owner.undecided("unknown", BUCKETS.set("owner", {"rule": UNKNOWN}), "owner: rule.objectOwnership")
ACLS = BUCKETS.set("owner", {"rule.objectOwnership": "ObjectWriter"})
WRITER = "owner needs=rule.objectOwnership | `ObjectWriter` | `BucketOwnerEnforced`"


def delivered(bucket: object, **edges: str) -> Plan:
    """A distribution with standard logging (legacy) to a bucket whose objects belong to who writes them."""
    return ACLS.add(spec(kinds.DISTRIBUTION, "cdn", {"loggingConfig": {"bucket": bucket}}, **edges))


for domain in ("s3.amazonaws.com", "s3.us-east-1.amazonaws.com", "s3.cn-north-1.amazonaws.com.cn"):
    owner.look_alike(f"CloudFront delivers to {domain}", delivered(f"{NAME}.{domain}").set("owner", {"bucket": NAME}))
owner.look_alike("CloudFront delivers to what only its edge names", delivered(UNKNOWN, loggingConfig="data"))
owner.bad("CloudFront delivers to another bucket", delivered("other.s3.amazonaws.com"), WRITER)
owner.bad("CloudFront delivers in its new way, which needs no ACL", delivered(DROP), WRITER)
owner.bad("CloudFront delivers nothing", ACLS.add(spec(kinds.DISTRIBUTION, "cdn")), WRITER)
owner.undecided(
    "CloudFront delivers to an unknown bucket",
    delivered(UNKNOWN, loggingConfig="key"),
    "owner: whether CloudFront logs to its bucket",
)
owner.undecided(
    "controls of an unknown bucket, while CloudFront delivers to one",
    delivered(f"{NAME}.s3.amazonaws.com").unlinked("owner"),
    "owner: whether CloudFront logs to its bucket",
)
WRITTEN = delivered(f"{NAME}.s3.amazonaws.com").set("owner", {"bucket": NAME})
owner.bad(
    "controls of another bucket behind those of the one that CloudFront delivers to",
    WRITTEN.add(
        spec(kinds.BUCKET, "bare", {"bucket": "pde-production-bare"}),
        spec(kinds.BUCKET_OWNERSHIP, "other", {"bucket": "pde-production-bare", "rule": {"objectOwnership": "ObjectWriter"}}),
    ),
    WRITER.replace("owner", "other"),
)
REDSHIFT_LOGS = BUCKETS.set("encryption", {"rules.0.applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}})
encrypted.look_alike(
    "Redshift delivers under S3's own key alone",
    REDSHIFT_LOGS.add(spec("aws:redshift/logging:Logging", "audit", {"bucketName": NAME})),
)
encrypted.look_alike(
    "so does a classic load balancer",
    REDSHIFT_LOGS.add(spec(kinds.CLASSIC_LOAD_BALANCER, "old", {"accessLogs": {"bucket": NAME}})),
)
