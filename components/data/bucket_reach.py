"""How far a role can reach into a stack's buckets."""

from components.base.grant import Reach
from stack.site import PARTITION

_BUCKET = f"arn:{PARTITION}:s3:::{{name}}-*-{{account}}"
# One reach: an action of S3 is either a bucket's or an object's, and a boundary has little room.
BUCKETS = Reach(sid="Buckets", resources=(_BUCKET, f"{_BUCKET}/*"))
