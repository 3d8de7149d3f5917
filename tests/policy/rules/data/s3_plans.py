"""Plans that the cases about buckets share."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import Plan, document, spec

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
