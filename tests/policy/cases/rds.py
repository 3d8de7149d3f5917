"""Cases of the rules about relational databases."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, Table, spec

TLS_ON = [{"name": "rds.force_ssl", "value": "1", "applyMethod": "immediate"}]
INSTANCE = Plan(
    spec(
        kinds.DB_INSTANCE,
        "db",
        {
            "engine": "postgres",
            "username": "app",
            "storageEncrypted": True,
            "kmsKeyId": "arn:aws:kms:us-east-1:111122223333:key/1",
            "performanceInsightsEnabled": True,
            "performanceInsightsKmsKeyId": "arn:aws:kms:us-east-1:111122223333:key/1",
            "publiclyAccessible": False,
            "backupRetentionPeriod": 7.0,
            "autoMinorVersionUpgrade": True,
            "enabledCloudwatchLogsExports": ["postgresql", "upgrade"],
            "multiAz": True,
            "parameterGroupName": UNKNOWN,
            "deletionProtection": True,
            "skipFinalSnapshot": False,
            "finalSnapshotIdentifier": "db-final",
        },
        parameterGroupName="parameters",
    ),
    spec(kinds.DB_PARAMETERS, "parameters", {"family": "postgres17", "parameters": TLS_ON}),
    spec(kinds.DB_PARAMETERS, "others", {"family": "postgres17", "parameters": [{"name": "log_statement", "value": "ddl"}]}),
).protect("db")
CLUSTER = Plan(
    spec(
        kinds.DB_CLUSTER,
        "db",
        {
            "engine": "aurora-postgresql",
            "masterUsername": "app",
            "storageEncrypted": True,
            "kmsKeyId": UNKNOWN,
            "backupRetentionPeriod": 14,
            "enabledCloudwatchLogsExports": ["postgresql"],
            "dbClusterParameterGroupName": UNKNOWN,
            "deletionProtection": True,
            "finalSnapshotIdentifier": "db-final",
        },
        dbClusterParameterGroupName="parameters",
        kmsKeyId="key",
    ),
    spec(kinds.KEY, "key"),
    spec(kinds.DB_CLUSTER_PARAMETERS, "parameters", {"parameters": TLS_ON}),
    spec(kinds.DB_CLUSTER_INSTANCE, "member", {"clusterIdentifier": UNKNOWN, "engine": "aurora-postgresql"}),
).protect("db")
REPLICA = INSTANCE.set("db", {"replicateSourceDb": "primary", "backupRetentionPeriod": DROP, "multiAz": False, "kmsKeyId": DROP})

encrypted = Table("rds-encrypted-with-customer-key")
encrypted.good("instance with a key", INSTANCE)
encrypted.good("cluster with a key that is being created", CLUSTER)
encrypted.look_alike("replica in the region, whose key is its source's", REPLICA.set("db", {"storageEncrypted": DROP}))
encrypted.look_alike("insights off need no key", INSTANCE.set("db", {"performanceInsightsEnabled": False}))
encrypted.bad("encryption absent", INSTANCE.set("db", {"storageEncrypted": DROP}), "db")
encrypted.bad("encryption null", INSTANCE.set("db", {"storageEncrypted": None}), "db")
encrypted.bad("encryption off", INSTANCE.set("db", {"storageEncrypted": False}), "db")
encrypted.bad("encryption a text", INSTANCE.set("db", {"storageEncrypted": "true"}), "db")
encrypted.bad("key absent", INSTANCE.set("db", {"kmsKeyId": DROP}), "db")
encrypted.bad("key empty", CLUSTER.set("db", {"kmsKeyId": " "}), "db")
encrypted.bad("key a list", CLUSTER.set("db", {"kmsKeyId": ["arn:aws:kms:us-east-1:111122223333:key/1"]}), "db")
encrypted.bad("AWS's own key", INSTANCE.set("db", {"kmsKeyId": "arn:aws:kms:us-east-1:111122223333:alias/aws/rds"}), "db")
encrypted.bad("replica across regions without a key", REPLICA.set("db", {"replicateSourceDb": "arn:aws:rds:x:1:db:primary"}), "db")
encrypted.bad("insights without a key", INSTANCE.set("db", {"performanceInsightsKmsKeyId": DROP}), "db")
encrypted.bad("insights of a member without a key", CLUSTER.set("member", {"performanceInsightsEnabled": True}), "member")
encrypted.unsure("encryption unknown", INSTANCE.set("db", {"storageEncrypted": UNKNOWN}), "db")
encrypted.unsure(
    "insights unknown without a key",
    INSTANCE.set("db", {"performanceInsightsEnabled": UNKNOWN, "performanceInsightsKmsKeyId": DROP}),
    "db",
)
encrypted.good("insights unknown with a key", INSTANCE.set("db", {"performanceInsightsEnabled": UNKNOWN}))

encrypted.bad("an empty source makes no replica", INSTANCE.set("db", {"replicateSourceDb": "", "kmsKeyId": DROP}), "db")
encrypted.unsure("a source unknown without a key", INSTANCE.set("db", {"replicateSourceDb": UNKNOWN, "kmsKeyId": DROP}), "db")

private = Table("rds-not-public")
private.good("private", INSTANCE)
private.look_alike("absent, which is private", INSTANCE.set("db", {"publiclyAccessible": DROP}))
private.good("null, which is private", INSTANCE.set("db", {"publiclyAccessible": None}))
private.bad("public", INSTANCE.set("db", {"publiclyAccessible": True}), "db")
private.bad("a text", INSTANCE.set("db", {"publiclyAccessible": "true"}), "db")
private.bad("a public member", CLUSTER.set("member", {"publiclyAccessible": True}), "member")
private.unsure("unknown", INSTANCE.set("db", {"publiclyAccessible": UNKNOWN}), "db")
private.good(
    "another type of resource", Plan(spec("aws:dms/replicationInstance:ReplicationInstance", "x", {"publiclyAccessible": True}))
)

for token in (kinds.DB_SNAPSHOT, kinds.DB_SNAPSHOT_COPY, kinds.DB_CLUSTER_SNAPSHOT):
    snapshot = Plan(spec(token, "snapshot", {"sharedAccounts": ["111122223333"]}))
    private.good(f"{token} for one account", snapshot)
    private.look_alike(f"{token} for nobody, which has no address", snapshot.set("snapshot", {"sharedAccounts": DROP}))
    private.bad(f"{token} for everyone", snapshot.set("snapshot", {"sharedAccounts": ["all"]}), "snapshot")
    private.bad(f"{token} for one and everyone", snapshot.set("snapshot", {"sharedAccounts": [UNKNOWN, "all"]}), "snapshot")
    private.unsure(f"{token} for somebody unknown", snapshot.set("snapshot", {"sharedAccounts": [UNKNOWN]}), "snapshot")

backups = Table("rds-backups-kept")
backups.good("the minimum", INSTANCE)
backups.good("more than the minimum", INSTANCE.set("db", {"backupRetentionPeriod": 8}))
backups.look_alike("a replica, whose source is backed up", REPLICA)
backups.good("a lower minimum", INSTANCE.set("db", {"backupRetentionPeriod": 1}), minDays=1.0)
backups.good("a configuration that is no number", INSTANCE, minDays="14")
backups.bad("one day too few", INSTANCE.set("db", {"backupRetentionPeriod": 6}), "db")
backups.bad("none", INSTANCE.set("db", {"backupRetentionPeriod": 0}), "db")
backups.bad("absent", INSTANCE.set("db", {"backupRetentionPeriod": DROP}), "db")
backups.bad("absent in a cluster", CLUSTER.set("db", {"backupRetentionPeriod": DROP}), "db")
backups.bad("a text", INSTANCE.set("db", {"backupRetentionPeriod": "30"}), "db")
backups.bad("a truth value", INSTANCE.set("db", {"backupRetentionPeriod": True}), "db", minDays=1.0)
backups.bad("a higher minimum", CLUSTER, "db", minDays=35.0)
backups.unsure("unknown", CLUSTER.set("db", {"backupRetentionPeriod": UNKNOWN}), "db")

backups.good("a cluster's one day is enough", CLUSTER.set("db", {"backupRetentionPeriod": DROP}), minDays=1)
backups.bad("a cluster's one day is not", CLUSTER.set("db", {"backupRetentionPeriod": DROP}), "db", minDays=2)
backups.bad("an instance's none is not", INSTANCE.set("db", {"backupRetentionPeriod": DROP}), "db", minDays=1)

maintained = Table("rds-maintained-and-logged")
maintained.good("upgraded and logged", INSTANCE)
maintained.good("cluster and member", CLUSTER)
maintained.look_alike("upgrades absent, which is on", INSTANCE.set("db", {"autoMinorVersionUpgrade": DROP}))
maintained.good("one log as a scalar", INSTANCE.set("db", {"enabledCloudwatchLogsExports": "postgresql"}))
maintained.good("a log whose name is unknown", INSTANCE.set("db", {"enabledCloudwatchLogsExports": [UNKNOWN]}))
maintained.bad("upgrades off", INSTANCE.set("db", {"autoMinorVersionUpgrade": False}), "db")
maintained.bad("upgrades of a member off", CLUSTER.set("member", {"autoMinorVersionUpgrade": False}), "member")
maintained.bad("no logs", INSTANCE.set("db", {"enabledCloudwatchLogsExports": DROP}), "db")
maintained.bad("an empty list of logs", CLUSTER.set("db", {"enabledCloudwatchLogsExports": []}), "db")
maintained.bad("a list of nothing", CLUSTER.set("db", {"enabledCloudwatchLogsExports": [None, ""]}), "db")
maintained.unsure("upgrades unknown", INSTANCE.set("db", {"autoMinorVersionUpgrade": UNKNOWN}), "db")
maintained.unsure("logs unknown", CLUSTER.set("db", {"enabledCloudwatchLogsExports": UNKNOWN}), "db")

username = Table("rds-username-not-reserved")
username.good("a name of our own", INSTANCE)
username.look_alike("admin on MySQL, its usual name", INSTANCE.set("db", {"engine": "mysql", "username": "admin"}))
username.look_alike("a name that begins like a reserved one", INSTANCE.set("db", {"username": "administrator"}))
username.good("absent, as in a replica", INSTANCE.set("db", {"username": DROP}))
username.bad("admin on PostgreSQL", INSTANCE.set("db", {"username": "admin"}), "db")
username.bad("in capitals", INSTANCE.set("db", {"username": "Admin"}), "db")
username.bad("the service's own user", INSTANCE.set("db", {"engine": "mysql", "username": "rdsadmin"}), "db")
username.bad("reserved whatever the engine", INSTANCE.set("db", {"engine": UNKNOWN, "username": "rdsadmin"}), "db")
username.bad("PostgreSQL's own prefix", INSTANCE.set("db", {"username": "pg_app"}), "db")
username.bad("in a cluster", CLUSTER.set("db", {"masterUsername": "admin"}), "db")
username.unsure("name unknown", CLUSTER.set("db", {"masterUsername": UNKNOWN}), "db")
username.unsure("engine unknown and the name reserved by one", INSTANCE.set("db", {"engine": UNKNOWN, "username": "admin"}), "db")

username.good("engine unknown and a name of our own", INSTANCE.set("db", {"engine": UNKNOWN}))

standby = Table("rds-multi-az")
standby.good("with a standby", INSTANCE)
standby.look_alike("a replica is a second copy itself", REPLICA)
standby.good("a cluster has members instead", CLUSTER)
standby.bad("absent", INSTANCE.set("db", {"multiAz": DROP}), "db")
standby.bad("off", INSTANCE.set("db", {"multiAz": False}), "db")
standby.bad("a number", INSTANCE.set("db", {"multiAz": 1}), "db")
standby.unsure("unknown", INSTANCE.set("db", {"multiAz": UNKNOWN}), "db")

standby.look_alike("single on purpose, where nothing is protected", INSTANCE.protect("db", on=False).set("db", {"multiAz": False}))

tokens = Table("rds-iam-authentication")
TOKENS = INSTANCE.set("db", {"iamDatabaseAuthenticationEnabled": True})
tokens.good("on", TOKENS)
tokens.good("a cluster's", CLUSTER.set("db", {"iamDatabaseAuthenticationEnabled": True}))
tokens.look_alike("an engine that has none", TOKENS.set("db", {"engine": "oracle-ee", "iamDatabaseAuthenticationEnabled": DROP}))
tokens.look_alike("nothing is protected", INSTANCE.protect("db", on=False))
tokens.look_alike("a replica signs in as its source does", REPLICA)
tokens.bad("absent", INSTANCE, "db")
for engine in ("mysql", "mariadb", "aurora-mysql"):
    tokens.bad(f"absent in {engine}", INSTANCE.set("db", {"engine": engine}), "db")
tokens.bad("off", TOKENS.set("db", {"iamDatabaseAuthenticationEnabled": False}), "db")
tokens.bad("null", TOKENS.set("db", {"iamDatabaseAuthenticationEnabled": None}), "db")
tokens.bad("absent in a cluster", CLUSTER, "db")
tokens.bad("a text", TOKENS.set("db", {"iamDatabaseAuthenticationEnabled": "true"}), "db")
tokens.unsure("unknown", TOKENS.set("db", {"iamDatabaseAuthenticationEnabled": UNKNOWN}), "db")

tls = Table("rds-tls-required")
tls.good("by edge", INSTANCE)
tls.good("cluster by edge", CLUSTER)
PROXY = Plan(spec(kinds.DB_PROXY, "proxy", {"requireTls": True}))
tls.good("a proxy", PROXY)
tls.switch(PROXY, "proxy", "requireTls")
tls.good("by the group's name", INSTANCE.set("db", {"parameterGroupName": "pg"}).set("parameters", {"name": "pg"}).unlinked("db"))
tls.good("a number", INSTANCE.set("parameters", {"parameters": [{"name": "rds.force_ssl", "value": 1.0}]}))
tls.good("one parameter, not a list", INSTANCE.set("parameters", {"parameters": TLS_ON[0]}))
tls.good(
    "MySQL's parameter",
    INSTANCE.set("db", {"engine": "mysql"}).set(
        "parameters", {"parameters": [{"name": "require_secure_transport", "value": "ON"}]}
    ),
)
tls.look_alike("Oracle, where an option group does it", INSTANCE.set("db", {"engine": "oracle-ee", "parameterGroupName": DROP}))
tls.good(
    "behind another parameter",
    INSTANCE.set("parameters", {"parameters": [{"name": "log_statement", "value": "ddl"}, *TLS_ON]}),
)
tls.bad("no group", INSTANCE.set("db", {"parameterGroupName": DROP}).unlinked("db"), "db")
tls.bad("a group that AWS chooses", INSTANCE.unlinked("db"), "db")
tls.bad("AWS's default group", INSTANCE.set("db", {"parameterGroupName": "default.postgres17"}).unlinked("db"), "db")
tls.bad("parameter absent", INSTANCE.set("parameters", {"parameters": []}), "parameters")
tls.bad("no parameters", INSTANCE.set("parameters", {"parameters": DROP}), "parameters")
tls.bad("parameter 0", INSTANCE.set("parameters", {"parameters.0.value": "0"}), "parameters")
tls.bad("parameter null", INSTANCE.set("parameters", {"parameters.0.value": None}), "parameters")
tls.bad("the wrong engine's parameter", INSTANCE.set("db", {"engine": "mariadb"}), "parameters")
tls.bad("edge to the wrong group", INSTANCE.edge("db", "parameterGroupName", "others"), "others")
tls.bad("a cluster's group for an instance", INSTANCE.retype("parameters", kinds.DB_CLUSTER_PARAMETERS).unlinked("db"), "db")
tls.unsure("parameter unknown", INSTANCE.set("parameters", {"parameters.0.value": UNKNOWN}), "parameters")
tls.unsure("parameters unknown", INSTANCE.set("parameters", {"parameters": UNKNOWN}), "parameters")
tls.unsure("a parameter's name unknown", INSTANCE.set("parameters", {"parameters.0.name": UNKNOWN}), "parameters")
tls.good("engine unknown, but the parameter is there", INSTANCE.set("db", {"engine": UNKNOWN}))
tls.unsure(
    "engine unknown and the parameter is not", INSTANCE.set("db", {"engine": UNKNOWN}).set("parameters", {"parameters": []}), "db"
)
tls.unsure(
    "a group from a resource of another type", INSTANCE.edge("db", "parameterGroupName", "key").add(spec(kinds.KEY, "key")), "db"
)

for engine in ("db2-se", "custom-sqlserver-ee"):
    tls.good(engine, INSTANCE.set("db", {"engine": engine, "parameterGroupName": DROP}))
tls.good("a truth value", INSTANCE.set("parameters", {"parameters.0.value": True}))
tls.good("a parameter unknown beside it", INSTANCE.set("parameters", {"parameters": [UNKNOWN, *TLS_ON]}))
tls.bad("a parameter that is a text", INSTANCE.set("parameters", {"parameters": ["rds.force_ssl"]}), "parameters")
tls.unsure(
    "a parameter unknown and another",
    INSTANCE.set("parameters", {"parameters": [UNKNOWN, {"name": "log_statement"}]}),
    "parameters",
)
tls.unsure(
    "a name unknown and another", INSTANCE.set("parameters", {"parameters": [{"name": UNKNOWN}, {"name": "x"}]}), "parameters"
)

MYSQL_ON = [{"name": "require_secure_transport", "value": "1"}]
RESTORED = INSTANCE.set("db", {"engine": DROP, "snapshotIdentifier": "snap"})
tls.bad(
    "a family that is unknown of an engine that is not",
    INSTANCE.set("parameters", {"family": UNKNOWN, "parameters": []}),
    "parameters",
)
tls.look_alike("MySQL, restored", RESTORED.set("parameters", {"family": "mysql8.4", "parameters": MYSQL_ON}))
tls.look_alike("of no engine that is named, with MySQL's", RESTORED.set("parameters", {"family": DROP, "parameters": MYSQL_ON}))
tls.look_alike("of no engine that is named, with PostgreSQL's", RESTORED.set("parameters", {"family": DROP}))
tls.bad("of no engine that is named, with neither", RESTORED.set("parameters", {"family": DROP, "parameters": []}), "parameters")
tls.look_alike("Oracle, restored", RESTORED.set("parameters", {"family": "oracle-ee-19", "parameters": []}))
tls.bad("MySQL, restored, with the wrong parameter", RESTORED.set("parameters", {"family": "mysql8.4"}), "parameters")
tls.unsure(
    "restored, with the parameters of something unknown",
    RESTORED.set("parameters", {"family": UNKNOWN, "parameters": []}),
    "parameters",
)
tls.bad("restored, parameter absent", RESTORED.set("parameters", {"parameters": []}), "parameters")

SOURCE_ARN = "arn:aws:rds:us-east-1:111122223333:db:pde"
REPLICATED = INSTANCE.set("db", {"identifier": "pde", "id": "pde", "arn": SOURCE_ARN}).add(
    spec(kinds.DB_INSTANCE, "replica", {"arn": UNKNOWN, "replicateSourceDb": "pde"}, replicateSourceDb="db")
)
BY_ARN = REPLICATED.set("replica", {"replicateSourceDb": SOURCE_ARN})
tls.look_alike("a replica with its source's parameters", REPLICATED)
tls.look_alike("a replica that names its source by ARN", BY_ARN.set("replica", {"arn": SOURCE_ARN + "-copy"}))
tls.look_alike("a replica of Oracle", REPLICATED.set("db", {"engine": "oracle-ee", "parameterGroupName": DROP}))
tls.bad(
    "a replica of MySQL, with the wrong parameter",
    REPLICATED.set("db", {"engine": "mysql"})
    .set("parameters", {"parameters": MYSQL_ON})
    .set("replica", {"parameterGroupName": UNKNOWN})
    .edge("replica", "parameterGroupName", "others"),
    "others",
)
tls.bad("a replica abroad", BY_ARN.set("replica", {"arn": SOURCE_ARN.replace("us-east-1", "us-west-2")}), "replica")
tls.bad(
    "a replica abroad of another stack's",
    BY_ARN.drop("db").set("replica", {"arn": SOURCE_ARN.replace("us-east-1", "us-west-2")}),
    "replica",
)
tls.bad(
    "a replica abroad of something that only its edge names",
    REPLICATED.set("replica", {"arn": SOURCE_ARN.replace("us-east-1", "us-west-2"), "replicateSourceDb": UNKNOWN}),
    "replica",
)
tls.unsure("a replica of another stack's", REPLICATED.drop("db"), "replica")
tls.unsure("a replica in a region that is not known yet", BY_ARN, "replica")
tls.unsure("a replica whose source is not known yet", REPLICATED.set("replica", {"replicateSourceDb": UNKNOWN}), "replica")

survives = Table("rds-survives-deletion")
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
survives.bad("deletion protection absent", INSTANCE.set("db", {"deletionProtection": DROP}), "db")
survives.bad("deletion protection off", CLUSTER.set("db", {"deletionProtection": False}), "db")
survives.bad("snapshot skipped", INSTANCE.set("db", {"skipFinalSnapshot": True}), "db")
survives.bad("snapshot without a name", INSTANCE.set("db", {"finalSnapshotIdentifier": DROP}), "db")
survives.bad(
    "beside a replica",
    REPLICA.add(
        spec(kinds.DB_INSTANCE, "primary", {"engine": "postgres", "deletionProtection": True, "skipFinalSnapshot": True}),
    ),
    "primary",
)
survives.bad("snapshot a text", INSTANCE.set("db", {"skipFinalSnapshot": "no"}), "db")
survives.bad(
    "another resource is the protected one",
    INSTANCE.protect("db", on=False).set("db", {"deletionProtection": False}).add(spec(kinds.BUCKET, "bucket")).protect("bucket"),
    "db",
)
survives.unsure("deletion protection unknown", INSTANCE.set("db", {"deletionProtection": UNKNOWN}), "db")
survives.unsure(
    "snapshot unknown and without a name", INSTANCE.set("db", {"skipFinalSnapshot": UNKNOWN, "finalSnapshotIdentifier": DROP}), "db"
)
survives.unsure("snapshot unknown", INSTANCE.set("db", {"skipFinalSnapshot": UNKNOWN}), "db")

TABLES = (encrypted, private, backups, maintained, username, standby, tokens, tls, survives)
