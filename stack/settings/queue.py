"""Queues of work."""

from collections.abc import Iterator
from dataclasses import field
from typing import Annotated

from stack.block import block
from stack.limits import between
from stack.problems import Problem


@block
class QueueAlarms:
    """Of one queue, over five minutes, twice in a row."""

    oldest_seconds: Annotated[int, between(1, 1_209_600, "seconds")] = 900
    """How long a message may wait."""


@block
class QueueSettings:
    """An SQS queue and the one for what failed; the first million requests of a month are free, then 0.40 USD a million."""

    work_seconds: Annotated[int, between(1, 43_200, "seconds")] = 120
    """How long a worker may take for one message; then another gets it (the visibility timeout). Longer than any job takes."""
    attempts: Annotated[int, between(1, 1000)] = 5
    """How often a message is tried before it goes to the failed ones."""
    retention_days: Annotated[int, between(1, 14, "days")] = 4
    """Age at which a message that nobody took is deleted."""
    alarms: QueueAlarms = field(default_factory=QueueAlarms)

    def problems(self) -> Iterator[Problem]:
        """Check that a message can be tried as often as it says before it is deleted."""
        if self.work_seconds * self.attempts > self.retention_days * 24 * 3600:
            yield Problem(
                path="attempts",
                found=f"{self.attempts} of {self.work_seconds} s each with retention_days {self.retention_days}",
                allowed=f"attempts that fit into {self.retention_days} days: an older message is deleted, not kept as failed",
                fix="raise retention_days, or lower attempts or work_seconds",
            )
