"""`bootstrap`."""

from tests.ops.cases import Case
from tests.ops.driving import Ops
from tests.ops.planting import backend

REGIONS = ("us-east-1", "us-west-2", "ca-central-1", "ca-west-1")


def nothing_there(ops: Ops) -> None:
    """Have neither bucket nor key."""
    ops.front.written = True
    s3 = backend("s3", "aws")
    for name in [name for name in s3.buckets if name.startswith("example-platform-state")]:
        s3.delete_bucket(name)
    for region in REGIONS:
        backend("kms", region).keys.clear()


CASE = Case(
    line="bootstrap",
    stack="account",
    says=(
        "missing  us-east-1 example-platform-state: versions",
        "About to make or complete 4 of 4 places",
        "every bucket and key is there and right",
    ),
    prepare=nothing_there,
    changes=(
        "kms:CreateKey",
        "kms:CreateAlias",
        "s3:CreateBucket",
        "kms:EnableKeyRotation",
        "s3:PutPublicAccessBlock",
        "s3:PutBucketVersioning",
        "s3:PutBucketEncryption",
        "s3:PutBucketPolicy",
    )
    * 4,
)
