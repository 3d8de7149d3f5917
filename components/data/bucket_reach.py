"""How far a role can reach into a stack's buckets."""

from components.base.grant import Reach
from stack.site import PARTITION

BUCKETS = Reach(sid="Buckets", resources=(f"arn:{PARTITION}:s3:::{{name}}-*-{{account}}",))
OBJECTS = Reach(sid="Objects", resources=(f"arn:{PARTITION}:s3:::{{name}}-*-{{account}}/*",))
