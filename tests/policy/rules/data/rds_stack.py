"""Cases of the rules rds-multi-az, rds-iam-authentication, rds-enhanced-monitoring and rds-survives-deletion."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, spec
from tests.policy.rules.data.rds_plans import CLUSTER, INSTANCE, REPLICA
from tests.policy.tables import Table

standby = Table("rds-multi-az")
standby.good("with a standby", INSTANCE)
standby.look_alike("a replica is a second copy itself", REPLICA)
standby.good("a cluster has members instead", CLUSTER)
standby.bad("absent", INSTANCE.set("db", {"multiAz": DROP}), "db needs=multiAz | not set | true")
standby.bad("off", INSTANCE.set("db", {"multiAz": False}), "db needs=multiAz | false | true")
standby.bad("a number", INSTANCE.set("db", {"multiAz": 1}), "db needs=multiAz | 1 | true")
standby.undecided("unknown", INSTANCE.set("db", {"multiAz": UNKNOWN}), "db: multiAz")

standby.look_alike("single on purpose, where nothing is protected", INSTANCE.protect("db", on=False).set("db", {"multiAz": False}))

tokens = Table(
    "rds-iam-authentication", iamDatabaseAuthenticationEnabled="`iamDatabaseAuthenticationEnabled` is not set; it has to be true."
)
TOKENS = INSTANCE.set("db", {"iamDatabaseAuthenticationEnabled": True})
tokens.good("on", TOKENS)
tokens.good("a cluster's", CLUSTER.set("db", {"iamDatabaseAuthenticationEnabled": True}))
tokens.look_alike("an engine that has none", TOKENS.set("db", {"engine": "oracle-ee", "iamDatabaseAuthenticationEnabled": DROP}))
tokens.look_alike("nothing is protected", INSTANCE.protect("db", on=False))
tokens.look_alike("a replica signs in as its source does", REPLICA)
tokens.bad("absent", INSTANCE, "db iamDatabaseAuthenticationEnabled")
for engine in ("mysql", "mariadb", "aurora-mysql"):
    tokens.bad(f"absent in {engine}", INSTANCE.set("db", {"engine": engine}), "db iamDatabaseAuthenticationEnabled")
tokens.bad(
    "absent in MySQL of any version",
    INSTANCE.set("db", {"engine": "mysql", "engineVersion": UNKNOWN}),
    "db iamDatabaseAuthenticationEnabled",
)
tokens.bad(
    "off", TOKENS.set("db", {"iamDatabaseAuthenticationEnabled": False}), "db needs=iamDatabaseAuthenticationEnabled | false | true"
)
tokens.bad("null", TOKENS.set("db", {"iamDatabaseAuthenticationEnabled": None}), "db iamDatabaseAuthenticationEnabled")
tokens.bad("absent in a cluster", CLUSTER, "db iamDatabaseAuthenticationEnabled")
tokens.bad(
    "a text",
    TOKENS.set("db", {"iamDatabaseAuthenticationEnabled": "true"}),
    "db needs=iamDatabaseAuthenticationEnabled | a text | true",
)
tokens.undecided("unknown", TOKENS.set("db", {"iamDatabaseAuthenticationEnabled": UNKNOWN}), "db: iamDatabaseAuthenticationEnabled")

monitored = Table("rds-enhanced-monitoring")
MONITORED = INSTANCE.set("db", {"monitoringInterval": 60, "monitoringRoleArn": UNKNOWN})
monitored.good("each minute", MONITORED)
monitored.good(
    "each second, by a role of another stack", MONITORED.set("db", {"monitoringInterval": 1, "monitoringRoleArn": "arn"})
)
monitored.look_alike("nothing is protected", INSTANCE.protect("db", on=False))
monitored.look_alike("a cluster has members that are monitored", CLUSTER.drop("member"))
monitored.bad("off", MONITORED.set("db", {"monitoringInterval": 0}), "db needs=monitoringInterval | 0 | 1 or more")
monitored.bad("no role", MONITORED.set("db", {"monitoringRoleArn": DROP}), "db unset=monitoringRoleArn")
monitored.bad(
    "absent",
    INSTANCE,
    "db: `monitoringInterval` is not set (AWS then takes 0); it has to be 1 or more.",
)
monitored.bad(
    "a member of a cluster",
    CLUSTER.set("member", {"monitoringInterval": 0, "monitoringRoleArn": UNKNOWN}),
    "member needs=monitoringInterval | 0 | 1 or more",
)
monitored.undecided("unknown", MONITORED.set("db", {"monitoringInterval": UNKNOWN}), "db: monitoringInterval")

survives = Table(
    "rds-survives-deletion",
    deletionProtection="`deletionProtection` is false; it has to be true.",
    skipFinalSnapshot="`skipFinalSnapshot` is true; it has to be false.",
)
survives.good("protected", INSTANCE)
survives.good("protected cluster", CLUSTER)
survives.look_alike(
    "nothing stateful is protected",
    INSTANCE.protect("db", on=False).set("db", {"deletionProtection": False, "skipFinalSnapshot": True}),
)
survives.look_alike(
    "a protected role makes no stack stateful",
    INSTANCE.protect("db", on=False).set("db", {"deletionProtection": False}).add(spec(kinds.ROLE, "role")).protect("role"),
)
survives.look_alike("a replica leaves no snapshot", REPLICA.set("db", {"skipFinalSnapshot": True, "finalSnapshotIdentifier": DROP}))
survives.bad(
    "deletion protection absent", INSTANCE.set("db", {"deletionProtection": DROP}), "db needs=deletionProtection | not set | true"
)
survives.bad("deletion protection off", CLUSTER.set("db", {"deletionProtection": False}), "db deletionProtection")
survives.bad("snapshot skipped", INSTANCE.set("db", {"skipFinalSnapshot": True}), "db skipFinalSnapshot")
survives.bad(
    "snapshot without a name",
    INSTANCE.set("db", {"finalSnapshotIdentifier": DROP}),
    "db: `finalSnapshotIdentifier` is not set, so deletion would fail or leave nothing.",
)
survives.bad(
    "beside a replica",
    REPLICA.add(spec(kinds.DB_INSTANCE, "primary", {"engine": "postgres", "deletionProtection": True, "skipFinalSnapshot": True})),
    "primary skipFinalSnapshot",
)
survives.bad("snapshot a text", INSTANCE.set("db", {"skipFinalSnapshot": "no"}), "db needs=skipFinalSnapshot | a text | false")
survives.bad(
    "another resource is the protected one",
    INSTANCE.protect("db", on=False).set("db", {"deletionProtection": False}).add(spec(kinds.BUCKET, "bucket")).protect("bucket"),
    "db deletionProtection",
)
survives.undecided("deletion protection unknown", INSTANCE.set("db", {"deletionProtection": UNKNOWN}), "db: deletionProtection")
survives.undecided(
    "snapshot unknown and without a name",
    INSTANCE.set("db", {"skipFinalSnapshot": UNKNOWN, "finalSnapshotIdentifier": DROP}),
    "db: skipFinalSnapshot",
)
survives.undecided("snapshot unknown", INSTANCE.set("db", {"skipFinalSnapshot": UNKNOWN}), "db: skipFinalSnapshot")
