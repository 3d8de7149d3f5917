"""Cases of the rules of `policy.rules.data.rds`."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, spec
from tests.policy.rules.data.rds_plans import CLUSTER, INSTANCE, REPLICA
from tests.policy.tables import Table

encrypted = Table(
    "rds-encrypted-with-customer-key",
    kmsKeyId="`kmsKeyId` is {}.",
    storageEncrypted="`storageEncrypted` is not set; it has to be true.",
    performanceInsightsKmsKeyId="`performanceInsightsKmsKeyId` is not set.",
)
encrypted.good("instance with a key", INSTANCE)
encrypted.good("cluster with a key that is being created", CLUSTER)
encrypted.look_alike("replica in the region, whose key is its source's", REPLICA.set("db", {"storageEncrypted": DROP}))
encrypted.look_alike("insights off need no key", INSTANCE.set("db", {"performanceInsightsEnabled": False}))
encrypted.bad("encryption absent", INSTANCE.set("db", {"storageEncrypted": DROP}), "db storageEncrypted")
encrypted.bad("encryption null", INSTANCE.set("db", {"storageEncrypted": None}), "db storageEncrypted")
encrypted.bad("encryption off", INSTANCE.set("db", {"storageEncrypted": False}), "db needs=storageEncrypted | false | true")
encrypted.bad(
    "encryption off, whatever the engine",
    INSTANCE.set("db", {"storageEncrypted": False, "engine": UNKNOWN}),
    "db needs=storageEncrypted | false | true",
)
encrypted.bad("encryption a text", INSTANCE.set("db", {"storageEncrypted": "true"}), "db needs=storageEncrypted | a text | true")
encrypted.bad("key absent", INSTANCE.set("db", {"kmsKeyId": DROP}), "db kmsKeyId=not set")
encrypted.bad("key empty", CLUSTER.set("db", {"kmsKeyId": " "}), "db kmsKeyId=a text")
encrypted.bad("key a list", CLUSTER.set("db", {"kmsKeyId": ["arn:aws:kms:us-east-1:111122223333:key/1"]}), "db kmsKeyId=a list")
encrypted.bad(
    "AWS's own key", INSTANCE.set("db", {"kmsKeyId": "arn:aws:kms:us-east-1:111122223333:alias/aws/rds"}), "db own_key=kmsKeyId"
)
encrypted.bad(
    "replica across regions without a key",
    REPLICA.set("db", {"replicateSourceDb": "arn:aws:rds:x:1:db:primary"}),
    "db kmsKeyId=not set",
)
encrypted.bad("insights without a key", INSTANCE.set("db", {"performanceInsightsKmsKeyId": DROP}), "db performanceInsightsKmsKeyId")
encrypted.bad(
    "insights of a member without a key",
    CLUSTER.set("member", {"performanceInsightsEnabled": True}),
    "member performanceInsightsKmsKeyId",
)
encrypted.undecided("encryption unknown", INSTANCE.set("db", {"storageEncrypted": UNKNOWN}), "db: storageEncrypted")
encrypted.undecided(
    "insights unknown without a key",
    INSTANCE.set("db", {"performanceInsightsEnabled": UNKNOWN, "performanceInsightsKmsKeyId": DROP}),
    "db: performanceInsightsEnabled",
)
encrypted.good("insights unknown with a key", INSTANCE.set("db", {"performanceInsightsEnabled": UNKNOWN}))

encrypted.bad(
    "an empty source makes no replica", INSTANCE.set("db", {"replicateSourceDb": "", "kmsKeyId": DROP}), "db kmsKeyId=not set"
)
encrypted.undecided(
    "a source unknown without a key", INSTANCE.set("db", {"replicateSourceDb": UNKNOWN, "kmsKeyId": DROP}), "db: replicateSourceDb"
)

private = Table(
    "rds-not-public",
    sharedAccounts="`sharedAccounts` names `all`: anyone may restore it.",
    publiclyAccessible="`publiclyAccessible` is true; it has to be false.",
)
private.good("private", INSTANCE)
private.look_alike("absent, which is private", INSTANCE.set("db", {"publiclyAccessible": DROP}))
private.good("null, which is private", INSTANCE.set("db", {"publiclyAccessible": None}))
private.bad("public", INSTANCE.set("db", {"publiclyAccessible": True}), "db publiclyAccessible")
private.bad("a text", INSTANCE.set("db", {"publiclyAccessible": "true"}), "db needs=publiclyAccessible | a text | false")
private.bad("a public member", CLUSTER.set("member", {"publiclyAccessible": True}), "member publiclyAccessible")
private.undecided("unknown", INSTANCE.set("db", {"publiclyAccessible": UNKNOWN}), "db: publiclyAccessible")
private.good(
    "another type of resource", Plan(spec("aws:dms/replicationInstance:ReplicationInstance", "x", {"publiclyAccessible": True}))
)

for token in (kinds.DB_SNAPSHOT, kinds.DB_SNAPSHOT_COPY, kinds.DB_CLUSTER_SNAPSHOT, kinds.DB_CLUSTER_SNAPSHOT_COPY):
    snapshot = Plan(spec(token, "snapshot", {"sharedAccounts": ["111122223333"]}))
    private.good(f"{token} for one account", snapshot)
    private.look_alike(f"{token} for nobody, which has no address", snapshot.set("snapshot", {"sharedAccounts": DROP}))
    private.bad(f"{token} for everyone", snapshot.set("snapshot", {"sharedAccounts": ["all"]}), "snapshot sharedAccounts")
    private.bad(
        f"{token} for one and everyone", snapshot.set("snapshot", {"sharedAccounts": [UNKNOWN, "all"]}), "snapshot sharedAccounts"
    )
    private.undecided(
        f"{token} for somebody unknown", snapshot.set("snapshot", {"sharedAccounts": [UNKNOWN]}), "snapshot: sharedAccounts"
    )

backups = Table("rds-backups-kept")
backups.good("the minimum", INSTANCE)
backups.good("more than the minimum", INSTANCE.set("db", {"backupRetentionPeriod": 8}))
backups.look_alike("a replica, whose source is backed up", REPLICA)
backups.good("a lower minimum", INSTANCE.set("db", {"backupRetentionPeriod": 1}), minDays=1.0)
backups.good("a configuration that is no number", INSTANCE, minDays="14")
backups.bad("one day too few", INSTANCE.set("db", {"backupRetentionPeriod": 6}), "db needs=backupRetentionPeriod | 6 | 7 or more")
backups.bad("none", INSTANCE.set("db", {"backupRetentionPeriod": 0}), "db needs=backupRetentionPeriod | 0 | 7 or more")
backups.bad(
    "absent",
    INSTANCE.set("db", {"backupRetentionPeriod": DROP}),
    "db needs=backupRetentionPeriod | not set (AWS then takes 0) | 7 or more",
)
backups.bad(
    "absent in a cluster",
    CLUSTER.set("db", {"backupRetentionPeriod": DROP}),
    "db needs=backupRetentionPeriod | not set (AWS then takes 1) | 7 or more",
)
backups.bad("a text", INSTANCE.set("db", {"backupRetentionPeriod": "30"}), "db needs=backupRetentionPeriod | a text | 7 or more")
backups.bad(
    "a truth value",
    INSTANCE.set("db", {"backupRetentionPeriod": True}),
    "db needs=backupRetentionPeriod | true | 1 or more",
    minDays=1.0,
)
backups.bad("a higher minimum", CLUSTER, "db needs=backupRetentionPeriod | 14 | 35 or more", minDays=35.0)
backups.undecided("unknown", CLUSTER.set("db", {"backupRetentionPeriod": UNKNOWN}), "db: backupRetentionPeriod")

backups.good("a cluster's one day is enough", CLUSTER.set("db", {"backupRetentionPeriod": DROP}), minDays=1)
backups.bad(
    "a cluster's one day is not",
    CLUSTER.set("db", {"backupRetentionPeriod": DROP}),
    "db needs=backupRetentionPeriod | not set (AWS then takes 1) | 2 or more",
    minDays=2,
)
backups.bad(
    "an instance's none is not",
    INSTANCE.set("db", {"backupRetentionPeriod": DROP}),
    "db needs=backupRetentionPeriod | not set (AWS then takes 0) | 1 or more",
    minDays=1,
)

maintained = Table(
    "rds-maintained-and-logged",
    enabledCloudwatchLogsExports="`enabledCloudwatchLogsExports` names no log.",
    autoMinorVersionUpgrade="`autoMinorVersionUpgrade` is false; it has to be true.",
)
maintained.good("upgraded and logged", INSTANCE)
maintained.good("cluster and member", CLUSTER)
maintained.look_alike("upgrades absent, which is on", INSTANCE.set("db", {"autoMinorVersionUpgrade": DROP}))
maintained.good("one log as a scalar", INSTANCE.set("db", {"enabledCloudwatchLogsExports": "postgresql"}))
maintained.good("a log whose name is unknown", INSTANCE.set("db", {"enabledCloudwatchLogsExports": [UNKNOWN]}))
maintained.bad("upgrades off", INSTANCE.set("db", {"autoMinorVersionUpgrade": False}), "db autoMinorVersionUpgrade")
maintained.bad(
    "upgrades of a member off", CLUSTER.set("member", {"autoMinorVersionUpgrade": False}), "member autoMinorVersionUpgrade"
)
maintained.bad("no logs", INSTANCE.set("db", {"enabledCloudwatchLogsExports": DROP}), "db enabledCloudwatchLogsExports")
maintained.bad("an empty list of logs", CLUSTER.set("db", {"enabledCloudwatchLogsExports": []}), "db enabledCloudwatchLogsExports")
maintained.bad(
    "a list of nothing", CLUSTER.set("db", {"enabledCloudwatchLogsExports": [None, ""]}), "db enabledCloudwatchLogsExports"
)
maintained.undecided("upgrades unknown", INSTANCE.set("db", {"autoMinorVersionUpgrade": UNKNOWN}), "db: autoMinorVersionUpgrade")
maintained.undecided(
    "logs unknown", CLUSTER.set("db", {"enabledCloudwatchLogsExports": UNKNOWN}), "db: enabledCloudwatchLogsExports"
)

username = Table("rds-username-not-reserved", username="`username` is `{}`, which the engine reserves.")
username.good("a name of our own", INSTANCE)
username.look_alike("admin on MySQL, its usual name", INSTANCE.set("db", {"engine": "mysql", "username": "admin"}))
username.look_alike("a name that begins like a reserved one", INSTANCE.set("db", {"username": "administrator"}))
username.good("absent, as in a replica", INSTANCE.set("db", {"username": DROP}))
username.bad("admin on PostgreSQL", INSTANCE.set("db", {"username": "admin"}), "db username=admin")
username.bad("in capitals", INSTANCE.set("db", {"username": "Admin"}), "db username=admin")
username.bad("the service's own user", INSTANCE.set("db", {"engine": "mysql", "username": "rdsadmin"}), "db username=rdsadmin")
username.bad(
    "reserved whatever the engine", INSTANCE.set("db", {"engine": UNKNOWN, "username": "rdsadmin"}), "db username=rdsadmin"
)
username.bad("a key word of SQL", INSTANCE.set("db", {"username": "user"}), "db username=user")
username.bad("PostgreSQL's own prefix", INSTANCE.set("db", {"username": "pg_app"}), "db username=pg_app")
username.bad(
    "in a cluster", CLUSTER.set("db", {"masterUsername": "admin"}), "db: `masterUsername` is `admin`, which the engine reserves."
)
username.undecided("name unknown", CLUSTER.set("db", {"masterUsername": UNKNOWN}), "db: masterUsername")
username.undecided(
    "engine unknown and the name reserved by one", INSTANCE.set("db", {"engine": UNKNOWN, "username": "admin"}), "db: engine"
)

username.good("engine unknown and a name of our own", INSTANCE.set("db", {"engine": UNKNOWN}))
