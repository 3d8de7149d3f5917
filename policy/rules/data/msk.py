"""Streams: encrypted, authenticated, private, logged, and with safe replication settings."""

from policy.knowledge.iam.documents import policy_must_not_be_open
from policy.model import kinds
from policy.model.expectations import must_be_off, must_be_on, must_be_one_of, must_have_customer_key
from policy.model.graph import Graph, Resource
from policy.model.rule import About, Config, Finding, Findings, Rule, Undecided, Violation, resource_rule, stack_rule
from policy.model.values import UNKNOWN, is_absent, items, shown, text

_LEAST_COPIES = 2
_AUTO_CREATE = "auto.create.topics.enable"
_BROKERS = "brokerNodeGroupInfo.instanceType"
_SIGN_INS = ("clientAuthentication.sasl.iam", "clientAuthentication.sasl.scram")
_CERTIFICATES = "clientAuthentication.tls.certificateAuthorityArns"
_LOGS = tuple(f"loggingInfo.brokerLogs.{kind}.enabled" for kind in ("cloudwatchLogs", "s3", "firehose"))


@resource_rule(
    About(
        name="kafka-encrypted",
        title="Streams are encrypted with a customer key and speak TLS only",
        severity="critical",
        why="Records cross the network between clients, brokers and zones, and lie on their disks, readable.",
        fix='Set `encryption_info` with `encryption_at_rest_kms_key_arn` and `encryption_in_transit` `{"client_broker": "TLS", '
        '"in_cluster": True}` (the key at creation only).',
        references=("AWS-FSBP MSK.1", "NIST-800-53 SC-8(1)", "NIST-800-53 SC-28(1)"),
        preview="the words themselves; the key by being named",
        passes='encryption_in_transit={"client_broker": "TLS", "in_cluster": True}',
        fails='encryption_in_transit={"client_broker": "TLS_PLAINTEXT"}',
    ),
    kinds.KAFKA_CLUSTER,
)
def encrypted(cluster: Resource, _: Config) -> Findings:
    """Both switches of the transport default to TLS; the key does not."""
    transit = "encryptionInfo.encryptionInTransit"
    yield from must_be_one_of(cluster, f"{transit}.clientBroker", ("TLS",))
    yield from must_be_on(cluster, f"{transit}.inCluster")
    yield from must_have_customer_key(cluster, "encryptionInfo.encryptionAtRestKmsKeyArn")


@resource_rule(
    About(
        name="kafka-authenticated",
        title="Streams let nobody in without signing in",
        severity="critical",
        why="Whatever reaches a broker reads and writes every topic.",
        fix='Set `client_authentication={"sasl": {"iam": True}}`, and leave `unauthenticated` of it out or off.',
        references=("AWS-FSBP MSK.6", "NIST-800-53 AC-3", "NIST-800-53 IA-2"),
        preview="the switches themselves",
        passes='client_authentication={"sasl": {"iam": True}, "unauthenticated": False}',
        fails='client_authentication={"sasl": {"iam": True}, "unauthenticated": True}',
    ),
    kinds.KAFKA_CLUSTER,
    kinds.KAFKA_SERVERLESS,
)
def authenticated(cluster: Resource, _: Config) -> Findings:
    """A cluster left to AWS's choice lets everyone in; one that says how clients sign in lets nobody else in unless it says so
    (provider, msk.Cluster). Certificates of an authority sign clients in as well.
    """
    if cluster.type == kinds.KAFKA_SERVERLESS:
        yield from must_be_on(cluster, "clientAuthentication.sasl.iam.enabled")
        return
    switch = "clientAuthentication.unauthenticated"
    if is_absent(cluster.get("clientAuthentication")) or cluster.get(switch) is not None:
        yield from must_be_off(cluster, switch)
    authorities = cluster.get(_CERTIFICATES)
    signs = [*(cluster.get(path) for path in _SIGN_INS), True if authorities is not UNKNOWN and items(authorities) else authorities]
    if not any(sign is True for sign in signs):
        if UNKNOWN in signs:
            yield Undecided(cluster, "clientAuthentication.sasl")
        else:
            yield Violation(cluster, "Neither `clientAuthentication.sasl.iam` nor `.scram` is on.")


@resource_rule(
    About(
        name="kafka-not-public",
        title="Streams have no public address, and no policy that lets anyone in",
        severity="critical",
        why="A public broker leaves one permission between the topics and the internet.",
        fix="Leave `connectivity_info.public_access` of `broker_node_group_info` out, or `DISABLED`; in a cluster's "
        "policy, name the `Principal`.",
        references=("AWS-FSBP MSK.4", "NIST-800-53 AC-3", "NIST-800-53 SC-7"),
        preview="the word itself; a policy when its text is known",
        passes='public_access={"type": "DISABLED"}',
        fails='public_access={"type": "SERVICE_PROVIDED_EIPS"}',
    ),
    kinds.KAFKA_CLUSTER,
    kinds.KAFKA_POLICY,
)
def private(cluster: Resource, _: Config) -> Findings:
    """AWS's default is private. A policy stands beside its cluster, for clients of other accounts and networks."""
    if cluster.type == kinds.KAFKA_POLICY:
        yield from policy_must_not_be_open(cluster)
        return
    path = "brokerNodeGroupInfo.connectivityInfo.publicAccess.type"
    yield from must_be_one_of(cluster, path, ("DISABLED",))


@resource_rule(
    About(
        name="kafka-logged",
        title="Brokers write logs",
        severity="medium",
        why="Refused sign-ins and lost partitions are only in the brokers' logs, which nobody can read afterwards without them.",
        fix='Set `logging_info={"broker_logs": {"cloudwatch_logs": {"enabled": True, "log_group": ...}}}`.',
        references=("NIST-800-53 AU-2", "NIST-800-53 AU-12", "NIST-800-53 SI-4"),
        preview="the switches themselves",
        passes='"cloudwatch_logs": {"enabled": True, "log_group": group.name}',
        fails='"cloudwatch_logs": {"enabled": False}',
    ),
    kinds.KAFKA_CLUSTER,
)
def logged(cluster: Resource, _: Config) -> Findings:
    """To CloudWatch, S3 or Firehose.

    Express brokers had no logs to switch on until February 2026, and not every version of the provider sends the switch for them.
    """
    found = [cluster.get(path) for path in _LOGS]
    if not any(one is True for one in found):
        nowhere = Violation(cluster, "`loggingInfo.brokerLogs` sends logs nowhere.")
        yield from _of_standard(cluster, Undecided(cluster, "loggingInfo") if UNKNOWN in found else nowhere)


def _of_standard(cluster: Resource, finding: Finding) -> Findings:
    """A finding that holds for standard brokers alone."""
    kind = cluster.get(_BROKERS)
    if kind is UNKNOWN:
        yield Undecided(cluster, _BROKERS)
    elif not text(kind).startswith("express."):
        yield finding


@stack_rule(
    About(
        name="kafka-safe-defaults",
        title="Streams keep copies, elect no stale leader and make no topic by accident",
        severity="high",
        why="AWS's defaults let a broker that missed records become leader, which drops them; a misspelt topic comes into being "
        "with one copy; and with as many copies required as there are, one broker's restart stops every writer.",
        fix="Declare an `aws.msk.Configuration` with `auto.create.topics.enable=false`, `unclean.leader.election.enable=false`, "
        "`default.replication.factor` 2 or more and `min.insync.replicas` below it, and name it in `configuration_info`.",
        references=("NIST-800-53 CM-6", "NIST-800-53 CP-10", "NIST-800-53 SI-13"),
        preview="the edge from the cluster to its configuration, and the properties there",
        passes="unclean.leader.election.enable=false",
        fails="auto.create.topics.enable=true",
    )
)
def safe_defaults(graph: Graph, _: Config) -> Findings:
    """Follow each cluster to its configuration; one of another stack cannot be seen.

    On Express brokers AWS keeps three copies, two of them in step, and elects no stale leader, whatever a configuration says.
    """
    for cluster in graph.of(kinds.KAFKA_CLUSTER):
        if cluster.is_unset("configurationInfo") or is_absent(cluster.get("configurationInfo.arn")):
            yield from _of_standard(cluster, Violation(cluster, "`configurationInfo` is not set, so AWS's defaults decide."))
            continue
        links = graph.links(cluster, "configurationInfo.arn", kinds.KAFKA_CONFIGURATION)
        if not links.targets:
            yield Undecided(cluster, "configurationInfo.arn")
        for configuration in links.targets:
            for finding in _properties(configuration):
                holds_for_all = isinstance(finding, Undecided) or _AUTO_CREATE in finding.what
                yield from (finding,) if holds_for_all else _of_standard(cluster, finding)


def _properties(configuration: Resource) -> Findings:
    path = "serverProperties"
    raw = configuration.get(path)
    if raw is UNKNOWN:
        yield Undecided(configuration, path)
        return
    lines = (line.partition("=") for line in text(raw).splitlines())
    found = {name.strip(): value.strip().lower() for name, _, value in lines}
    for name, default in ((_AUTO_CREATE, "false"), ("unclean.leader.election.enable", None)):
        if found.get(name, default) != "false":
            yield Violation(configuration, f"`{name}` is {shown(found.get(name), quote=True)}; it has to be `false`.")
    copies, least = (_whole(found.get(name)) for name in ("default.replication.factor", "min.insync.replicas"))
    if copies is None or copies < _LEAST_COPIES:
        yield Violation(configuration, "`default.replication.factor` is not 2 or more.")
    if least is None or (copies is not None and least >= max(copies, _LEAST_COPIES)):
        yield Violation(configuration, "`min.insync.replicas` is not set below `default.replication.factor`.")


def _whole(value: str | None) -> int | None:
    return int(value) if value is not None and value.isdecimal() else None


RULES: tuple[Rule, ...] = (encrypted, authenticated, private, logged, safe_defaults)
