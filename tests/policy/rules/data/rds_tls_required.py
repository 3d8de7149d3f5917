"""Cases of the rule rds-tls-required."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, spec
from tests.policy.rules.data import rds_plans
from tests.policy.rules.data.rds_plans import CLUSTER, TLS_ON
from tests.policy.tables import Table

# Before version 15 a group that says nothing leaves TLS to the client.
INSTANCE = (
    rds_plans.INSTANCE.set("db", {"engineVersion": "14.9"})
    .set("parameters", {"family": "postgres14"})
    .set("others", {"family": "postgres14"})
)
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
    INSTANCE.set("db", {"parameterGroupName": "default.postgres14"}).unlinked("db"),
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

NO_GROUP = {"parameterGroupName": DROP}
RESTORED_ANEW = {"snapshotIdentifier": "snap", "engineVersion": DROP, **NO_GROUP}
for engine, since, before in (("postgres", "15.0", "14.22"), ("mysql", "9.7.0", "8.4.6"), ("mariadb", "11.8.3", "11.4.8")):
    alone = INSTANCE.set("db", {"engine": engine, **NO_GROUP}).unlinked("db")
    tls.look_alike(f"{engine} {since} asks for TLS by itself", alone.set("db", {"engineVersion": since}))
    tls.bad(f"{engine} {before} does not", alone.set("db", {"engineVersion": before}), "db parameterGroupName")
    family = f"{engine}{'.'.join(since.split('.')[: 1 if engine == 'postgres' else 2])}"
    silent = INSTANCE.set("db", {"engine": engine}).set("parameters", {"parameters": []})
    tls.look_alike(f"a group of the family {family} that says nothing", silent.set("parameters", {"family": family}))
    named = {"engine": engine, "parameterGroupName": f"default.{family}"}
    tls.look_alike(f"AWS's own group of the family {family}", INSTANCE.set("db", named).unlinked("db"))
    off = [{"name": "rds.force_ssl" if engine == "postgres" else "require_secure_transport", "value": "0"}]
    tls.bad(
        f"a group of the family {family} that switches it off",
        silent.set("parameters", {"family": family, "parameters": off}),
        f"parameters needs={off[0]['name']} | `0` in the parameters of `db` | 1",
    )
ALONE = INSTANCE.set("db", NO_GROUP).unlinked("db")
tls.look_alike("PostgreSQL in the version that RDS takes today", ALONE.set("db", {"engineVersion": DROP}))
tls.look_alike("a version that AWS chooses", ALONE.set("db", {"engineVersion": UNKNOWN}))
tls.undecided("restored in a version that its snapshot has", ALONE.set("db", RESTORED_ANEW), "db: engineVersion")
tls.undecided(
    "a version that something else tells",
    ALONE.set("db", {"engineVersion": UNKNOWN}).edge("db", "engineVersion", "others"),
    "db: engineVersion",
)
AURORA = CLUSTER.set("db", {"dbClusterParameterGroupName": DROP, "engineVersion": "17.5"}).unlinked("db")
tls.look_alike("Aurora PostgreSQL 17 asks for TLS by itself", AURORA)
tls.bad(
    "Aurora PostgreSQL 16 does not",
    AURORA.set("db", {"engineVersion": "16.8"}),
    "db: `dbClusterParameterGroupName` is not set, so AWS's default parameters decide.",
)
tls.undecided(
    "a family that something else tells",
    INSTANCE.set("parameters", {"family": UNKNOWN, "parameters": []}).edge("parameters", "family", "others"),
    "parameters: family",
)
