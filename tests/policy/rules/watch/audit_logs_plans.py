"""Plans that the cases of `policy.rules.watch.audit_logs` share."""

from policy.model import kinds
from tests.policy.plans import Plan, spec

ACCOUNT = "111122223333"

BUCKETS = Plan(
    spec(kinds.BUCKET, "bucket", {"bucket": "access-logs", "forceDestroy": False}),
    spec(
        kinds.BUCKET_LIFECYCLE, "lifecycle", {"bucket": "access-logs", "rules": [{"status": "Enabled", "expiration": {"days": 30}}]}
    ),
    spec(kinds.LOAD_BALANCER, "balancer", {"accessLogs": {"bucket": "access-logs", "enabled": True}}),
    spec(kinds.BUCKET, "models", {"bucket": "models", "forceDestroy": True}),
).protect("bucket")
ELSEWHERE = spec("random:index/randomId:RandomId", "elsewhere")
