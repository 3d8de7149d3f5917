"""Log groups: declared, encrypted, and kept for a chosen time."""

from policy.knowledge.encryption_and_logs import log_destinations
from policy.knowledge.implicit_log_groups import made_groups
from policy.model import kinds
from policy.model.expectations import must_be_at_least, must_have_customer_key, unless_unknown
from policy.model.graph import Graph, Resource
from policy.model.patterns import Texts
from policy.model.rule import About, Config, Findings, Rule, Setting, Undecided, Violation, resource_rule, stack_rule
from policy.model.values import UNKNOWN, text


@resource_rule(
    About(
        name="log-group-key-and-retention",
        title="Log groups are encrypted with a customer key, kept long enough, and expire",
        severity="medium",
        why="Logs hold what applications let slip; kept for ever they cost more each month and fall under every later request "
        "for data, and gone too soon they answer no question about what happened.",
        fix="Set `kms_key_id` to an `aws.kms.Key` whose policy admits `logs.<region>.amazonaws.com`, and "
        "`retention_in_days` to `minDays` or more.",
        references=("AWS-FSBP CloudWatch.16", "NIST-800-53 AU-11", "NIST-800-53 SC-28(1)"),
        preview="the retention itself; the key by being named",
        passes="kms_key_id=key.arn, retention_in_days=30",
        fails="retention_in_days=0",
        settings={"minDays": Setting(default=7, description="Days that log groups have to keep entries", minimum=1)},
    ),
    kinds.LOG_GROUP,
)
def key_and_retention(group: Resource, config: Config) -> Findings:
    """Retention 0 is AWS's word for never; a group of class DELIVERY has a fixed one of its own."""
    yield from must_have_customer_key(group, "kmsKeyId")
    if group.get("logGroupClass") != "DELIVERY":
        kept = must_be_at_least(group, "retentionInDays", config.number("minDays"))
        yield from unless_unknown(kept, group, "logGroupClass")


@stack_rule(
    About(
        name="log-groups-declared",
        title="Every log group that AWS writes to is declared",
        severity="medium",
        why="A group that comes into being with its first line has no key, never expires, and stays when the stack is gone.",
        fix="Declare an `aws.cloudwatch.LogGroup` of that name (databases: `/aws/rds/instance/ID/LOG`) and depend on it.",
        references=("AWS-FSBP CloudWatch.16", "NIST-800-53 AU-11", "NIST-800-53 AU-12", "NIST-800-53 SC-28(1)"),
        preview="the edges to log groups, and the names of those that AWS makes by itself; ids that AWS gives are unknown",
        passes='LogGroup(name="/aws/ecs/containerinsights/pde-production/performance", ...)',
        fails='aws.ecs.Cluster(settings=[{"name": "containerInsights", "value": "enabled"}]), and no such group',
        settings={
            "shared": Setting(
                default=("RDSOSMetrics",),
                description="Groups of a whole account and region, which only one of its stacks can declare. What RDS writes for "
                "enhanced monitoring is kept for 30 days",
            )
        },
    )
)
def declared(graph: Graph, config: Config) -> Findings:
    """Groups that resources name, and those that AWS makes for them. Tasks have a rule of their own."""
    for resource, path, links in log_destinations(graph):
        if links.unknown:
            yield Undecided(resource, path)
        for name in links.outside:
            yield Violation(resource, f"`{path}` names `{name}`, which this stack does not declare.")
    groups = graph.of(kinds.LOG_GROUP)
    names = Texts((*(text(group.get("name")) for group in groups), *config.strings("shared")))
    is_uncertain = any(group.get("name") is UNKNOWN and group.edges("name") for group in groups)
    for made in made_groups(graph):
        if made.name is None:
            yield Undecided(made.resource, made.path)
        elif not any(names.like(made.name)):
            undeclared = Violation(made.resource, f"It writes to `{made.name}`, which this stack does not declare.")
            yield Undecided(made.resource, made.path) if is_uncertain else undeclared


RULES: tuple[Rule, ...] = (key_and_retention, declared)
