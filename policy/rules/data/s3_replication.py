"""Copies of buckets: that somebody hears when one is not made."""

from collections.abc import Iterator
from itertools import chain

from policy.model import kinds
from policy.model.expectations import hides
from policy.model.graph import Graph, Links, Resource
from policy.model.rule import About, Config, Findings, Rule, Undecided, Violation, stack_rule
from policy.model.values import UNKNOWN, dig, items, shown

_FAILURES = "OperationsFailedReplication"
_SOURCE = "SourceBucket"


@stack_rule(
    About(
        name="s3-replication-watched",
        title="Every replication of a bucket counts what it failed to copy, and an alarm watches the count",
        severity="medium",
        why="A role, a key or a policy changes and copies stop; S3 does not try again, and nobody knows until they are needed.",
        fix='Set `metrics={"status": "Enabled"}` in each rule\'s `destination`, and declare an `aws.cloudwatch.MetricAlarm` on '
        "`OperationsFailedReplication` of `AWS/S3` with the dimensions `SourceBucket`, `DestinationBucket` and `RuleId`.",
        references=("AWS-FSBP S3.7", "NIST-800-53 CP-9", "NIST-800-53 SI-4"),
        preview="the metrics themselves, and the edge from the alarm to the bucket",
        passes='destination={"metrics": {"status": "Enabled"}, ...}, and an alarm on `OperationsFailedReplication`',
        fails="no `metrics` in `destination`",
    )
)
def replication_watched(graph: Graph, _: Config) -> Findings:
    """Alarms are matched by the bucket that they name as source; expressions over several metrics count as well."""
    links = list(_watched(graph))
    watched = frozenset(chain.from_iterable(map(_named, links)))
    is_uncertain = any(one.unknown for one in links)
    for replication in graph.of(kinds.BUCKET_REPLICATION):
        for position, rule in enumerate(items(replication.get("rules"))):
            if dig(rule, "status") != "Disabled":
                yield from _measured(replication, f"rules.{position}")
        source = graph.links(replication, "bucket", kinds.BUCKET)
        if source.unknown:
            yield Undecided(replication, "bucket")
        elif watched.isdisjoint(_named(source)):
            if is_uncertain:
                yield Undecided(replication, "whose copies an alarm watches")
            else:
                yield Violation(replication, f"No alarm watches `{_FAILURES}` of its bucket.")


def _measured(replication: Resource, rule: str) -> Findings:
    path = f"{rule}.destination.metrics.status"
    status = replication.get(path)
    if status == "Enabled":
        return
    if UNKNOWN in (status, replication.get(f"{rule}.status")):
        yield Undecided(replication, path)
    else:
        yield Violation(replication, f"`{path}` is {shown(status, quote=True)}; it has to be `Enabled`.")


def _watched(graph: Graph) -> Iterator[Links]:
    """The buckets whose failed copies alarms watch, save those that are switched off."""
    for alarm in graph.of(kinds.ALARM):
        if alarm.get("actionsEnabled") is False:
            continue
        queries = items(alarm.get("metricQueries"))
        measured = [("dimensions", alarm.get("metricName"), alarm.get(f"dimensions.{_SOURCE}"))]
        measured += [
            ("metricQueries", dig(query, "metric.metricName"), dig(query, f"metric.dimensions.{_SOURCE}")) for query in queries
        ]
        for path, metric, bucket in measured:
            if metric is UNKNOWN or (metric == _FAILURES and hides(alarm, "actionsEnabled")):
                yield Links(unknown=True)
            elif metric == _FAILURES:
                yield graph.resolve(alarm, path, [bucket], kinds.BUCKET)


def _named(links: Links) -> tuple[Resource | str, ...]:
    return (*links.targets, *links.outside)


RULES: tuple[Rule, ...] = (replication_watched,)
