"""Cases of the rules about not losing data."""

from dataclasses import replace

from policy import kinds
from policy.values import UNKNOWN
from tests.policy.plans import DROP, Plan, Table, spec

DATA = (
    Plan(spec(kinds.BUCKET, "bucket"), spec(kinds.DB_INSTANCE, "db", {"identifier": "pde"}), spec(kinds.ROLE, "role"))
    .protect("bucket")
    .protect("db")
)


def ignoring(plan: Plan, name: str, *paths: str) -> Plan:
    return Plan(*(replace(one, ignored=paths) if one.name == name else one for one in plan.specs.values()))


protected = Table("stateful-protected")
protected.good("all of it", DATA)
protected.look_alike("nothing is protected", DATA.protect("bucket", on=False).protect("db", on=False))
protected.look_alike("a count that scaling changes", ignoring(DATA.add(spec(kinds.SERVICE, "service")), "service", "desiredCount"))
protected.look_alike(
    "a key that a restore fixed",
    ignoring(DATA.set("db", {"restoreToPointInTime": {"useLatestRestorableTime": True}}), "db", "kmsKeyId"),
)
protected.look_alike(
    "ignored where nothing is protected", ignoring(Plan(spec(kinds.DB_INSTANCE, "db")), "db", "publiclyAccessible")
)
protected.bad("a database left out", DATA.protect("db", on=False), "db")
protected.bad("a bucket left out", DATA.protect("bucket", on=False), "bucket")
protected.bad("a key left out", DATA.add(spec(kinds.KEY, "key")), "key")
for path in ("publiclyAccessible", "kmsKeyId", "*"):
    protected.bad(f"ignoring {path}", ignoring(DATA, "db", path), "db")
protected.bad("ignoring a role's trust", ignoring(DATA, "role", "tags", "assumeRolePolicy"), "role")
protected.bad("ignoring a part", ignoring(DATA.add(spec(kinds.SECURITY_GROUP, "group")), "group", "ingress[0].cidrBlocks"), "group")

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
backed = Table("data-backed-up")
backed.good("a table's own recovery", TABLE)
backed.good("a plan", SELECTED)
backed.good("a file system's own", FILES)
backed.good("copies", COPIED, replicated=True)
backed.look_alike("no copies, where none are asked for", COPIED.drop("copy"))
backed.look_alike("kept for ever", SELECTED.set("plan", {"rules": [{"ruleName": "daily"}]}))
backed.look_alike("a replica needs no copy", COPIED.drop("copy").set("db", {"replicateSourceDb": "x"}), replicated=True)
backed.bad("a table", PLAIN, "table")
backed.bad("a table, switched off", TABLE.set("table", {"pointInTimeRecovery.enabled": False}), "table")
backed.bad(
    "a plan for something else", SELECTED.edge("selection", "resources", "plan").set("selection", {"resources": ["arn:x"]}), "table"
)
backed.bad("one day too few", SELECTED.set("plan", {"rules.0.lifecycle.deleteAfter": 6}), "plan")
backed.bad("a file system", FILES.drop("backups"), "files")
backed.bad("a file system's own, switched off", FILES.set("backups", {"backupPolicy.status": "DISABLED"}), "files")
backed.bad("a volume", Plan(spec(kinds.VOLUME, "volume")), "volume")
backed.bad("no copy of a database", COPIED.drop("copy"), "db", replicated=True)
backed.bad("no copy of a secret", COPIED.set("secret", {"replicas": []}), "secret", replicated=True)
backed.bad("no copy of a bucket", COPIED.add(spec(kinds.BUCKET, "bucket")).protect("bucket"), "bucket", replicated=True)
backed.unsure("a selection of something unknown", SELECTED.unlinked("selection"), "table")
backed.unsure("recovery unknown", TABLE.set("table", {"pointInTimeRecovery.enabled": UNKNOWN}), "table")
backed.unsure("days unknown", SELECTED.set("plan", {"rules.0.lifecycle.deleteAfter": UNKNOWN}), "plan")

TABLES = (protected, backed)
