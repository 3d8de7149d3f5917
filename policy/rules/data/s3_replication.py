"""Copies of buckets: that somebody hears when one is not made."""

from collections.abc import Iterator
from itertools import chain

from policy.model import kinds
from policy.model.expectations import hides, must_be_one_of, unless_unknown
from policy.model.graph import Graph, Links, Resource
from policy.model.patterns import matches
from policy.model.rule import About, Config, Findings, Rule, Undecided, Violation, stack_rule
from policy.model.values import UNKNOWN, dig, items, text

_FAILURES = "OperationsFailedReplication"
_SOURCE = "SourceBucket"
_NOTIFICATION, _FAILED = "aws:s3/bucketNotification:BucketNotification", "s3:Replication:OperationFailedReplication"
_RECEIVERS = ("queues", "topics", "lambdaFunctions")


@stack_rule(
    About(
        name="s3-replication-watched",
        title="Every replication of a bucket counts what it failed to copy, and an alarm watches the count",
        severity="medium",
        why="A role, a key or a policy changes and copies stop; S3 does not try again, and nobody knows until they are needed.",
        fix='Set `metrics={"status": "Enabled"}` in each rule\'s `destination`, and declare an `aws.cloudwatch.MetricAlarm` on '
        "`OperationsFailedReplication` of `AWS/S3` with the dimensions `SourceBucket`, `DestinationBucket` and `RuleId`, or an "
        "`aws.s3.BucketNotification` of `s3:Replication:OperationFailedReplication`.",
        references=("AWS-FSBP S3.7", "NIST-800-53 CP-9", "NIST-800-53 SI-4"),
        preview="the metrics themselves, and the edge from the alarm to the bucket",
        passes='destination={"metrics": {"status": "Enabled"}, ...}, and an alarm on `OperationsFailedReplication`',
        fails="no `metrics` in `destination`",
    )
)
def replication_watched(graph: Graph, _: Config) -> Findings:
    """Alarms are matched by the bucket that they name as source; expressions over several metrics count as well. A bucket that
    notifies of what it failed to copy tells somebody too; one whose rules are all off copies nothing.
    """
    links = [*_watched(graph), *_notified(graph)]
    watched = frozenset(chain.from_iterable(map(_named, links)))
    is_uncertain = any(one.unknown for one in links)
    for replication in graph.of(kinds.BUCKET_REPLICATION):
        states = [dig(rule, "status") for rule in items(replication.get("rules"))]
        for position, state in enumerate(states):
            measured = must_be_one_of(replication, f"rules.{position}.destination.metrics.status", ("Enabled",))
            yield from unless_unknown(measured, replication, f"rules.{position}.status") if state != "Disabled" else ()
        source = graph.links(replication, "bucket", kinds.BUCKET)
        copying = [state for state in states if state != "Disabled"]
        if states and not copying:
            continue
        if source.unknown:
            yield Undecided(replication, "bucket")
        elif watched.isdisjoint(_named(source)):
            if is_uncertain:
                yield Undecided(replication, "whose copies an alarm watches")
            elif copying and all(state is UNKNOWN for state in copying):
                yield Undecided(replication, "rules")
            else:
                yield Violation(replication, f"No alarm watches `{_FAILURES}` of its bucket.")


def _watched(graph: Graph) -> Iterator[Links]:
    """The buckets whose failed copies alarms watch, save those that are switched off."""
    for alarm in (one for one in graph.of(kinds.ALARM) if one.get("actionsEnabled") is not False):
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


def _notified(graph: Graph) -> Iterator[Links]:
    """The buckets that tell somebody of each object that they failed to copy."""
    for notification in graph.of(_NOTIFICATION):
        receivers = [one for path in _RECEIVERS if not notification.is_unset(path) for one in items(notification.get(path))]
        events = [event for one in receivers for event in items(dig(one, "events"))]
        if any(text(event) and matches(text(event), _FAILED) for event in events):
            yield graph.links(notification, "bucket", kinds.BUCKET)
        elif UNKNOWN in events:
            yield Links(unknown=True)


def _named(links: Links) -> tuple[Resource | str, ...]:
    return (*links.targets, *links.outside)


RULES: tuple[Rule, ...] = (replication_watched,)
