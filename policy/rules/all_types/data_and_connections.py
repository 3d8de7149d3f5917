"""What lies and what moves: encrypted at rest and in transit, and written down."""

from policy.knowledge.activity_logs import ACTIVITY_LOGS
from policy.knowledge.at_rest import AT_REST, DISKS, EBS_DEFAULT
from policy.knowledge.callers import uncalled
from policy.knowledge.in_transit import IN_TRANSIT
from policy.knowledge.needs import judge_beside, judge_each
from policy.knowledge.watchers import COMPANIONS, WATCHERS, misplaced
from policy.model.graph import Graph, Resource
from policy.model.rule import About, Config, Findings, Rule, resource_rule, stack_rule
from policy.rules.all_types.account_defaults import AccountDefault

_ENCRYPTED_DISKS = AccountDefault(EBS_DEFAULT, "enabled", said=(None, True), implied=True, needs=DISKS)


@stack_rule(
    About(
        name="data-encrypted",
        title="Everything that keeps data encrypts it",
        severity="high",
        why="Whoever obtains the disk, a snapshot or a copy reads it; most types have to be replaced to switch it on.",
        fix="Set the switch that the finding names; for disks, `aws.ebs.EncryptionByDefault` does as well.",
        references=("AWS-FSBP EC2.3", "AWS-FSBP EFS.1", "AWS-FSBP Opensearch.1", "AWS-FSBP Kinesis.1", "NIST-800-53 SC-28(1)"),
        preview="the switches themselves",
        passes="encrypted=True",
        fails="encrypted=False",
    )
)
def at_rest(graph: Graph, _: Config) -> Findings:
    """What AWS encrypts by itself has no row; what is restored is encrypted as its snapshot is."""
    yield from _ENCRYPTED_DISKS.judge(graph, AT_REST)


@resource_rule(
    About(
        name="connections-tls",
        title="Everything that takes connections asks for TLS 1.2",
        severity="high",
        why="A client that does not ask for TLS sends its password and data readable to the network; old versions can be broken.",
        fix="Set the property that the finding names.",
        references=(
            "AWS-FSBP CloudFront.3",
            "AWS-FSBP Opensearch.8",
            "AWS-FSBP Redshift.2",
            "NIST-800-53 SC-8",
            "NIST-800-53 SC-13",
        ),
        preview="the words themselves",
        passes='viewer_protocol_policy="redirect-to-https"',
        fails='viewer_protocol_policy="allow-all"',
    ),
    *(need.token for need in IN_TRANSIT),
)
def in_transit(resource: Resource, _: Config) -> Findings:
    """Databases of RDS, caches, streams, balancers, topics, queues and buckets have rules of their own."""
    yield from judge_each(IN_TRANSIT, resource)


@stack_rule(
    About(
        name="activity-logged",
        title="Everything that is asked things writes down what it was asked",
        severity="medium",
        why="After an incident nobody can tell who asked for what, and whether it was answered.",
        fix="Set the property that the finding names, to a log group or bucket of the stack.",
        references=(
            "AWS-FSBP APIGateway.9",
            "AWS-FSBP CloudFront.5",
            "AWS-FSBP EC2.51",
            "AWS-FSBP EKS.8",
            "NIST-800-53 AU-2",
            "NIST-800-53 AU-12",
        ),
        preview="the destination by being named, and the edges of what is declared beside",
        passes='access_log_settings={"destination_arn": group.arn, "format": ...}',
        fails="no `access_log_settings`",
    )
)
def logged(graph: Graph, _: Config) -> Findings:
    """Application and network load balancers, buckets, streams, databases and networks have rules of their own."""
    for need in ACTIVITY_LOGS:
        yield from judge_beside(need, graph)


@stack_rule(
    About(
        name="watchers-on",
        title="What is declared to watch, keep or start something is on, and reaches it",
        severity="medium",
        level="advisory",
        why="It is there, so everybody relies on it, and it does nothing.",
        fix="Switch it on, give it what it is for, let its service come (a function's `aws.lambda.Permission`; the policy of a "
        "queue, a topic and their key), or take it out.",
        references=("AWS-FSBP GuardDuty.1", "NIST-800-53 SI-4", "NIST-800-53 CM-6"),
        preview="the switches themselves, the edges between what belongs together, and policies when their text is known",
        passes='state="ENABLED"',
        fails='state="DISABLED"',
    )
)
def watching(graph: Graph, _: Config) -> Findings:
    """Trails, alarms, flow logs and backups have rules of their own."""
    for need in WATCHERS:
        yield from judge_beside(need, graph)
    for companion in COMPANIONS:
        yield from companion.missing(graph)
    yield from misplaced(graph)
    yield from uncalled(graph)


RULES: tuple[Rule, ...] = (at_rest, in_transit, logged, watching)
