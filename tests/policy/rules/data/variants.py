"""Variants of datastores: what a rule asks of most, and some cannot have."""

from policy.model.values import UNKNOWN
from tests.policy.plans import DROP
from tests.policy.rules.data import data_backed_up, elasticache, msk
from tests.policy.rules.data.rds_plans import CLUSTER, INSTANCE
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
