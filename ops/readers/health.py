"""How a stack is: alarms, database, and how far replicas and consumers lag behind."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ops.aws import cloudwatch, rds
from ops.aws.client import Aws
from ops.readers.outputs import Outputs


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """One alarm."""

    name: str
    state: str
    """`OK`, `ALARM` or `INSUFFICIENT_DATA`."""
    since: datetime
    description: str
    namespace: str
    metric: str
    dimensions: Mapping[str, str]

    @property
    def is_lag(self) -> bool:
        """Whether it watches how far something is behind."""
        return any(word in self.metric for word in ("Lag", "ApproximateAgeOfOldestMessage", "ReplicationLatency"))


@dataclass(frozen=True, kw_only=True)
class Database:
    """The stack's database."""

    name: str
    status: str
    engine: str
    multi_az: bool
    latest_restorable: datetime | None
    """The newest moment one can go back to."""


def read_alarms(aws: Aws, outputs: Outputs) -> list[Alarm]:
    """Return the stack's alarms by name."""
    found = cloudwatch.describe_alarms(aws, f"{outputs.prefix}-")
    return sorted((_alarm(one) for one in found), key=lambda alarm: alarm.name)


def _alarm(raw: Mapping[str, Any]) -> Alarm:
    return Alarm(
        name=raw["AlarmName"],
        state=raw["StateValue"],
        since=raw["StateUpdatedTimestamp"],
        description=raw.get("AlarmDescription", ""),
        namespace=raw.get("Namespace", ""),
        metric=raw.get("MetricName", ""),
        dimensions={one["Name"]: one["Value"] for one in raw.get("Dimensions", [])},
    )


def read_database(aws: Aws, outputs: Outputs) -> Database | None:
    """Return the stack's database, or None where it has none."""
    if outputs.database is None:
        return None
    if outputs.database_is_aurora:
        raw = rds.describe_cluster(aws, outputs.database)
        return Database(
            name=outputs.database,
            status=raw["Status"],
            engine=f"{raw['Engine']} {raw['EngineVersion']}",
            multi_az=len(raw.get("DBClusterMembers", [])) > 1,
            latest_restorable=raw.get("LatestRestorableTime"),
        )
    raw = rds.describe_instance(aws, outputs.database)
    return Database(
        name=outputs.database,
        status=raw["DBInstanceStatus"],
        engine=f"{raw['Engine']} {raw['EngineVersion']}",
        multi_az=raw.get("MultiAZ", False),
        latest_restorable=raw.get("LatestRestorableTime"),
    )


def read_lags(aws: Aws, alarms: list[Alarm], now: datetime) -> dict[str, float | None]:
    """Return the most that each watched lag has been in a quarter of an hour, by the name of its alarm; None without data."""
    start = now - timedelta(minutes=15)
    return {
        alarm.name: cloudwatch.statistic(aws, alarm.namespace, alarm.metric, dict(alarm.dimensions), start=start, end=now)
        for alarm in alarms
        if alarm.is_lag
    }
