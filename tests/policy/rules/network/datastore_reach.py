"""Cases of the rule datastore-reached-only-by-workloads."""

from policy.knowledge.network.workload_groups import WORKLOAD_GROUPS
from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, put, spec
from tests.policy.tables import Table


def rule(port: int = 5432, **changes: object) -> dict[str, object]:
    opening = {"ipProtocol": "tcp", "fromPort": float(port), "toPort": float(port)}
    return {"securityGroupId": UNKNOWN, "referencedSecurityGroupId": UNKNOWN, **opening, **changes}


STACK = Plan(
    spec(kinds.SECURITY_GROUP, "data", {"id": UNKNOWN, "ingress": UNKNOWN}),
    spec(kinds.SECURITY_GROUP, "api", {"id": UNKNOWN}),
    spec(kinds.SECURITY_GROUP, "migration", {"id": UNKNOWN}),
    spec(kinds.SECURITY_GROUP, "nobody", {"id": UNKNOWN}),
    spec(
        kinds.DB_INSTANCE,
        "db",
        {"engine": "postgres", "port": UNKNOWN, "vpcSecurityGroupIds": [UNKNOWN]},
        vpcSecurityGroupIds="data",
    ),
    spec(kinds.SERVICE, "service", {"networkConfiguration": {"securityGroups": [UNKNOWN]}}, networkConfiguration=["subnet", "api"]),
    spec(kinds.STATE_MACHINE, "job", {"definition": UNKNOWN}, definition=["migration"]),
    spec(kinds.INGRESS_RULE, "rule", rule(), securityGroupId="data", referencedSecurityGroupId="api"),
    spec(kinds.INGRESS_RULE, "job-rule", rule(), securityGroupId="data", referencedSecurityGroupId="migration"),
    spec("aws:ec2/subnet:Subnet", "subnet"),
)
KNOWN = Plan(
    spec(kinds.SECURITY_GROUP, "data", {"id": "sg-1"}),
    spec(kinds.SECURITY_GROUP, "api", {"id": "sg-2"}),
    spec(kinds.SECURITY_GROUP, "migration", {"id": "sg-3"}),
    spec(kinds.DB_INSTANCE, "db", {"engine": "postgres", "port": 5432.0, "vpcSecurityGroupIds": ["sg-1"]}),
    spec(kinds.SERVICE, "service", {"networkConfiguration": {"securityGroups": ["sg-2"]}}),
    spec(kinds.STATE_MACHINE, "job", {"definition": '{"SecurityGroups": ["sg-3"]}'}),
    spec(kinds.INGRESS_RULE, "rule", rule(securityGroupId="sg-1", referencedSecurityGroupId="sg-2")),
    spec(kinds.INGRESS_RULE, "job-rule", rule(securityGroupId="sg-1", referencedSecurityGroupId="sg-3")),
)
INLINE = STACK.drop("rule", "job-rule").set(
    "data", {"ingress": [{"protocol": "tcp", "fromPort": 5432, "toPort": 5432, "securityGroups": [UNKNOWN]}]}
)


def store(token: str, props: dict[str, object], port: int, path: str) -> Plan:
    """The stack with another kind of datastore behind the same group."""
    changed = STACK.drop("db").add(spec(token, "db", props, **{path.split(".", maxsplit=1)[0]: "data"}))
    return changed.set("rule", {"fromPort": port, "toPort": port}).set("job-rule", {"fromPort": port, "toPort": port})


KAFKA = store(kinds.KAFKA_CLUSTER, {"brokerNodeGroupInfo": {"securityGroups": [UNKNOWN]}}, 9098, "brokerNodeGroupInfo")
REDIS = store(kinds.CACHE_REPLICATION_GROUP, {"engine": "redis", "securityGroupIds": [UNKNOWN]}, 6379, "securityGroupIds")
CLASSIC = {"type": "ingress", "protocol": "tcp", "fromPort": 5432, "toPort": 5432, "securityGroupId": UNKNOWN}

reached = Table(
    "datastore-reached-only-by-workloads",
    opens="It opens more than, or another than, port {} of `db`.",
    admits="It admits the group `{}` to `db`, which no workload runs under.",
    unset="`{}` is not set, so the network's default group decides who gets in.",
    address="It admits an address range to `db`.",
    prefix="It admits a prefix list to `db`.",
)
reached.good("by edges", STACK)
reached.good("by values", KNOWN)
reached.good("inline", INLINE.edge("data", "ingress", "api"))
reached.good(
    "the whole inline list by its edges",
    INLINE.set("data", {"ingress.0.securityGroups": UNKNOWN}).edge("data", "ingress", "api", "migration"),
)
reached.good("Kafka", KAFKA)
reached.good("Redis", REDIS)
OWN = spec(kinds.SECURITY_GROUP_RULE, "classic", {**CLASSIC, "self": UNKNOWN}, securityGroupId="data")
reached.undecided("itself, perhaps", STACK.add(OWN), "classic: self")
reached.undecided("direction unknown", STACK.add(OWN).set("classic", {"type": UNKNOWN, "self": DROP}), "classic: type")
reached.look_alike("not itself", STACK.add(OWN).set("classic", {"self": False}))
reached.good("a port of its own", STACK.set("db", {"port": 6543}).set("rule", {"fromPort": 6543, "toPort": 6543}).drop("job-rule"))
reached.good("a job that waits for the group", STACK.set("job", {"definition": "{}"}).unlinked("job").depends("job", "migration"))
reached.good(
    "a scheduled task",
    STACK.drop("job").add(
        spec(
            kinds.EVENT_TARGET,
            "schedule",
            {"ecsTarget": {"networkConfiguration": {"securityGroups": [UNKNOWN]}}},
            ecsTarget="migration",
        )
    ),
)
reached.good(
    "a scheduler's task and a set of tasks",
    STACK.drop("job", "service").add(
        spec(
            kinds.SCHEDULE,
            "schedule",
            {"target": {"ecsParameters": {"networkConfiguration": {"securityGroups": [UNKNOWN]}}}},
            target="migration",
        ),
        spec(kinds.TASK_SET, "set", {"networkConfiguration": {"securityGroups": [UNKNOWN]}}, networkConfiguration="api"),
    ),
)
reached.look_alike(
    "an address range on another group",
    STACK.add(spec(kinds.INGRESS_RULE, "web", rule(cidrIpv4="10.0.0.0/8"), securityGroupId="api")),
)
reached.look_alike("nobody admitted at all", STACK.drop("rule", "job-rule"))
reached.look_alike(
    "MySQL's port", STACK.set("db", {"engine": "mysql"}).drop("job-rule").set("rule", {"fromPort": 3306, "toPort": 3306})
)
reached.bad("an address range", STACK.set("rule", {"cidrIpv4": "10.0.0.0/16", "referencedSecurityGroupId": DROP}), "rule address")
reached.bad(
    "an address range that is unknown", STACK.set("rule", {"cidrIpv4": UNKNOWN, "referencedSecurityGroupId": DROP}), "rule address"
)
reached.bad("a prefix list", STACK.set("rule", {"prefixListId": "pl-1", "referencedSecurityGroupId": DROP}), "rule prefix")
reached.bad("a group nobody runs under", STACK.edge("rule", "referencedSecurityGroupId", "nobody"), "rule admits=nobody")
reached.bad("a group nobody runs under, by value", KNOWN.drop("service"), "rule admits=api")
STRANGER = STACK.set("rule", {"referencedSecurityGroupId": "sg-9"}).unlinked("rule").edge("rule", "securityGroupId", "data")
reached.undecided("a group outside the stack", STRANGER, "rule: whether a workload runs under the group sg-9")
reached.good("a group outside the stack that is known", STRANGER, outside=["sg-9"])
reached.undecided(
    "another one than is known", STRANGER, "rule: whether a workload runs under the group sg-9", outside=["sg-1", "sg-90"]
)
EKS = spec("aws:eks/cluster:Cluster", "eks", {"vpcConfig": {"clusterSecurityGroupId": "sg-9", "securityGroupIds": ["sg-8"]}})
reached.good("the group that EKS makes", STRANGER.add(EKS))
reached.good("the group that EKS will make", STACK.add(EKS).edge("rule", "referencedSecurityGroupId", "eks"))
reached.bad(
    "the group of an EKS cluster's interfaces, under which no node runs",
    STACK.add(spec("aws:eks/cluster:Cluster", "eks", {"vpcConfig": {"securityGroupIds": [UNKNOWN]}}, vpcConfig="nobody")).edge(
        "rule", "referencedSecurityGroupId", "nobody"
    ),
    "rule admits=nobody",
)
for token, paths in WORKLOAD_GROUPS.items():
    for path in paths:
        placed, (key, *_) = put({}, path.replace(".*", "").replace(".0", "").split("."), UNKNOWN), path.split(".")
        assert isinstance(placed, dict)
        runs = STACK.edge("rule", "referencedSecurityGroupId", "nobody")
        reached.good(f"{token} {path}", runs.add(spec(token, "runs", placed, **{key: "nobody"})))
EMR = spec("aws:emr/cluster:Cluster", "emr", {"ec2Attributes": {"additionalSlaveSecurityGroups": "sg-0,sg-3"}})
reached.good("one of several in a text", KNOWN.drop("job").add(EMR))
reached.bad("none of several in a text", KNOWN.drop("service").add(EMR), "rule admits=api")
reached.bad(
    "itself",
    STACK.add(spec(kinds.SECURITY_GROUP_RULE, "self", {**CLASSIC, "self": True}, securityGroupId="data")),
    "self: It admits the group of `db` itself, which no workload runs under.",
)
reached.bad("another port", STACK.set("rule", {"fromPort": 5433, "toPort": 5433}), "rule opens=5432")
reached.bad("more ports", STACK.set("rule", {"toPort": 5433}), "rule opens=5432")
reached.bad("every port", STACK.set("rule", {"ipProtocol": "-1", "fromPort": DROP, "toPort": DROP}), "rule opens=5432")
reached.bad("over UDP", STACK.set("rule", {"ipProtocol": "udp"}), "rule opens=5432")
reached.bad(
    "inline, an address range",
    INLINE.set("data", {"ingress.0.cidrBlocks": ["10.0.0.0/16"], "ingress.0.securityGroups": []}),
    "data address",
)
reached.bad(
    "an address range beside inline rules",
    INLINE.edge("data", "ingress", "api").add(
        spec(kinds.INGRESS_RULE, "rule", rule(cidrIpv4="10.0.0.0/16", referencedSecurityGroupId=DROP), securityGroupId="data")
    ),
    "rule address",
)
reached.bad("inline, a stranger among workloads", INLINE.edge("data", "ingress", "api", "nobody"), "data admits=nobody")
reached.bad(
    "classic rule",
    STACK.add(spec(kinds.SECURITY_GROUP_RULE, "classic", {**CLASSIC, "cidrBlocks": ["10.0.0.0/16"]}, securityGroupId="data")),
    "classic address",
)
reached.good(
    "classic rule of a workload's group",
    STACK.add(
        spec(
            kinds.SECURITY_GROUP_RULE,
            "classic",
            {**CLASSIC, "sourceSecurityGroupId": UNKNOWN},
            securityGroupId="data",
            sourceSecurityGroupId="api",
        )
    ),
)
reached.bad(
    "classic rule of a group nobody runs under",
    STACK.add(
        spec(
            kinds.SECURITY_GROUP_RULE,
            "classic",
            {**CLASSIC, "sourceSecurityGroupId": UNKNOWN},
            securityGroupId="data",
            sourceSecurityGroupId="nobody",
        )
    ),
    "classic admits=nobody",
)
reached.undecided(
    "classic rule of no known group",
    STACK.add(spec(kinds.SECURITY_GROUP_RULE, "classic", {**CLASSIC, "sourceSecurityGroupId": UNKNOWN}, securityGroupId="data")),
    "classic: sourceSecurityGroupId",
)
reached.bad(
    "inline, a prefix list", INLINE.edge("data", "ingress", "api").set("data", {"ingress.0.prefixListIds": ["pl-1"]}), "data prefix"
)
reached.look_alike(
    "what the datastore sends", STACK.add(spec(kinds.EGRESS_RULE, "out", rule(cidrIpv4="10.0.0.0/16"), securityGroupId="data"))
)
reached.bad(
    "Kafka's readable port",
    KAFKA.set("rule", {"fromPort": 9092, "toPort": 9092}),
    "rule: It opens more than, or another than, port 9094 or 9096 or 9098 of `db`.",
)
reached.bad("Redis on PostgreSQL's port", REDIS.set("rule", {"fromPort": 5432, "toPort": 5432}), "rule opens=6379")
reached.bad("no group", STACK.set("db", {"vpcSecurityGroupIds": DROP}).unlinked("db"), "db unset=vpcSecurityGroupIds")
reached.bad(
    "two datastores with no group",
    STACK.set("db", {"vpcSecurityGroupIds": DROP}).unlinked("db").add(spec(kinds.KAFKA_CLUSTER, "stream", {"clusterName": "pde"})),
    "db unset=vpcSecurityGroupIds",
    "stream unset=brokerNodeGroupInfo.securityGroups",
)
reached.bad(
    "groups that AWS chooses", STACK.set("db", {"vpcSecurityGroupIds": UNKNOWN}).unlinked("db"), "db unset=vpcSecurityGroupIds"
)
for port in (9094, 9096):
    reached.good(f"Kafka on {port}", KAFKA.set("rule", {"fromPort": port, "toPort": port}))
SERVERLESS = store(kinds.CACHE_SERVERLESS, {"engine": "valkey", "securityGroupIds": [UNKNOWN]}, 6380, "securityGroupIds")
reached.good("a serverless cache's reader port", SERVERLESS)
reached.bad(
    "a serverless cache's next port",
    SERVERLESS.set("rule", {"fromPort": 6381, "toPort": 6381}),
    "rule: It opens more than, or another than, port 6379 or 6380 of `db`.",
)
reached.bad("a cluster has no reader port", REDIS.set("rule", {"fromPort": 6380, "toPort": 6380}), "rule opens=6379")
reached.good(
    "Memcached", store(kinds.CACHE_CLUSTER, {"engine": "memcached", "securityGroupIds": [UNKNOWN]}, 11211, "securityGroupIds")
)
reached.good("an engine that is unknown", STACK.set("db", {"engine": UNKNOWN}))
reached.bad(
    "no engine's port",
    STACK.set("db", {"engine": UNKNOWN}).set("rule", {"fromPort": 80, "toPort": 80}),
    "rule: It opens more than, or another than, port 1433 or 1521 or 3306 or 5432 or 50000 of `db`.",
)
reached.bad("MySQL on PostgreSQL's port", STACK.set("db", {"engine": "mysql"}), "rule opens=3306", "job-rule opens=3306")
reached.undecided(
    "inline rules unknown", INLINE.set("data", {"ingress": UNKNOWN}).edge("data", "ingress", "subnet"), "data: ingress"
)
reached.undecided("inline, a source of no known group", INLINE, "data: ingress.0.securityGroups")
reached.undecided("one inline rule unknown", INLINE.set("data", {"ingress": [UNKNOWN]}), "data: ingress.0")
reached.undecided(
    "a port that another resource gives",
    STACK.set("rule", {"fromPort": 6543, "toPort": 6543})
    .edge("db", "vpcSecurityGroupIds", "data")
    .edge("db", "port", "subnet")
    .drop("job-rule"),
    "db: port",
)
reached.bad(
    "every port, whatever the own one is", STACK.edge("db", "port", "subnet").set("rule", {"toPort": 9999}), "rule opens=5432"
)
reached.undecided("a datastore of no known group", STACK.edge("db", "vpcSecurityGroupIds", "subnet"), "db: vpcSecurityGroupIds")
reached.undecided(
    "a job whose definition is unknown",
    KNOWN.set("job", {"definition": UNKNOWN}),
    "job-rule: whether a workload runs under the group migration",
)
reached.undecided(
    "a job whose definition comes of something else",
    KNOWN.set("job", {"definition": UNKNOWN}).edge("job", "definition", "db"),
    "job-rule: whether a workload runs under the group migration",
)
reached.undecided(
    "a group without a name matches nothing",
    KNOWN.set("migration", {"id": ""}).set("job", {"definition": '{"x": ""}'}),
    "job-rule: whether a workload runs under the group sg-3",
)
reached.undecided("ports unknown", STACK.set("rule", {"fromPort": UNKNOWN}), "rule: fromPort")
reached.undecided("a rule of no known group", STACK.edge("rule", "securityGroupId"), "rule: securityGroupId")
reached.undecided("a source of no known group", STACK.edge("rule", "referencedSecurityGroupId"), "rule: referencedSecurityGroupId")
reached.undecided(
    "a service with unknown groups",
    STACK.edge("rule", "referencedSecurityGroupId", "nobody").unlinked("service"),
    "rule: whether a workload runs under the group nobody",
)
reached.undecided(
    "a datastore in a group of another stack",
    STACK.set("db", {"vpcSecurityGroupIds": ["sg-9"]}).unlinked("db"),
    "db: vpcSecurityGroupIds",
)
