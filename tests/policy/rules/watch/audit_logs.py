"""Cases of the rule log-buckets-retained."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import spec
from tests.policy.rules.watch.audit_logs_plans import BUCKETS, ELSEWHERE, RECORDERS
from tests.policy.tables import Table

retained = Table("log-buckets-retained", days="`rules.0.expiration.days` is 1; it has to be 30.")
retained.good("the minimum", BUCKETS)
retained.look_alike("for ever", BUCKETS.drop("lifecycle"))
retained.look_alike(
    "unfinished uploads go sooner",
    BUCKETS.set("lifecycle", {"rules": [{"abortIncompleteMultipartUpload": {"daysAfterInitiation": 1}}]}),
)
retained.look_alike(
    "marks of deleted objects go, beside which the provider writes no days",
    BUCKETS.set("lifecycle", {"rules.0.expiration": {"days": 0, "expiredObjectDeleteMarker": True}}),
)
retained.look_alike(
    "emptied with the stack, where nothing is protected", BUCKETS.protect("bucket", on=False).set("bucket", {"forceDestroy": True})
)
retained.look_alike("another bucket's objects", BUCKETS.set("lifecycle", {"bucket": "models", "rules.0.expiration.days": 1}))
retained.look_alike(
    "a rule that is off, before one that is on",
    BUCKETS.set(
        "lifecycle",
        {"rules": [{"status": "Disabled", "expiration": {"days": 7}}, {"status": "Enabled", "expiration": {"days": 90}}]},
    ),
)
retained.bad(
    "a rule that is on, behind one that is off",
    BUCKETS.set(
        "lifecycle",
        {"rules": [{"status": "Disabled", "expiration": {"days": 90}}, {"status": "Enabled", "expiration": {"days": 7}}]},
    ),
    "lifecycle needs=rules.1.expiration.days | 7 | 30",
)
retained.look_alike(
    "a rule in the bucket that is off",
    BUCKETS.drop("lifecycle").set("bucket", {"lifecycleRules": [{"enabled": False, "expiration": {"days": 7}}]}),
)
retained.undecided(
    "whether a rule is on unknown",
    BUCKETS.set("lifecycle", {"rules.0.expiration.days": 7, "rules.0.status": UNKNOWN}),
    "lifecycle: rules.0.status",
)
retained.undecided(
    "whether a rule in the bucket is on unknown",
    BUCKETS.drop("lifecycle").set("bucket", {"lifecycleRules": [{"enabled": UNKNOWN, "expiration": {"days": 7}}]}),
    "bucket: lifecycleRules.0.enabled",
)
retained.good("a lower minimum", BUCKETS.set("lifecycle", {"rules.0.expiration.days": 7}), minDays=7)
retained.bad(
    "one day too few",
    BUCKETS.set("lifecycle", {"rules.0.expiration.days": 29}),
    "lifecycle needs=rules.0.expiration.days | 29 | 30",
)
retained.bad("a higher minimum", BUCKETS, "lifecycle needs=rules.0.expiration.days | 30 | 90", minDays=90)
retained.bad(
    "in the bucket",
    BUCKETS.drop("lifecycle").set("bucket", {"lifecycleRules": [{"expiration": {"days": 7}}]}),
    "bucket needs=lifecycleRules.0.expiration.days | 7 | 30",
)
retained.bad(
    "emptied with the stack",
    BUCKETS.set("bucket", {"forceDestroy": True}),
    "bucket: `forceDestroy` deletes the records together with the bucket.",
)
retained.bad(
    "a trail's",
    BUCKETS.drop("balancer")
    .add(spec(kinds.TRAIL, "trail", {"s3BucketName": "access-logs"}))
    .set("lifecycle", {"rules.0.expiration.days": 1}),
    "lifecycle days",
)
retained.undecided(
    "days unknown", BUCKETS.set("lifecycle", {"rules.0.expiration.days": UNKNOWN}), "lifecycle: rules.0.expiration.days"
)
retained.undecided("one rule unknown", BUCKETS.set("lifecycle", {"rules": [UNKNOWN]}), "lifecycle: rules.0.expiration.days")
retained.undecided("emptying unknown", BUCKETS.set("bucket", {"forceDestroy": UNKNOWN}), "bucket: forceDestroy")
SHORT = BUCKETS.drop("models").add(ELSEWHERE).set("lifecycle", {"rules.0.expiration.days": 1})
SOMEWHERE = SHORT.set("balancer", {"accessLogs.bucket": UNKNOWN}).edge("balancer", "accessLogs", "elsewhere")
retained.undecided("what a load balancer logs to unknown", SOMEWHERE, "bucket: whether it keeps records")
retained.undecided(
    "what a trail is kept in unknown",
    SHORT.drop("balancer").add(spec(kinds.TRAIL, "trail", {"s3BucketName": UNKNOWN}, s3BucketName="elsewhere")),
    "bucket: whether it keeps records",
)
retained.look_alike(
    "what a load balancer logs to unknown, and all kept", SOMEWHERE.set("lifecycle", {"rules.0.expiration.days": 30})
)
retained.bad("a bucket that only an edge names", SOMEWHERE.edge("balancer", "accessLogs", "bucket"), "lifecycle days")
STRAY = SHORT.set("lifecycle", {"bucket": UNKNOWN}).edge("lifecycle", "bucket", "elsewhere")
retained.undecided("a lifecycle of a bucket that is not known", STRAY, "lifecycle: bucket")
retained.look_alike("a long lifecycle of a bucket that is not known", STRAY.set("lifecycle", {"rules.0.expiration.days": 30}))
retained.look_alike("a short lifecycle of a bucket that is not known, where no bucket keeps records", STRAY.drop("balancer"))
retained.look_alike(
    "a short lifecycle of a bucket that is not known, where a log group keeps the records",
    STRAY.drop("balancer").add(
        spec(kinds.LOG_GROUP, "traffic", {"name": "/pde/flow"}), spec(kinds.FLOW_LOG, "flow", {"logDestination": "/pde/flow"})
    ),
)
LONE = BUCKETS.drop("balancer", "models").set("lifecycle", {"rules.0.expiration.days": 1})
retained.look_alike("a bucket that nothing records to", LONE)
for recorder in RECORDERS:
    RECORDED = LONE.add(recorder)
    retained.bad(f"the records of a {recorder.token}", RECORDED, "lifecycle days")
    retained.good(f"the records of a {recorder.token}, kept", RECORDED.set("lifecycle", {"rules.0.expiration.days": 30}))
    (head, value), *_ = recorder.props.items()
    retained.undecided(
        f"what a {recorder.token} records to unknown",
        RECORDED.add(ELSEWHERE).set("recorder", {head: UNKNOWN}).edge("recorder", head, "elsewhere"),
        "bucket: whether it keeps records",
    )
STREAM = spec(
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
    "stream",
    {"name": "aws-waf-logs-edge", "extendedS3Configuration": {"bucketArn": "arn:aws:s3:::access-logs"}},
)
STREAMED = LONE.add(STREAM, spec(kinds.WEB_ACL_LOGGING, "requests", {"logDestinationConfigs": [UNKNOWN]})).edge(
    "requests", "logDestinationConfigs", "stream"
)
retained.look_alike("a bucket that a stream of data ends in", STREAMED.drop("requests"))
retained.bad("a bucket that a stream of records ends in", STREAMED, "lifecycle days")
retained.undecided(
    "a stream of records that ends in the unknown",
    STREAMED.add(ELSEWHERE)
    .set("stream", {"extendedS3Configuration.bucketArn": UNKNOWN})
    .edge("stream", "extendedS3Configuration", "elsewhere"),
    "bucket: whether it keeps records",
)
