"""Amazon CloudWatch Logs."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from ops.aws.client import Aws, MissingError
from ops.ending import Exit


def events(aws: Aws, group: str, start: datetime, *, pattern: str = "") -> Iterator[dict[str, Any]]:
    """Yield a log group's events since a moment, the oldest first: `eventId`, `logStreamName`, `timestamp` in ms, `message`."""
    more = {"filterPattern": pattern} if pattern else {}
    since = int(start.timestamp() * 1000)
    yield from aws.pages("logs", "filter_log_events", "events", f"log group {group}", logGroupName=group, startTime=since, **more)


_LATE: Final = timedelta(minutes=5)
"""How much later than another an event may arrive that is older."""


class Tail:
    """The events of a log group, each once, however often it is asked; what is long past is not asked for again.

    Args:
        aws: the account.
        group: the log group.
        start: the moment it begins with.
        pattern: of CloudWatch Logs; empty for all events.
    """

    def __init__(self, aws: Aws, group: str, start: datetime, *, pattern: str = "") -> None:
        self._aws, self._group, self._start, self._pattern = aws, group, start, pattern
        self._known: dict[str, datetime] = {}

    def new(self) -> list[dict[str, Any]]:
        """Return the events that have come since the last time."""
        found = [
            one for one in events(self._aws, self._group, self._start, pattern=self._pattern) if one["eventId"] not in self._known
        ]
        self._known |= {one["eventId"]: datetime.fromtimestamp(one["timestamp"] / 1000, UTC) for one in found}
        if self._known:
            self._start = max(self._start, max(self._known.values()) - _LATE)
            self._known = {event: time for event, time in self._known.items() if time >= self._start}
        return found


def retention_of(aws: Aws, group: str, *, region: str) -> int | None:
    """Return how many days a log group keeps entries, 0 for ever; None where there is no such group."""
    found = aws.read("logs", "describe_log_groups", f"log group {group} in {region}", region=region, logGroupNamePrefix=group)
    return next((int(one.get("retentionInDays", 0)) for one in found["logGroups"] if one["logGroupName"] == group), None)


def describe_group(aws: Aws, name: str) -> dict[str, Any]:
    """Return a log group as CloudWatch Logs describes it.

    Raises:
        MissingError: there is none of that name.
    """
    found = aws.pages("logs", "describe_log_groups", "logGroups", f"log group {name}", logGroupNamePrefix=name)
    group = next((one for one in found if one["logGroupName"] == name), None)
    if group is None:
        raise MissingError(f"log group {name} does not exist", Exit.INPUT)
    return dict(group)
