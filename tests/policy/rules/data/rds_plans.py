"""Plans that the cases about databases share."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, spec

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
