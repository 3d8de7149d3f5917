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

for token in (kinds.DB_SNAPSHOT, kinds.DB_SNAPSHOT_COPY, kinds.DB_CLUSTER_SNAPSHOT):
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
username.bad("PostgreSQL's own prefix", INSTANCE.set("db", {"username": "pg_app"}), "db username=pg_app")
username.bad(
    "in a cluster", CLUSTER.set("db", {"masterUsername": "admin"}), "db: `masterUsername` is `admin`, which the engine reserves."
)
username.undecided("name unknown", CLUSTER.set("db", {"masterUsername": UNKNOWN}), "db: masterUsername")
username.undecided(
    "engine unknown and the name reserved by one", INSTANCE.set("db", {"engine": UNKNOWN, "username": "admin"}), "db: engine"
)

username.good("engine unknown and a name of our own", INSTANCE.set("db", {"engine": UNKNOWN}))

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

tls = Table(
    "rds-tls-required",
    unset="`parameters` does not set `{}`, which `{}` needs.",
    parameterGroupName="`parameterGroupName` is not set, so AWS's default parameters decide.",
)
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
    "behind another parameter", INSTANCE.set("parameters", {"parameters": [{"name": "log_statement", "value": "ddl"}, *TLS_ON]})
)
tls.bad("no group", INSTANCE.set("db", {"parameterGroupName": DROP}).unlinked("db"), "db parameterGroupName")
tls.bad("a group that AWS chooses", INSTANCE.unlinked("db"), "db parameterGroupName")
tls.bad(
    "AWS's default group",
    INSTANCE.set("db", {"parameterGroupName": "default.postgres17"}).unlinked("db"),
    "db: `parameterGroupName` names no group that this stack declares: nothing shows it requires TLS.",
)
tls.bad("parameter absent", INSTANCE.set("parameters", {"parameters": []}), "parameters unset=rds.force_ssl | db")
tls.bad("no parameters", INSTANCE.set("parameters", {"parameters": DROP}), "parameters unset=rds.force_ssl | db")
tls.bad(
    "parameter 0",
    INSTANCE.set("parameters", {"parameters.0.value": "0"}),
    "parameters needs=rds.force_ssl | `0` in the parameters of `db` | 1",
)
tls.bad(
    "parameter null",
    INSTANCE.set("parameters", {"parameters.0.value": None}),
    "parameters needs=rds.force_ssl | not set in the parameters of `db` | 1",
)
tls.bad("the wrong engine's parameter", INSTANCE.set("db", {"engine": "mariadb"}), "parameters unset=require_secure_transport | db")
tls.bad("edge to the wrong group", INSTANCE.edge("db", "parameterGroupName", "others"), "others unset=rds.force_ssl | db")
tls.bad(
    "a cluster's group for an instance",
    INSTANCE.retype("parameters", kinds.DB_CLUSTER_PARAMETERS).unlinked("db"),
    "db parameterGroupName",
)
tls.undecided("parameter unknown", INSTANCE.set("parameters", {"parameters.0.value": UNKNOWN}), "parameters: parameters.0.value")
tls.undecided("parameters unknown", INSTANCE.set("parameters", {"parameters": UNKNOWN}), "parameters: parameters")
tls.undecided("a parameter's name unknown", INSTANCE.set("parameters", {"parameters.0.name": UNKNOWN}), "parameters: parameters")
tls.good("engine unknown, but the parameter is there", INSTANCE.set("db", {"engine": UNKNOWN}))
tls.undecided(
    "engine unknown and the parameter is not",
    INSTANCE.set("db", {"engine": UNKNOWN}).set("parameters", {"parameters": []}),
    "db: engine",
)
tls.undecided(
    "a group from a resource of another type",
    INSTANCE.edge("db", "parameterGroupName", "key").add(spec(kinds.KEY, "key")),
    "db: parameterGroupName",
)

for engine in ("db2-se", "custom-sqlserver-ee"):
    tls.good(engine, INSTANCE.set("db", {"engine": engine, "parameterGroupName": DROP}))
tls.good("a truth value", INSTANCE.set("parameters", {"parameters.0.value": True}))
tls.good("a parameter unknown beside it", INSTANCE.set("parameters", {"parameters": [UNKNOWN, *TLS_ON]}))
tls.bad(
    "a parameter that is a text",
    INSTANCE.set("parameters", {"parameters": ["rds.force_ssl"]}),
    "parameters unset=rds.force_ssl | db",
)
tls.undecided(
    "a parameter unknown and another",
    INSTANCE.set("parameters", {"parameters": [UNKNOWN, {"name": "log_statement"}]}),
    "parameters: parameters",
)
tls.undecided(
    "a name unknown and another",
    INSTANCE.set("parameters", {"parameters": [{"name": UNKNOWN}, {"name": "x"}]}),
    "parameters: parameters",
)

MYSQL_ON = [{"name": "require_secure_transport", "value": "1"}]
RESTORED = INSTANCE.set("db", {"engine": DROP, "snapshotIdentifier": "snap"})
tls.bad(
    "a family that is unknown of an engine that is not",
    INSTANCE.set("parameters", {"family": UNKNOWN, "parameters": []}),
    "parameters unset=rds.force_ssl | db",
)
tls.look_alike("MySQL, restored", RESTORED.set("parameters", {"family": "mysql8.4", "parameters": MYSQL_ON}))
tls.look_alike("of no engine that is named, with MySQL's", RESTORED.set("parameters", {"family": DROP, "parameters": MYSQL_ON}))
tls.look_alike("of no engine that is named, with PostgreSQL's", RESTORED.set("parameters", {"family": DROP}))
tls.bad(
    "of no engine that is named, with neither",
    RESTORED.set("parameters", {"family": DROP, "parameters": []}),
    "parameters unset=rds.force_ssl` or `require_secure_transport | db",
)
tls.look_alike("Oracle, restored", RESTORED.set("parameters", {"family": "oracle-ee-19", "parameters": []}))
tls.bad(
    "MySQL, restored, with the wrong parameter",
    RESTORED.set("parameters", {"family": "mysql8.4"}),
    "parameters unset=require_secure_transport | db",
)
tls.undecided(
    "restored, with the parameters of something unknown",
    RESTORED.set("parameters", {"family": UNKNOWN, "parameters": []}),
    "parameters: family",
)
tls.bad("restored, parameter absent", RESTORED.set("parameters", {"parameters": []}), "parameters unset=rds.force_ssl | db")

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
    "others unset=require_secure_transport | replica",
)
tls.bad(
    "a replica abroad", BY_ARN.set("replica", {"arn": SOURCE_ARN.replace("us-east-1", "us-west-2")}), "replica parameterGroupName"
)
tls.bad(
    "a replica abroad of another stack's",
    BY_ARN.drop("db").set("replica", {"arn": SOURCE_ARN.replace("us-east-1", "us-west-2")}),
    "replica parameterGroupName",
)
tls.bad(
    "a replica abroad of something that only its edge names",
    REPLICATED.set("replica", {"arn": SOURCE_ARN.replace("us-east-1", "us-west-2"), "replicateSourceDb": UNKNOWN}),
    "replica parameterGroupName",
)
tls.undecided("a replica of another stack's", REPLICATED.drop("db"), "replica: replicateSourceDb")
tls.undecided("a replica in a region that is not known yet", BY_ARN, "replica: replicateSourceDb")
tls.undecided(
    "a replica whose source is not known yet",
    REPLICATED.set("replica", {"replicateSourceDb": UNKNOWN}),
    "replica: replicateSourceDb",
)

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

TABLES = (encrypted, private, backups, maintained, username, standby, tokens, tls, survives)
