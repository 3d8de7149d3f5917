"""Amazon CloudWatch Logs."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from ops.aws.client import Aws


def events(aws: Aws, group: str, start: datetime, *, pattern: str = "") -> Iterator[dict[str, Any]]:
    """Yield a log group's events since a moment, the oldest first: `eventId`, `logStreamName`, `timestamp` in ms, `message`."""
    more = {"filterPattern": pattern} if pattern else {}
    since = int(start.timestamp() * 1000)
    yield from aws.pages("logs", "filter_log_events", "events", f"log group {group}", logGroupName=group, startTime=since, **more)
