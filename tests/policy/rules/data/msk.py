"""Cases of the rules kafka-encrypted, kafka-authenticated, kafka-not-public, kafka-logged and kafka-safe-defaults."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, allow, document, spec
from tests.policy.tables import Table

PROPERTIES = """\
# copies
auto.create.topics.enable=false
unclean.leader.election.enable = false
default.replication.factor=3
min.insync.replicas=2
"""
CLUSTER = Plan(
    spec(
        kinds.KAFKA_CLUSTER,
        "stream",
        {
            "encryptionInfo": {
                "encryptionAtRestKmsKeyArn": "arn:aws:kms:us-east-1:111122223333:key/1",
                "encryptionInTransit": {"clientBroker": "TLS", "inCluster": True},
            },
            "clientAuthentication": {"sasl": {"iam": True}, "unauthenticated": False},
            "brokerNodeGroupInfo": {"connectivityInfo": {"publicAccess": {"type": "DISABLED"}}},
            "loggingInfo": {"brokerLogs": {"cloudwatchLogs": {"enabled": True}}},
            "configurationInfo": {"arn": UNKNOWN, "revision": 1},
        },
        configurationInfo="configuration",
    ),
    spec(kinds.KAFKA_CONFIGURATION, "configuration", {"arn": UNKNOWN, "serverProperties": PROPERTIES}),
    spec(kinds.KAFKA_CONFIGURATION, "other", {"arn": UNKNOWN, "serverProperties": "auto.create.topics.enable=true"}),
)
SERVERLESS = Plan(spec(kinds.KAFKA_SERVERLESS, "stream", {"clientAuthentication": {"sasl": {"iam": {"enabled": True}}}}))


def properties(old: str, new: str) -> Plan:
    return CLUSTER.set("configuration", {"serverProperties": PROPERTIES.replace(old, new)})


encrypted = Table("kafka-encrypted")
encrypted.good("encrypted", CLUSTER)
encrypted.good(
    "a list of one, as some providers write it", CLUSTER.set("stream", {"encryptionInfo": [{"encryptionAtRestKmsKeyArn": "k"}]})
)
encrypted.look_alike("in transit by default", CLUSTER.set("stream", {"encryptionInfo.encryptionInTransit": DROP}))
encrypted.switch(CLUSTER, "stream", "encryptionInfo.encryptionInTransit.inCluster", absent=True)
encrypted.key(CLUSTER, "stream", "encryptionInfo.encryptionAtRestKmsKeyArn")
for word in ("TLS_PLAINTEXT", "PLAINTEXT", "tls"):
    encrypted.bad(
        word,
        CLUSTER.set("stream", {"encryptionInfo.encryptionInTransit.clientBroker": word}),
        f"stream needs=encryptionInfo.encryptionInTransit.clientBroker | `{word}` | `TLS`",
    )
encrypted.bad(
    "nothing said", CLUSTER.set("stream", {"encryptionInfo": DROP}), "stream unset=encryptionInfo.encryptionAtRestKmsKeyArn"
)
encrypted.undecided(
    "transport unknown",
    CLUSTER.set("stream", {"encryptionInfo.encryptionInTransit.clientBroker": UNKNOWN}),
    "stream: encryptionInfo.encryptionInTransit.clientBroker",
)

signed = Table("kafka-authenticated", neither="Neither `clientAuthentication.sasl.iam` nor `.scram` is on.")
signed.good("IAM", CLUSTER)
signed.good("SCRAM", CLUSTER.set("stream", {"clientAuthentication": {"sasl": {"scram": True}, "unauthenticated": False}}))
signed.good("serverless", SERVERLESS)
signed.switch(CLUSTER, "stream", "clientAuthentication.unauthenticated", on=False, absent=True)
signed.switch(CLUSTER, "stream", "clientAuthentication.sasl.iam", unlike="neither", unknown="clientAuthentication.sasl")
signed.bad(
    "nothing said",
    CLUSTER.set("stream", {"clientAuthentication": DROP}),
    "stream needs=clientAuthentication.unauthenticated | not set | false",
    "stream neither",
)
signed.bad(
    "serverless without",
    SERVERLESS.set("stream", {"clientAuthentication": DROP}),
    "stream needs=clientAuthentication.sasl.iam.enabled | not set | true",
)

private = Table("kafka-not-public")
private.good("private", CLUSTER)
private.look_alike("absent, which is private", CLUSTER.set("stream", {"brokerNodeGroupInfo": DROP}))
private.bad(
    "public",
    CLUSTER.set("stream", {"brokerNodeGroupInfo.connectivityInfo.publicAccess.type": "SERVICE_PROVIDED_EIPS"}),
    "stream needs=brokerNodeGroupInfo.connectivityInfo.publicAccess.type | `SERVICE_PROVIDED_EIPS` | `DISABLED`",
)
private.bad(
    "small letters",
    CLUSTER.set("stream", {"brokerNodeGroupInfo.connectivityInfo.publicAccess.type": "disabled"}),
    "stream needs=brokerNodeGroupInfo.connectivityInfo.publicAccess.type | `disabled` | `DISABLED`",
)
private.bad(
    "a truth value",
    CLUSTER.set("stream", {"brokerNodeGroupInfo.connectivityInfo.publicAccess.type": False}),
    "stream needs=brokerNodeGroupInfo.connectivityInfo.publicAccess.type | false | `DISABLED`",
)
CLIENTS = Plan(spec(kinds.KAFKA_POLICY, "clients", {"policy": document(allow("kafka:*", Principal={"AWS": "111122223333"}))}))
private.good("a policy for one account", CLIENTS)
private.bad(
    "a policy for anyone",
    CLIENTS.set("clients", {"policy": document(allow("kafka:*", Principal="*"))}),
    "clients: Statement number 1 of `policy` lets anyone in, with no condition on who comes.",
)
private.undecided("a policy that is unknown", CLIENTS.set("clients", {"policy": UNKNOWN}), "clients: policy")
private.undecided(
    "unknown",
    CLUSTER.set("stream", {"brokerNodeGroupInfo.connectivityInfo.publicAccess.type": UNKNOWN}),
    "stream: brokerNodeGroupInfo.connectivityInfo.publicAccess.type",
)

logged = Table("kafka-logged", nowhere="`loggingInfo.brokerLogs` sends logs nowhere.")
logged.good("to CloudWatch", CLUSTER)
logged.good("to S3", CLUSTER.set("stream", {"loggingInfo": {"brokerLogs": {"s3": {"enabled": True}}}}))
logged.look_alike(
    "to S3, and not to CloudWatch",
    CLUSTER.set("stream", {"loggingInfo": {"brokerLogs": {"s3": {"enabled": True}, "cloudwatchLogs": {"enabled": False}}}}),
)
logged.switch(CLUSTER, "stream", "loggingInfo.brokerLogs.cloudwatchLogs.enabled", unlike="nowhere", unknown="loggingInfo")
logged.bad("nothing said", CLUSTER.set("stream", {"loggingInfo": DROP}), "stream nowhere")

defaults = Table(
    "kafka-safe-defaults",
    in_sync="`min.insync.replicas` is not set below `default.replication.factor`.",
    configurationInfo="`configurationInfo` is not set, so AWS's defaults decide.",
    copies="`default.replication.factor` is not 2 or more.",
    election="`unclean.leader.election.enable` is not set; it has to be `false`.",
    enable="`auto.create.topics.enable` is `true`; it has to be `false`.",
)
defaults.good("by edge", CLUSTER)
defaults.good(
    "by ARN",
    CLUSTER.set("stream", {"configurationInfo.arn": "arn:kafka:1"}).set("configuration", {"arn": "arn:kafka:1"}).unlinked("stream"),
)
defaults.look_alike("topics by accident off by default", properties("auto.create.topics.enable=false\n", ""))
defaults.good("two copies", properties("factor=3\nmin.insync.replicas=2", "factor=2\nmin.insync.replicas=1"))
defaults.bad("topics by accident", properties("topics.enable=false", "topics.enable=true"), "configuration enable")
defaults.bad(
    "a stale leader",
    properties("election.enable = false", "election.enable = true"),
    "configuration needs=unclean.leader.election.enable | `true` | `false`",
)
defaults.bad("a stale leader by default", properties("unclean.leader.election.enable = false\n", ""), "configuration election")
defaults.bad("as many required as there are", properties("replicas=2", "replicas=3"), "configuration in_sync")
defaults.bad("one copy", properties("factor=3", "factor=1"), "configuration copies", "configuration in_sync")
defaults.bad("copies not said", properties("default.replication.factor=3\n", ""), "configuration copies")
defaults.bad("required not said", properties("min.insync.replicas=2\n", ""), "configuration in_sync")
defaults.bad("copies no number", properties("factor=3", "factor=three"), "configuration copies")
defaults.bad("commented out", properties("unclean", "#unclean"), "configuration election")
defaults.bad(
    "a switch without a value",
    properties("topics.enable=false", "topics.enable"),
    "configuration needs=auto.create.topics.enable | `` | `false`",
)
defaults.bad(
    "a configuration that AWS chooses",
    CLUSTER.set("stream", {"configurationInfo": UNKNOWN}).unlinked("stream"),
    "stream configurationInfo",
)
defaults.bad(
    "a revision of no configuration",
    CLUSTER.set("stream", {"configurationInfo.arn": DROP}).unlinked("stream"),
    "stream configurationInfo",
)
defaults.bad(
    "none on two clusters",
    CLUSTER.set("stream", {"configurationInfo": DROP}).unlinked("stream").add(spec(kinds.KAFKA_CLUSTER, "second")),
    "stream configurationInfo",
    "second configurationInfo",
)
defaults.bad("no configuration", CLUSTER.set("stream", {"configurationInfo": DROP}).unlinked("stream"), "stream configurationInfo")
defaults.bad(
    "another configuration",
    CLUSTER.edge("stream", "configurationInfo", "other"),
    "other enable",
    "other election",
    "other copies",
    "other in_sync",
)
defaults.undecided(
    "properties unknown", CLUSTER.set("configuration", {"serverProperties": UNKNOWN}), "configuration: serverProperties"
)
defaults.undecided(
    "a configuration of another stack",
    CLUSTER.set("stream", {"configurationInfo.arn": "arn:x"}).unlinked("stream"),
    "stream: configurationInfo.arn",
)
