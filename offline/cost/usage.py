"""How much is used where no resource says so: what a stack file states in `platform:usage`, else what is assumed here."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from offline.errors import refusal

KEY: Final = "platform:usage"

ASSUMED: Final[Mapping[str, tuple[Decimal, str]]] = {
    "log_gb": (Decimal(1), "GB of logs for each running task"),
    "flow_log_gb": (Decimal("0.5"), "GB of flow logs for each running task"),
    "nat_gb": (Decimal("1.5"), "GB through NAT gateways for each running task"),
    "load_balancer_units": (Decimal("0.1"), "of a load balancer's capacity units on average"),
    "internet_gb": (Decimal(0), "GB to the internet: the first 100 a month are free for an account"),
    "requests_million": (Decimal(1), "million requests to a web ACL"),
    "image_gb": (Decimal(2), "GB of images in each repository"),
    "database_gb": (Decimal(20), "GB in an Aurora cluster"),
    "database_io_million": (Decimal(10), "million reads and writes of an Aurora cluster's storage"),
    "job_hours": (Decimal(1), "hour for each job"),
    "bucket_gb": (Decimal(1), "GB in each bucket that is not stated"),
}
"""Key of `platform:usage` -> the figure without it, and its unit in words."""
BACKUP_CHANGE: Final = Decimal("0.02")
"""Of the data, each day: what a recovery point adds to the one before it."""


@dataclass(frozen=True)
class Figure:
    """A figure of use, and what was assumed for it: nothing where it is stated."""

    value: Decimal
    assumed: str = ""


@dataclass(frozen=True, kw_only=True)
class Usage:
    """What is stated."""

    stated: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, config: Mapping[str, str]) -> "Usage":
        """Read a stack's configuration.

        Raises:
            PreviewError: it states something else than figures; this program's settings have refused that before.
        """
        try:
            stated = json.loads(config.get(KEY, "{}"))
        except ValueError:
            stated = None
        if not isinstance(stated, dict) or not all(map(_is_figure, stated.values())):
            allowed = "a block of numbers, and of blocks of numbers for average_tasks and bucket_gb"
            raise refusal(KEY, found="what is no statement of use", allowed=allowed, fix="write numbers, or remove it")
        return cls(stated=stated)

    def figure(self, key: str) -> Figure:
        """A figure by its key."""
        return Figure(_number(self.stated[key])) if key in self.stated else _assumed(key)

    def states(self, key: str) -> bool:
        """Whether a figure is stated."""
        return key in self.stated

    def backup(self) -> Decimal | None:
        """GB of recovery points in a vault, where stated."""
        return _number(self.stated["backup_gb"]) if "backup_gb" in self.stated else None

    def tasks(self, service: str) -> Decimal | None:
        """How many tasks of a service run on average, where stated."""
        return self._named("average_tasks", service)

    def bucket(self, name: str) -> Figure:
        """GB in a bucket, by its name in the program."""
        stated = self._named("bucket_gb", name)
        return _assumed("bucket_gb") if stated is None else Figure(stated)

    def _named(self, key: str, name: str) -> Decimal | None:
        """One entry of a block of figures."""
        block = self.stated.get(key, {})
        return _number(block[name]) if name in block else None


def _assumed(key: str) -> Figure:
    value, unit = ASSUMED[key]
    return Figure(value, f"{key}: {value} {unit}")


def _is_figure(value: Any) -> bool:
    if isinstance(value, dict):
        return all(_is_figure(one) and not isinstance(one, dict) for one in value.values())
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value >= 0


def _number(value: Any) -> Decimal:
    return Decimal(str(value))
