"""Cases of the rule data-backed-up."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, spec
from tests.policy.tables import Table

ELSEWHERE = spec("random:index/randomId:RandomId", "elsewhere")
TABLE = Plan(spec(kinds.TABLE, "table", {"name": "x", "arn": UNKNOWN, "pointInTimeRecovery": {"enabled": True}}))
PLAIN = TABLE.set("table", {"pointInTimeRecovery": DROP})
SELECTED = PLAIN.add(
    spec(kinds.BACKUP_SELECTION, "selection", {"resources": [UNKNOWN]}, resources="table"),
    spec(kinds.BACKUP_PLAN, "plan", {"rules": [{"ruleName": "daily", "lifecycle": {"deleteAfter": 7}}]}),
)
FILES = Plan(
    spec(kinds.FILE_SYSTEM, "files", {"id": UNKNOWN}),
    spec(
        "aws:efs/backupPolicy:BackupPolicy",
        "backups",
        {"fileSystemId": UNKNOWN, "backupPolicy": {"status": "ENABLED"}},
        fileSystemId="files",
    ),
)
COPIED = (
    Plan(
        spec(kinds.DB_INSTANCE, "db", {"arn": UNKNOWN}),
        spec(kinds.BACKUPS_REPLICATION, "copy", {"sourceDbInstanceArn": UNKNOWN}, sourceDbInstanceArn="db"),
        spec(kinds.STORED_SECRETS, "secret", {"replicas": [{"region": "us-west-2"}]}),
    )
    .protect("db")
    .protect("secret")
)
backed = Table(
    "data-backed-up",
    noncurrentDays="`rules.0.noncurrentVersionExpiration.noncurrentDays` is 6; it has to be 7 or more.",
    backups="It has no backups.",
    copy="It has no copy in another region.",
)
backed.good("a table's own recovery", TABLE)
backed.good("a plan", SELECTED)
for token, path, enough, default in (
    ("aws:docdb/cluster:Cluster", "backupRetentionPeriod", 7, 1),
    ("aws:docdb/elasticCluster:ElasticCluster", "backupRetentionPeriod", 7, 1),
    ("aws:neptune/cluster:Cluster", "backupRetentionPeriod", 7, 1),
    ("aws:redshift/cluster:Cluster", "automatedSnapshotRetentionPeriod", 7, 1),
    ("aws:memorydb/cluster:Cluster", "snapshotRetentionLimit", 1, 0),
):
    keeping = Plan(spec(token, "it", {path: enough}), ELSEWHERE)
    backed.good(f"{token} that keeps them", keeping)
    for days, props in ((default, {path: DROP}), (enough - 1, {path: enough - 1})):
        said = f"it: `{path}` is {days}; it has to be {enough} or more."
        backed.bad(f"{token} with {props[path] if isinstance(props[path], int) else 'nothing'}", keeping.set("it", props), said)
    backed.undecided(f"{token} unknown", keeping.set("it", {path: UNKNOWN}).edge("it", path, ELSEWHERE.name), f"it: {path}")
DOCUMENTS = Plan(spec("aws:docdb/cluster:Cluster", "it", {"arn": UNKNOWN, "backupRetentionPeriod": 1}))
IN_PLAN = DOCUMENTS.add(
    spec(kinds.BACKUP_SELECTION, "selection", {"resources": [UNKNOWN]}, resources="it"),
    spec(kinds.BACKUP_PLAN, "plan", {"rules": [{"ruleName": "daily", "lifecycle": {"deleteAfter": 7}}]}),
)
backed.look_alike("a cluster that a plan copies", IN_PLAN)
backed.undecided("a cluster that a plan may copy", IN_PLAN.unlinked("selection"), "it: whether a backup plan selects it")
backed.look_alike(
    "a replica of another cluster",
    Plan(spec("aws:neptune/cluster:Cluster", "it", {"backupRetentionPeriod": 1, "replicationSourceIdentifier": "arn:x"})),
)
BY_ARN = SELECTED.set("selection", {"resources": ["arn:aws:dynamodb:us-east-1:111122223333:table/x"]}).unlinked("selection")
backed.good("a plan by the table's ARN", BY_ARN)
ANYWHERE = BY_ARN.set("selection", {"resources": ["arn:aws:dynamodb:*:*:table/x"]})
backed.good("a plan by the table's name, in any region", ANYWHERE)
BEGINNING = BY_ARN.set("selection", {"resources": ["arn:aws:dynamodb:*:*:table/x*"]})
backed.good("a plan by the beginning of the table's name, in any region", BEGINNING)
backed.bad("a plan by another name's beginning", BEGINNING.set("table", {"name": "y"}), "table backups")
backed.bad("a plan by everything of another service", BEGINNING.set("selection", {"resources": ["arn:aws:ec2:*"]}), "table backups")
backed.undecided(
    "a plan by the beginning of all names in one region, which may be this one's",
    BEGINNING.set("selection", {"resources": ["arn:aws:dynamodb:us-east-1:*:table/x*"]}),
    "table: whether a backup plan selects it",
)
backed.undecided(
    "a plan by the name of a table in any region that this one may be",
    ANYWHERE.set("table", {"name": UNKNOWN}),
    "table: whether a backup plan selects it",
)
backed.look_alike("a plan by the ARN of a table that shares its name", BY_ARN.add(spec(kinds.BUCKET, "bucket", {"bucket": "x"})))
backed.good("a file system's own", FILES)
backed.good("copies", COPIED, replicated=True)
backed.good(
    "copies of a bucket",
    COPIED.add(
        spec(kinds.BUCKET, "bucket", {"bucket": "pde-models"}),
        spec(kinds.BUCKET_REPLICATION, "bucket-copy", {"bucket": "pde-models"}),
    ).protect("bucket"),
    replicated=True,
)
OFF = Plan(
    spec(kinds.BUCKET, "bucket", {"bucket": "pde-models"}),
    spec(kinds.BUCKET_REPLICATION, "bucket-copy", {"bucket": "pde-models", "rules": [{"status": "Disabled"}]}),
).protect("bucket")
backed.bad("copies of a bucket, switched off", OFF, "bucket copy", replicated=True)
backed.good(
    "copies of a bucket by one rule of two",
    OFF.set("bucket-copy", {"rules": [{"status": "Disabled"}, {"status": "Enabled"}]}),
    replicated=True,
)
backed.look_alike("no copies, where none are asked for", COPIED.drop("copy"))
for pattern in (
    *("*", "arn:aws:dynamodb:*:*:table/*", "arn:aws:*:*:*:table/x", "arn:aws-cn:dynamodb:*:*:table/*"),
    *("arn:aws-us-gov:*:*:*:table/x", "arn:*:dynamodb:*:*:table/*"),
):
    backed.good(f"a plan for {pattern}", SELECTED.set("selection", {"resources": [pattern]}).unlinked("selection"))
backed.good(
    "a plan for a pattern of the ARN",
    BY_ARN.set("table", {"arn": "arn:aws:dynamodb:us-east-1:111122223333:table/x"}).set(
        "selection", {"resources": ["arn:aws:dynamodb:us-east-1:*:table/*"]}
    ),
)
backed.good(
    "everything, by conditions that say nothing",
    SELECTED.set("selection", {"resources": ["*"], "conditions": [{"stringEquals": []}]}).unlinked("selection"),
)
backed.good("a plan for it, and tags for others", SELECTED.set("selection", {"selectionTags": [{"key": "backup"}]}))
backed.good(
    "a plan for volumes",
    Plan(spec(kinds.VOLUME, "v"), spec(kinds.BACKUP_SELECTION, "s", {"resources": ["arn:aws:ec2:*:*:volume/*"]})),
)
backed.good(
    "a plan for file systems",
    FILES.drop("backups").add(spec(kinds.BACKUP_SELECTION, "s", {"resources": ["arn:aws:elasticfilesystem:*:*:file-system/*"]})),
)
backed.good("two plans, one of which takes it", BY_ARN.add(spec(kinds.BACKUP_SELECTION, "other", {"resources": ["arn:x"]})))
EVERYTHING = SELECTED.set("selection", {"resources": ["*"]}).unlinked("selection")
LEFT_OUT = EVERYTHING.set("selection", {"notResources": [UNKNOWN]}).edge("selection", "notResources", "table")
backed.bad("everything but it", LEFT_OUT, "table backups")
backed.bad(
    "everything but tables", EVERYTHING.set("selection", {"notResources": ["arn:aws:dynamodb:*:*:table/*"]}), "table backups"
)
backed.bad(
    "it, and left out again",
    SELECTED.set("selection", {"notResources": [UNKNOWN]}).edge("selection", "notResources", "table"),
    "table backups",
)
backed.look_alike(
    "everything but another",
    LEFT_OUT.add(spec(kinds.TABLE, "second", {**TABLE.specs["table"].props, "name": "y"})).edge(
        "selection", "notResources", "second"
    ),
)
backed.undecided(
    "everything but something unknown",
    LEFT_OUT.add(spec("pulumi:pulumi:StackReference", "other")).edge("selection", "notResources", "other"),
    "table: whether a backup plan selects it",
)
CLUSTER = (
    Plan(spec(kinds.DB_CLUSTER, "cluster", {"arn": UNKNOWN}), spec(kinds.TABLE, "table", {**TABLE.specs["table"].props}))
    .protect("cluster")
    .protect("table")
)
ABROAD = CLUSTER.set("cluster", {"globalClusterIdentifier": "pde"}).set("table", {"replicas": [{"regionName": "us-west-2"}]})
VAULTED = CLUSTER.add(
    spec(kinds.BACKUP_PLAN, "plan", {"rules": [{}, {"copyActions": [{"destinationVaultArn": UNKNOWN}]}]}),
    spec(
        kinds.BACKUP_SELECTION,
        "selection",
        {"planId": UNKNOWN, "resources": [UNKNOWN, UNKNOWN]},
        planId="plan",
        resources=["cluster", "table"],
    ),
)
backed.good("copies of a cluster and a table", ABROAD, replicated=True)
backed.good("copies by a plan", VAULTED, replicated=True)
backed.good(
    "a cluster that copies another",
    ABROAD.set("cluster", {"globalClusterIdentifier": ""})
    .add(spec(kinds.DB_CLUSTER, "copy", {"replicationSourceIdentifier": UNKNOWN}, replicationSourceIdentifier="cluster"))
    .protect("copy"),
    replicated=True,
)
for title, patterns in {"databases": ["arn:aws:rds:*:*:db:*"], "buckets": ["arn:aws:s3:::*"]}.items():
    backed.good(
        f"copies of {title} by a plan for all",
        Plan(spec(kinds.DB_INSTANCE, "db") if title == "databases" else spec(kinds.BUCKET, "bucket"))
        .protect("db" if title == "databases" else "bucket")
        .add(
            VAULTED.specs["plan"],
            spec(kinds.BACKUP_SELECTION, "selection", {"planId": UNKNOWN, "resources": patterns}, planId="plan"),
        ),
        replicated=True,
    )
backed.look_alike(
    "no copies of what nobody protects",
    CLUSTER.protect("table", on=False).set("cluster", {"globalClusterIdentifier": "x"}),
    replicated=True,
)
backed.bad("no copies of a cluster and a table", CLUSTER, "cluster copy", "table copy", replicated=True)
backed.bad(
    "no copies by the plan", VAULTED.set("plan", {"rules": [{"copyActions": []}]}), "cluster copy", "table copy", replicated=True
)
backed.bad("copies of the cluster alone", VAULTED.edge("selection", "resources", "cluster"), "table copy", replicated=True)
backed.bad(
    "a cluster, all of which a plan for clusters leaves out",
    VAULTED.set("selection", {"resources": ["arn:aws:rds:*:*:cluster:*"], "notResources": [UNKNOWN]})
    .edge("selection", "resources")
    .edge("selection", "notResources", "cluster")
    .set("table", {"replicas": [{}]}),
    "cluster copy",
    replicated=True,
)
backed.look_alike("kept for ever", SELECTED.set("plan", {"rules": [{"ruleName": "daily"}]}))
backed.look_alike("a replica needs no copy", COPIED.drop("copy").set("db", {"replicateSourceDb": "x"}), replicated=True)
backed.bad("a table", PLAIN, "table backups")
backed.bad("beside a table that has them", TABLE.add(spec(kinds.TABLE, "second", {"name": "y", "arn": UNKNOWN})), "second backups")
backed.bad("a table, switched off", TABLE.set("table", {"pointInTimeRecovery.enabled": False}), "table backups")
backed.bad(
    "a plan for something else",
    SELECTED.edge("selection", "resources", "plan").set("selection", {"resources": ["arn:x"]}),
    "table backups",
)
backed.bad(
    "a plan for another table",
    SELECTED.add(spec(kinds.TABLE, "second", {"name": "y", "arn": UNKNOWN})).edge("selection", "resources", "second"),
    "table backups",
)
backed.bad(
    "a plan for a database",
    SELECTED.add(spec(kinds.DB_INSTANCE, "db", {"arn": UNKNOWN})).edge("selection", "resources", "db"),
    "table backups",
)
backed.bad(
    "a plan for another stack's table",
    SELECTED.set("selection", {"resources": ["arn:aws:dynamodb:us-east-1:111122223333:table/y"], "selectionTags": []}).unlinked(
        "selection"
    ),
    "table backups",
)
backed.bad(
    "one day too few",
    SELECTED.set("plan", {"rules.0.lifecycle.deleteAfter": 6}),
    "plan needs=rules.0.lifecycle.deleteAfter | 6 | 7 or more",
)
VAULT = VAULTED.set("plan", {"rules.1.copyActions.0.lifecycle": {"deleteAfter": 7}})
SHORT_COPY = VAULT.set("plan", {"rules.1.copyActions.0.lifecycle.deleteAfter": 6})
backed.good("copies kept as long as backups", VAULT, replicated=True)
backed.bad(
    "copies kept a day less", SHORT_COPY, "plan needs=rules.1.copyActions.0.lifecycle.deleteAfter | 6 | 7 or more", replicated=True
)
backed.undecided(
    "copies kept for days that are unknown",
    VAULT.set("plan", {"rules.1.copyActions.0.lifecycle.deleteAfter": UNKNOWN}),
    "plan: rules.1.copyActions.0.lifecycle.deleteAfter",
    replicated=True,
)
backed.look_alike(
    "copies kept a day less, where none are asked for", SHORT_COPY.set("table", {"pointInTimeRecovery": {"enabled": True}})
)
UNPROTECTED = SHORT_COPY.protect("cluster", on=False).protect("table", on=False)
backed.look_alike("copies kept a day less, where nothing is protected", UNPROTECTED, replicated=True)

DAYS = "pointInTimeRecovery.recoveryPeriodInDays"
backed.good("a table's own recovery for a week", TABLE.set("table", {DAYS: 7}))
backed.bad(
    "a table's own recovery for a day less",
    TABLE.set("table", {DAYS: 6}),
    "table needs=pointInTimeRecovery.recoveryPeriodInDays | 6 | 7 or more",
)
backed.good("a table's own recovery for as long as AWS has it", TABLE, minDays=35)
backed.bad(
    "a table's own recovery, where that is too short",
    TABLE,
    "table needs=pointInTimeRecovery.recoveryPeriodInDays | not set (AWS then takes 35) | 36 or more",
    minDays=36,
)
backed.look_alike("a table's own recovery for as long as AWS chooses", TABLE.set("table", {DAYS: UNKNOWN}))
backed.undecided(
    "a table's own recovery for days that are unknown",
    TABLE.set("table", {DAYS: UNKNOWN}).add(ELSEWHERE).edge("table", "pointInTimeRecovery", "elsewhere"),
    "table: pointInTimeRecovery.recoveryPeriodInDays",
)
backed.look_alike(
    "a table's own recovery for a day, and a plan",
    SELECTED.set("table", {"pointInTimeRecovery": {"enabled": True, "recoveryPeriodInDays": 1}}),
)
backed.look_alike("a file system's own, where more is asked for", FILES, minDays=36)

backed.bad(
    "a table behind one that a plan copies",
    SELECTED.add(spec(kinds.TABLE, "behind", {"name": "behind", "arn": "arn:aws:dynamodb:us-east-1:111122223333:table/behind"})),
    "behind backups",
)
backed.bad(
    "a plan for another partition than the ARN's",
    BY_ARN.set("table", {"arn": "arn:aws:dynamodb:us-east-1:111122223333:table/x"}).set(
        "selection", {"resources": ["arn:aws-cn:dynamodb:*:*:table/*"]}
    ),
    "table backups",
)
backed.bad(
    "a plan for another service's of another partition",
    BEGINNING.set("selection", {"resources": ["arn:aws-cn:ec2:*"]}),
    "table backups",
)
