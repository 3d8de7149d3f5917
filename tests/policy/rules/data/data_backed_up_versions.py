"""More cases of the rule data-backed-up: versions of buckets, and copies of what is left."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, spec
from tests.policy.rules.data.data_backed_up import ABROAD, COPIED, ELSEWHERE, FILES, SELECTED, TABLE, VAULTED, backed

VERSIONS = Plan(
    spec(kinds.BUCKET, "bucket", {"bucket": "pde-models"}),
    spec(
        kinds.BUCKET_LIFECYCLE,
        "lifecycle",
        {"bucket": "pde-models", "rules": [{"status": "Enabled", "noncurrentVersionExpiration": {"noncurrentDays": 6}}]},
    ),
)
OUTLIVED = "rules.0.noncurrentVersionExpiration"
backed.good("old versions for a week", VERSIONS.set("lifecycle", {f"{OUTLIVED}.noncurrentDays": 7}))
backed.bad("old versions for a day less", VERSIONS, "lifecycle noncurrentDays")
backed.bad(
    "old versions for a day",
    VERSIONS.set("lifecycle", {f"{OUTLIVED}.noncurrentDays": 1}),
    "lifecycle needs=rules.0.noncurrentVersionExpiration.noncurrentDays | 1 | 7 or more",
)
backed.look_alike("no days, as the provider writes it", VERSIONS.set("lifecycle", {f"{OUTLIVED}.noncurrentDays": 0}))
backed.look_alike("old versions for ever", VERSIONS.set("lifecycle", {OUTLIVED: DROP}))
backed.look_alike("another bucket's old versions", VERSIONS.set("lifecycle", {"bucket": "elsewhere"}))
STRAY = VERSIONS.add(ELSEWHERE).set("lifecycle", {"bucket": UNKNOWN}).edge("lifecycle", "bucket", "elsewhere")
backed.undecided("old versions of a bucket that is not known", STRAY, "lifecycle: bucket")
backed.look_alike(
    "old versions of a bucket that is not known, for a week", STRAY.set("lifecycle", {f"{OUTLIVED}.noncurrentDays": 7})
)
backed.look_alike("old versions of a bucket that is not known, where there is none", STRAY.drop("bucket"))
backed.look_alike("old versions of a rule that is off", VERSIONS.set("lifecycle", {"rules.0.status": "Disabled"}))
for path, value in {"prefix": "tmp/", "filter": {"prefix": "tmp/"}, "tags": {"a": "b"}}.items():
    backed.look_alike(f"old versions of some objects, by {path}", VERSIONS.set("lifecycle", {f"rules.0.{path}": value}))
backed.look_alike("the last old versions for ever", VERSIONS.set("lifecycle", {f"{OUTLIVED}.newerNoncurrentVersions": 3}))
backed.bad(
    "old versions of all objects, in as many words",
    VERSIONS.set(
        "lifecycle", {"rules.0.prefix": "", "rules.0.filter": {"prefix": "", "tag": None}, f"{OUTLIVED}.newerNoncurrentVersions": 0}
    ),
    "lifecycle noncurrentDays",
)
backed.undecided(
    "old versions of unknown objects", VERSIONS.set("lifecycle", {"rules.0.filter": {"prefix": UNKNOWN}}), "lifecycle: rules.0"
)
backed.undecided(
    "old versions for unknown days", VERSIONS.set("lifecycle", {f"{OUTLIVED}.noncurrentDays": UNKNOWN}), "lifecycle: rules.0"
)
EXPIRING = {"status": "Enabled", "noncurrentVersionExpiration": {"noncurrentDays": 6}}
backed.bad(
    "old versions for a day less, behind a rule that is off",
    VERSIONS.set("lifecycle", {"rules": [{**EXPIRING, "status": "Disabled"}, EXPIRING]}),
    "lifecycle needs=rules.1.noncurrentVersionExpiration.noncurrentDays | 6 | 7 or more",
)
backed.look_alike(
    "old versions for a week by a rule that may be off",
    VERSIONS.set("lifecycle", {"rules.0.status": UNKNOWN, f"{OUTLIVED}.noncurrentDays": 7}),
)
backed.undecided(
    "old versions of a rule that may be off", VERSIONS.set("lifecycle", {"rules.0.status": UNKNOWN}), "lifecycle: rules.0"
)
INLINE = VERSIONS.drop("lifecycle").set(
    "bucket", {"lifecycleRules": [{"enabled": True, "noncurrentVersionExpiration": {"days": 6}}]}
)
backed.bad(
    "old versions for a day less, in the bucket",
    INLINE,
    "bucket needs=lifecycleRules.0.noncurrentVersionExpiration.days | 6 | 7 or more",
)
backed.look_alike("old versions of a rule that is off, in the bucket", INLINE.set("bucket", {"lifecycleRules.0.enabled": False}))
backed.undecided(
    "old versions of a rule that may be off, in the bucket",
    INLINE.set("bucket", {"lifecycleRules.0.enabled": UNKNOWN}),
    "bucket: lifecycleRules.0",
)
backed.look_alike("a lifecycle that AWS has", INLINE.set("bucket", {"lifecycleRules": UNKNOWN}))
TRAIL = spec(kinds.TRAIL, "trail", {"s3BucketName": "pde-models"})
LOGGED = spec(kinds.BUCKET_LOGGING, "logging", {"bucket": "other", "targetBucket": "pde-models"})
backed.look_alike("old versions of a record, written once", VERSIONS.add(TRAIL))
backed.bad(
    "old versions behind those of a record",
    VERSIONS.add(
        TRAIL,
        spec(kinds.BUCKET, "behind", {"bucket": "pde-data"}),
        spec(kinds.BUCKET_LIFECYCLE, "expiry", {"bucket": "pde-data", "rules": [EXPIRING]}),
    ),
    "expiry noncurrentDays",
)
backed.look_alike("old versions of another bucket's log, written once", VERSIONS.add(LOGGED))
backed.bad(
    "old versions beside a trail", VERSIONS.add(TRAIL).set("trail", {"s3BucketName": "elsewhere"}), "lifecycle noncurrentDays"
)
backed.undecided(
    "old versions for unknown days of what may be a record",
    VERSIONS.add(TRAIL, ELSEWHERE)
    .set("trail", {"s3BucketName": UNKNOWN})
    .edge("trail", "s3BucketName", "elsewhere")
    .set("lifecycle", {f"{OUTLIVED}.noncurrentDays": UNKNOWN}),
    "lifecycle: rules.0",
)
backed.undecided(
    "old versions of what may be a record",
    VERSIONS.add(TRAIL, ELSEWHERE).set("trail", {"s3BucketName": UNKNOWN}).edge("trail", "s3BucketName", "elsewhere"),
    "bucket: whether it keeps logs, or a backup plan selects it",
)
backed.undecided(
    "old versions of what may be another bucket's log",
    VERSIONS.add(LOGGED, ELSEWHERE).set("logging", {"targetBucket": UNKNOWN}).edge("logging", "targetBucket", "elsewhere"),
    "bucket: whether it keeps logs, or a backup plan selects it",
)
COPYING = spec(kinds.BACKUP_SELECTION, "selection", {"resources": ["arn:aws:s3:::*"]})
backed.look_alike("old versions of a bucket that a plan copies", VERSIONS.add(COPYING))
backed.undecided(
    "old versions of a bucket that a plan may copy",
    VERSIONS.add(COPYING).set("selection", {"selectionTags": [{"key": "x"}]}),
    "bucket: whether it keeps logs, or a backup plan selects it",
)
backed.bad("a file system", FILES.drop("backups"), "files backups")
backed.bad("a file system's own, switched off", FILES.set("backups", {"backupPolicy.status": "DISABLED"}), "files backups")
backed.bad("a volume", Plan(spec(kinds.VOLUME, "volume")), "volume backups")
backed.bad("no copy of a database", COPIED.drop("copy"), "db copy", replicated=True)
backed.bad(
    "no copy of a second database",
    COPIED.add(spec(kinds.DB_INSTANCE, "second", {"arn": UNKNOWN})).protect("second"),
    "second copy",
    replicated=True,
)
backed.bad(
    "no copy of a secret",
    COPIED.set("secret", {"replicas": []}),
    "secret: `replicas` is empty, so it has no copy in another region.",
    replicated=True,
)
backed.bad("no copy of a bucket", COPIED.add(spec(kinds.BUCKET, "bucket")).protect("bucket"), "bucket copy", replicated=True)
backed.undecided(
    "a copy of something unknown",
    COPIED.add(spec("random:index/randomId:RandomId", "elsewhere")).edge("copy", "sourceDbInstanceArn", "elsewhere"),
    "db: sourceDbInstanceArn of a copy that could be this one's",
    replicated=True,
)
backed.undecided(
    "copies of something unknown",
    VAULTED.add(spec("random:index/randomId:RandomId", "elsewhere")).edge("selection", "resources", "elsewhere"),
    "cluster: resources of a copy that could be this one's",
    "table: resources of a copy that could be this one's",
    replicated=True,
)
backed.bad(
    "a global cluster that AWS has not named and nobody gave",
    ABROAD.set("cluster", {"globalClusterIdentifier": UNKNOWN}),
    "cluster copy",
    replicated=True,
)
backed.undecided("a selection of something unknown", SELECTED.unlinked("selection"), "table: whether a backup plan selects it")
backed.undecided(
    "recovery unknown",
    TABLE.add(ELSEWHERE)
    .set("table", {"pointInTimeRecovery.enabled": UNKNOWN})
    .edge("table", "pointInTimeRecovery", ELSEWHERE.name),
    "table: whether a backup plan selects it",
)
backed.bad(
    "recovery that is left to AWS, which switches none on",
    TABLE.set("table", {"pointInTimeRecovery": UNKNOWN}),
    "table backups",
)
backed.undecided(
    "a selection of all tables in a region",
    SELECTED.set("selection", {"resources": ["arn:aws:dynamodb:us-east-1:*:table/*"]}).unlinked("selection"),
    "table: whether a backup plan selects it",
)
backed.undecided(
    "a selection that another stack gives",
    SELECTED.add(spec("pulumi:pulumi:StackReference", "other")).edge("selection", "resources", "other"),
    "table: whether a backup plan selects it",
)
backed.undecided("a plan's rule unknown", SELECTED.set("plan", {"rules": [UNKNOWN]}), "plan: rules.0.lifecycle.deleteAfter")
backed.undecided(
    "days unknown", SELECTED.set("plan", {"rules.0.lifecycle.deleteAfter": UNKNOWN}), "plan: rules.0.lifecycle.deleteAfter"
)
