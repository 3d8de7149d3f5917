"""Variants of datastores: what a rule asks of most, and some cannot have."""

from policy.knowledge.database_engines import MULTI_AZ_CLUSTERS
from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, document, spec
from tests.policy.rules.data import data_backed_up, elasticache, msk, s3_plans, s3_replication
from tests.policy.rules.data.rds_plans import CLUSTER, INSTANCE, REPLICA
from tests.policy.tables import Table

EXPRESS = {"brokerNodeGroupInfo.instanceType": "express.m7g.large"}
SILENT = msk.CLUSTER.set("stream", {"loggingInfo": DROP, **EXPRESS})
UNSURE = {"brokerNodeGroupInfo.instanceType": UNKNOWN}
logged = Table("kafka-logged", nowhere="`loggingInfo.brokerLogs` sends logs nowhere.")
logged.look_alike("Express brokers", SILENT)
logged.bad("standard brokers", SILENT.set("stream", {"brokerNodeGroupInfo.instanceType": "kafka.m7g.large"}), "stream nowhere")
logged.undecided("brokers of either kind", SILENT.set("stream", UNSURE), "stream: brokerNodeGroupInfo.instanceType")
defaults = Table("kafka-safe-defaults", topics="`auto.create.topics.enable` is `true`; it has to be `false`.")
ALONE = msk.CLUSTER.set("stream", {"configurationInfo": DROP, **EXPRESS})
defaults.look_alike("Express brokers", ALONE)
defaults.undecided("brokers of either kind", ALONE.set("stream", UNSURE), "stream: brokerNodeGroupInfo.instanceType")
NAMED = msk.CLUSTER.set("stream", EXPRESS)
defaults.look_alike(
    "Express brokers, whose copies are AWS's own matter",
    NAMED.set("configuration", {"serverProperties": "auto.create.topics.enable=false"}),
)
defaults.bad(
    "Express brokers that make topics by accident",
    NAMED.set("configuration", {"serverProperties": "auto.create.topics.enable=true"}),
    "configuration topics",
)

CUSTOM = INSTANCE.set("db", {"engine": "custom-sqlserver-ee"})
maintained = Table("rds-maintained-and-logged", nothing="`enabledCloudwatchLogsExports` names no log.")
maintained.look_alike("RDS Custom", CUSTOM.set("db", {"autoMinorVersionUpgrade": False, "enabledCloudwatchLogsExports": DROP}))
NO_LOGS = CLUSTER.set("db", {"enabledCloudwatchLogsExports": DROP})
maintained.look_alike("Aurora Serverless v1", NO_LOGS.set("db", {"engineMode": "serverless"}))
maintained.bad("Aurora Serverless v2 is as any other", NO_LOGS.set("db", {"engineMode": "provisioned"}), "db nothing")
standby = Table("rds-multi-az")
for edition in ("sqlserver-ex", "sqlserver-web", "custom-oracle-ee"):
    standby.look_alike(edition, INSTANCE.set("db", {"engine": edition, "multiAz": False}))
standby.bad("sqlserver-se", INSTANCE.set("db", {"engine": "sqlserver-se", "multiAz": False}), "db needs=multiAz | false | true")
tokens = Table("rds-iam-authentication")
TOKENS = "db needs=iamDatabaseAuthenticationEnabled | not set | true"
tokens.look_alike("MariaDB before 10.6", INSTANCE.set("db", {"engine": "mariadb", "engineVersion": "10.5.29"}))
tokens.bad("MariaDB since 10.6", INSTANCE.set("db", {"engine": "mariadb", "engineVersion": "10.11"}), TOKENS)
tokens.bad("MariaDB 10.6", INSTANCE.set("db", {"engine": "mariadb", "engineVersion": "10.6"}), TOKENS)
tokens.bad("MariaDB of today", INSTANCE.set("db", {"engine": "mariadb"}), TOKENS)
tokens.look_alike("Aurora Serverless v1", CLUSTER.set("db", {"engineMode": "serverless"}))
tokens.look_alike("RDS Custom", CUSTOM)
monitored = Table("rds-enhanced-monitoring")
monitored.look_alike("RDS Custom", CUSTOM.set("db", {"monitoringInterval": 0}))
survives = Table("rds-survives-deletion")
survives.look_alike("RDS Custom", CUSTOM.set("db", {"deletionProtection": DROP}))
username = Table("rds-username-not-reserved", username="`username` is `{}`, which the engine reserves.")
for engine, name in (
    *(("postgres", "user"), ("postgres", "admin"), ("sqlserver-se", "sa"), ("oracle-ee", "system"), ("db2-se", "rdsdb")),
    *(("mysql", "mysql.sys"), ("mariadb", "rdsadmin")),
):
    username.bad(f"{engine} and {name}", INSTANCE.set("db", {"engine": engine, "username": name}), f"db username={name}")
for engine in ("mysql", "mariadb", "sqlserver-ex", "oracle-se2", "db2-ae"):
    username.look_alike(f"{engine} and admin", INSTANCE.set("db", {"engine": engine, "username": "admin"}))

SECONDARY = elasticache.GROUP.set(
    "cache",
    {
        "globalReplicationGroupId": UNKNOWN,
        "atRestEncryptionEnabled": DROP,
        "transitEncryptionEnabled": DROP,
        "authToken": DROP,
        "userGroupIds": DROP,
    },
)
encrypted = Table("cache-encrypted")
encrypted.look_alike("a global datastore's secondary", SECONDARY)
encrypted.bad("a global datastore's secondary without a key", SECONDARY.set("cache", {"kmsKeyId": DROP}), "cache unset=kmsKeyId")
UNSAID = elasticache.GROUP.set("cache", {"atRestEncryptionEnabled": DROP})
encrypted.look_alike("Valkey, encrypted at rest by itself", UNSAID.set("cache", {"engine": "valkey"}))
encrypted.bad("Redis is not", UNSAID, "cache needs=atRestEncryptionEnabled | not set | true")
encrypted.bad(
    "Valkey with encryption off",
    UNSAID.set("cache", {"engine": "valkey", "atRestEncryptionEnabled": False}),
    "cache needs=atRestEncryptionEnabled | false | true",
)
encrypted.undecided("one of either engine", UNSAID.set("cache", {"engine": UNKNOWN}), "cache: engine")
authenticated = Table("cache-authenticated")
authenticated.look_alike("a global datastore's secondary", SECONDARY)

backed = Table("data-backed-up", none="It has no backups.")
EMPTY = data_backed_up.SELECTED.set("plan", {"id": "plan-1", "rules": []}).set("selection", {"planId": "plan-1"})
backed.bad("a plan without a rule", EMPTY, "table none")
backed.good("a plan with a rule", EMPTY.set("plan", {"rules": [{"ruleName": "daily", "lifecycle": {"deleteAfter": 7}}]}))
HERE = data_backed_up.SELECTED.set("table", {"region": "us-east-1"})
backed.bad("a plan of another region", HERE.set("selection", {"region": "us-west-2"}), "table none")
backed.good("a plan of the same region", HERE.set("selection", {"region": "us-east-1"}))

stored = Table("rds-encrypted-with-customer-key")
UNSAID_KEY = {"storageEncrypted": DROP, "kmsKeyId": DROP}
for restored in ({"snapshotIdentifier": "nightly"}, {"restoreToPointInTime": {"useLatestRestorableTime": True}}):
    made_from = next(iter(restored))
    stored.undecided(f"an instance as it was ({made_from})", INSTANCE.set("db", {**UNSAID_KEY, **restored}), f"db: {made_from}")
    stored.undecided(f"a cluster as it was ({made_from})", CLUSTER.set("db", {**UNSAID_KEY, **restored}), f"db: {made_from}")
    stored.look_alike(
        f"a cluster encrypted as it is restored ({made_from})", CLUSTER.set("db", {"storageEncrypted": DROP, **restored})
    )
stored.bad(
    "an instance that is restored and says no",
    INSTANCE.set("db", {"snapshotIdentifier": "nightly", "storageEncrypted": False}),
    "db needs=storageEncrypted | false | true",
)
stored.bad(
    "an instance filled from a bucket is made anew",
    INSTANCE.set("db", {"s3Import": {"bucketName": "x"}, "kmsKeyId": DROP}),
    "db unset=kmsKeyId",
)
AURORA = CLUSTER.set("db", {"storageEncrypted": DROP})
for engine in ("aurora-mysql", "aurora-postgresql"):
    stored.look_alike(f"{engine}, encrypted by itself since February 2026", AURORA.set("db", {"engine": engine}))
stored.look_alike("Aurora Serverless v1, always encrypted", AURORA.set("db", {"engineMode": "serverless"}))
stored.bad("Aurora says no", AURORA.set("db", {"storageEncrypted": False}), "db needs=storageEncrypted | false | true")
for joined in ("globalClusterIdentifier", "replicationSourceIdentifier"):
    stored.bad(
        f"Aurora by {joined}, as the other is", AURORA.set("db", {joined: "x"}), "db needs=storageEncrypted | not set | true"
    )
stored.bad("Aurora without a key", AURORA.set("db", {"kmsKeyId": DROP}), "db unset=kmsKeyId")
for engine in MULTI_AZ_CLUSTERS:
    stored.bad(
        f"a Multi-AZ cluster of {engine}", AURORA.set("db", {"engine": engine}), "db needs=storageEncrypted | not set | true"
    )
stored.undecided("a cluster of an unknown engine", AURORA.set("db", {"engine": UNKNOWN}), "db: engine")
stored.look_alike("RDS Custom, always encrypted", CUSTOM.set("db", {"storageEncrypted": DROP}))
stored.bad("RDS Custom without a key", CUSTOM.set("db", {"storageEncrypted": DROP, "kmsKeyId": DROP}), "db unset=kmsKeyId")
stored.undecided("an engine that is not known", INSTANCE.set("db", {"storageEncrypted": DROP, "engine": UNKNOWN}), "db: engine")
ABROAD = REPLICA.set("db", {"replicateSourceDb": "arn:aws:rds:us-east-1:111122223333:db:primary", "storageEncrypted": DROP})
HERE_BY_ARN = {"dbSubnetGroupName": "private", "availabilityZone": "us-east-1b"}
stored.look_alike("a replica in another region, by its key (cfn_nag 624)", ABROAD.set("db", {"kmsKeyId": "arn:key"}))
stored.look_alike("a replica that names a source of its own region by ARN", ABROAD.set("db", HERE_BY_ARN))
stored.bad(
    "a replica in another zone's region", ABROAD.set("db", {**HERE_BY_ARN, "availabilityZone": "us-west-2a"}), "db unset=kmsKeyId"
)
stored.bad("a replica that is told its region", ABROAD.set("db", {**HERE_BY_ARN, "region": "eu-west-1"}), "db unset=kmsKeyId")
stored.undecided(
    "a replica in a region that nothing tells", ABROAD.set("db", {"dbSubnetGroupName": "private"}), "db: replicateSourceDb"
)
stored.bad(
    "a Multi-AZ cluster's own insights",
    CLUSTER.set("db", {"engine": "postgres", "performanceInsightsEnabled": True}),
    "db unset=performanceInsightsKmsKeyId",
)
private = Table("rds-not-public", public="`publiclyAccessible` is not set, nor a subnet group, so it is public.")
for title, subnets in {"unsaid": DROP, "by name": "default"}.items():
    shared = CLUSTER.set("db", {"dbSubnetGroupName": subnets})
    private.bad(f"a Multi-AZ cluster in AWS's own subnets, {title}", shared.set("db", {"engine": "postgres"}), "db public")
    private.look_alike(f"Aurora in AWS's own subnets, {title}", shared)
private.look_alike("a Multi-AZ cluster in subnets of its own", CLUSTER.set("db", {"engine": "mysql", "dbSubnetGroupName": UNKNOWN}))
MULTI_AZ = CLUSTER.set("db", {"engine": "mysql", "dbSubnetGroupName": "private"})
private.look_alike("a Multi-AZ cluster in subnets that are named", MULTI_AZ)
private.bad(
    "a Multi-AZ cluster that is public",
    MULTI_AZ.set("db", {"publiclyAccessible": True}),
    "db needs=publiclyAccessible | true | false",
)
private.undecided("a cluster of an unknown engine in AWS's own subnets", CLUSTER.set("db", {"engine": UNKNOWN}), "db: engine")
kept = Table("rds-backups-kept")
UNKEPT = {"backupRetentionPeriod": DROP, "snapshotIdentifier": "nightly"}
kept.undecided("an instance that is restored keeps them as before", INSTANCE.set("db", UNKEPT), "db: snapshotIdentifier")
kept.bad(
    "a cluster that is restored does not",
    CLUSTER.set("db", UNKEPT),
    "db needs=backupRetentionPeriod | not set (AWS then takes 1) | 7 or more",
)
maintained.bad(
    "a cluster's own upgrades off",
    CLUSTER.set("db", {"autoMinorVersionUpgrade": False}),
    "db needs=autoMinorVersionUpgrade | false | true",
)
maintained.undecided(
    "upgrades off, of a cluster that may be Serverless v1",
    CLUSTER.set("db", {"autoMinorVersionUpgrade": False, "engineMode": UNKNOWN}),
    "db: engineMode",
)
maintained.look_alike("a cluster that leaves upgrades to AWS", CLUSTER.set("db", {"autoMinorVersionUpgrade": DROP}))

SERVERLESS_MEMCACHED = Plan(spec(kinds.CACHE_SERVERLESS, "cache", {"engine": "memcached", "snapshotRetentionLimit": 0}))
encrypted.bad("serverless Memcached has a key", SERVERLESS_MEMCACHED, "cache unset=kmsKeyId")
authenticated.look_alike("serverless Memcached has no sign-in", SERVERLESS_MEMCACHED)
snapshots = Table("cache-snapshots-kept")
snapshots.bad("serverless Memcached has snapshots", SERVERLESS_MEMCACHED, "cache needs=snapshotRetentionLimit | 0 | 1 or more")
snapshots.bad(
    "a serverless cache of any engine has snapshots",
    SERVERLESS_MEMCACHED.set("cache", {"engine": UNKNOWN}),
    "cache needs=snapshotRetentionLimit | 0 | 1 or more",
)
snapshots.look_alike("Memcached on nodes has none", Plan(spec(kinds.CACHE_CLUSTER, "cache", {"engine": "memcached"})))

versioned = Table("s3-versions-kept-and-expired", missing="The bucket has no `{}`.")
NO_VERSIONS = s3_plans.BUCKETS.drop("versioning")
versioned.look_alike("Object Lock keeps versions (defsec 468)", NO_VERSIONS.set("data", {"objectLockEnabled": True}))
versioned.look_alike(
    "Object Lock in the older way keeps versions (tfsec 1245)",
    NO_VERSIONS.set("data", {"objectLockConfiguration": {"objectLockEnabled": "Enabled"}}),
)
LOCKED = NO_VERSIONS.set("data", {"objectLockEnabled": UNKNOWN})
versioned.bad("Object Lock left to AWS", LOCKED, "data missing=BucketVersioning")
versioned.undecided(
    "Object Lock that another resource gives", LOCKED.edge("data", "objectLockEnabled", "key"), "data: objectLockEnabled"
)
versioned.bad("Object Lock off", NO_VERSIONS.set("data", {"objectLockEnabled": False}), "data missing=BucketVersioning")
SUSPENDED = {"objectLockEnabled": True}
versioned.bad(
    "Object Lock and versioning that is suspended",
    s3_plans.BUCKETS.set("data", SUSPENDED).set("versioning", {"versioningConfiguration.status": "Suspended"}),
    "versioning needs=versioningConfiguration.status | `Suspended` | `Enabled`",
)
NO_LIFECYCLE = s3_plans.BUCKETS.drop("lifecycle")
versioned.look_alike(
    "a second factor deletes versions, and no lifecycle may",
    NO_LIFECYCLE.set("versioning", {"versioningConfiguration.mfaDelete": "Enabled"}),
)
versioned.look_alike(
    "a second factor, said in the bucket",
    NO_LIFECYCLE.drop("versioning").set("data", {"versioning": {"enabled": True, "mfaDelete": True}}),
)
versioned.bad(
    "no second factor",
    NO_LIFECYCLE.set("versioning", {"versioningConfiguration.mfaDelete": "Disabled"}),
    "data missing=BucketLifecycleConfiguration",
)
versioned.undecided(
    "a second factor unknown, and no lifecycle",
    NO_LIFECYCLE.set("versioning", {"versioningConfiguration.mfaDelete": UNKNOWN}),
    "data: mfaDelete",
)
secured = Table("s3-tls-only")
for partition in ("aws-us-gov", "aws-cn", "aws-eusc", "aws-iso-b"):
    own = f"arn:{partition}:s3:::{s3_plans.NAME}"
    denial = document(s3_plans.tls_denial(Resource=[own, f"{own}/*"]))
    secured.look_alike(f"partition {partition}", s3_plans.BUCKETS.set("policy", {"policy": denial}))
plain = Table("s3-encrypted-with-customer-key")
plain.look_alike(
    "a bucket for a load balancer's log of health checks",
    s3_plans.BUCKETS.drop("encryption", "key").add(
        spec(kinds.LOAD_BALANCER, "lb", {"healthCheckLogs": {"bucket": s3_plans.NAME, "enabled": True}})
    ),
)
watched = Table("s3-replication-watched", nobody="No alarm watches `OperationsFailedReplication` of its bucket.")
UNWATCHED = s3_replication.NAMED.drop("alarm")
watched.look_alike("a replication that is off", UNWATCHED.set("replication", {"rules.0.status": "Disabled"}))
NOTIFIED = UNWATCHED.add(
    spec("aws:s3/bucketNotification:BucketNotification", "notice", {"bucket": "pde-data", "topics": [{"events": [UNKNOWN]}]})
)
for event in ("s3:Replication:*", "s3:Replication:OperationFailedReplication"):
    watched.look_alike(f"a notification of {event}", NOTIFIED.set("notice", {"topics.0.events": [event]}))
watched.bad(
    "a notification of something else", NOTIFIED.set("notice", {"topics.0.events": ["s3:ObjectCreated:*"]}), "replication nobody"
)
watched.bad(
    "a notification of another bucket",
    NOTIFIED.set("notice", {"topics.0.events": ["s3:Replication:*"], "bucket": "copies"}),
    "replication nobody",
)

keyed = Table("secret-customer-key")
for token, switch, key in (
    ("aws:redshift/cluster:Cluster", "manageMasterPassword", "masterPasswordSecretKmsKeyId"),
    ("aws:redshiftserverless/namespace:Namespace", "manageAdminPassword", "adminPasswordSecretKmsKeyId"),
):
    warehouse = Plan(spec(token, "lake", {switch: True, key: "arn:key"}))
    keyed.good(f"the password that {token} manages", warehouse)
    keyed.bad(f"the password that {token} manages without a key", warehouse.set("lake", {key: DROP}), f"lake unset={key}")
    keyed.undecided(f"{token} {switch} unknown", warehouse.set("lake", {key: DROP, switch: UNKNOWN}), f"lake: {switch}")
    keyed.look_alike(f"{token} without a password of its own", warehouse.set("lake", {key: DROP, switch: DROP}))

signed = Table("kafka-authenticated", neither="Neither `clientAuthentication.sasl.iam` nor `.scram` is on.")
AUTHORITY = {"tls": {"certificateAuthorityArns": ["arn:aws:acm-pca:us-east-1:111122223333:certificate-authority/1"]}}
signed.look_alike("certificates of an authority", msk.CLUSTER.set("stream", {"clientAuthentication": AUTHORITY}))
signed.look_alike("no word about the rest", msk.CLUSTER.set("stream", {"clientAuthentication": {"sasl": {"scram": True}}}))
signed.bad(
    "no authority", msk.CLUSTER.set("stream", {"clientAuthentication": {"tls": {"certificateAuthorityArns": []}}}), "stream neither"
)
signed.undecided(
    "an authority that is not known",
    msk.CLUSTER.set("stream", {"clientAuthentication": {"tls": {"certificateAuthorityArns": UNKNOWN}}}),
    "stream: clientAuthentication.sasl",
)

ONE_ZONE = Plan(spec(kinds.FILE_SYSTEM, "files", {"id": "fs-1", "encrypted": True, "availabilityZoneName": "us-east-1a"}))
OFF = spec("aws:efs/backupPolicy:BackupPolicy", "policy", {"fileSystemId": "fs-1", "backupPolicy": {"status": "DISABLED"}})
backed.look_alike("files in one zone, which AWS backs up", ONE_ZONE)
backed.bad("files in one zone whose backups are off", ONE_ZONE.add(OFF), "files none")
backed.bad("files in every zone", ONE_ZONE.set("files", {"availabilityZoneName": DROP}), "files none")

refused = Table("s3-tls-only", none="The bucket has no `BucketPolicy` that denies requests without TLS.")
OTHER_KINDS = s3_plans.BUCKETS.add(spec("aws:s3/directoryBucket:DirectoryBucket", "fast", {"bucket": "fast--use1-az4--x-s3"}))
refused.bad(
    "a policy of a directory bucket says nothing about others",
    OTHER_KINDS.edge("policy", "bucket", "fast"),
    "data none",
)
refused.look_alike("a directory bucket, which speaks TLS alone", OTHER_KINDS)
