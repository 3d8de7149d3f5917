"""Keys, secrets, alarms, dashboards, metrics and the trail."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from offline.cost.lines import Line, Unpriced
from offline.cost.view import View
from offline.simulation.model import Resource

_TRAIL_GB: Final = Decimal(1)
_HIGH_RESOLUTION_SECONDS: Final = 60


def key(resource: Resource, view: View) -> Iterator[Line | Unpriced]:
    """A customer key; the first two yearly rotations each add as much again."""
    yield view.line(
        resource, "customer key", 1, "keys_and_secrets.kms_key_month", "1; 3 from the third year on, with two rotations kept"
    )


def secret(resource: Resource, view: View) -> Iterator[Line | Unpriced]:
    """A secret, and each copy of it in another region."""
    copies = [one["region"] for one in resource.inputs.get("replicas", ())]
    yield view.line(resource, "secret", 1, "keys_and_secrets.secrets_manager_secret_month", "1")
    for region in copies:
        yield view.line(resource, f"copy in {region}", 1, "keys_and_secrets.secrets_manager_secret_month", "1", region=region)


def parameter(resource: Resource, view: View) -> Iterator[Line | Unpriced]:
    """A parameter, free unless it is an advanced one."""
    if resource.inputs.get("tier") == "Advanced":
        yield view.line(resource, "advanced parameter", 1, "keys_and_secrets.ssm_parameter_advanced_month", "1")


def alarm(resource: Resource, view: View) -> Iterator[Line | Unpriced]:
    """Each metric that an alarm watches."""
    queries = resource.inputs.get("metricQueries", ())
    metrics = sum("metric" in query for query in queries) or 1
    fine = resource.inputs.get("period", _HIGH_RESOLUTION_SECONDS) < _HIGH_RESOLUTION_SECONDS
    kind = "cloudwatch.alarm_high_resolution_month" if fine else "cloudwatch.alarm_standard_month"
    yield view.line(resource, "metrics watched", metrics, kind, f"{metrics} metrics")


def dashboard(resource: Resource, view: View) -> Iterator[Line | Unpriced]:
    """A dashboard."""
    yield view.line(resource, "dashboard", 1, "cloudwatch.dashboard_month", "1")


def metric_filter(resource: Resource, view: View) -> Iterator[Line | Unpriced]:
    """The metric that a filter makes of a log."""
    yield view.line(resource, "metric of a log", 1, "cloudwatch.custom_metric_month", "1")


def trail(resource: Resource, view: View) -> Iterator[Line | Unpriced]:
    """What a trail writes to a log group; the first trail of an account is free in itself."""
    if resource.inputs.get("cloudWatchLogsGroupArn"):
        assumed = f"the trail: {_TRAIL_GB} GB of calls"
        yield view.line(resource, "calls logged, GB", _TRAIL_GB, "cloudwatch.logs_ingestion_gb", "assumed", assumed=assumed)
    if resource.inputs.get("eventSelectors") or resource.inputs.get("advancedEventSelectors"):
        yield Unpriced(what="data events", why="0.10 USD for 100,000 of them; how many is not asked for")
