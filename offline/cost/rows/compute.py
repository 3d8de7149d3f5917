"""Fargate: tasks of services between their smallest and largest count, tasks of jobs by the hour, and what watches them."""

import contextlib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from offline.cost.hours import share
from offline.cost.lines import NOTHING, Line, Range, Unpriced
from offline.cost.prices import HOURS
from offline.cost.view import View
from offline.simulation.model import Resource

SERVICE: Final = "aws:ecs/service:Service"
DEFINITION: Final = "aws:ecs/taskDefinition:TaskDefinition"
_CLUSTER: Final = "aws:ecs/cluster:Cluster"
_ACTION: Final = "aws:appautoscaling/scheduledAction:ScheduledAction"
_DISCOUNT: Final = "fargate.spot_typical_discount"
"""Off the price on demand, for Spot in a region whose Spot prices are not known."""
_INCLUDED_STORAGE_GB: Final = 20
_COMPRESSED: Final = Decimal("0.15")
"""Of the size of a log, where it is kept."""
_CLUSTER_METRICS, _SERVICE_METRICS, _FAMILY_METRICS = 8, 11, 6
"""What Container Insights reports of each."""


def tasks(service: Resource, view: View) -> Range:
    """How many tasks of a service run on average, nights and weekends off included.

    Expected are as many as stated, else the smallest count.
    """
    scaled = _scaled(service)
    target = view.targets.get(scaled)
    desired = service.inputs.get("desiredCount", 1)
    low, high = (target["minCapacity"], target["maxCapacity"]) if target else (desired, desired)
    stated = view.usage.tasks(view.owner(service))
    counts = Range(Decimal(low), Decimal(low) if stated is None else stated, Decimal(high))
    part = _running(scaled, view)
    return counts if part is None else counts.times(part)


def counts_assumed(view: View) -> Iterator[str]:
    """What is assumed of the numbers of tasks, where a stack file states no average."""
    counted: dict[str, Range] = {}
    for one in view.recording.of(SERVICE):
        with contextlib.suppress(ArithmeticError, AttributeError, LookupError, TypeError, ValueError):  # said to be unpriced
            counted[view.owner(one)] = tasks(one, view)
    ranged = [name for name, count in counted.items() if count.low != count.high and view.usage.tasks(name) is None]
    if ranged:
        yield f"average_tasks: the smallest count of scaling for {', '.join(ranged)}"
    idle = [name for name, count in counted.items() if not count.high]
    if idle:
        yield f"no task of {', '.join(idle)}: a service runs none before its image and its secrets are there"


def all_tasks(view: View) -> Range:
    """Tasks of all services."""
    total = NOTHING
    for service in view.recording.of(SERVICE):
        total = total.plus(tasks(service, view))
    return total


def service(resource: Resource, view: View) -> Iterator[Line | Unpriced]:
    """A service's tasks, on demand and on Spot, with their logs and metrics."""
    definition = _definition(resource, view)
    count = tasks(resource, view)
    if definition is None or not count.high:
        return
    if _running(_scaled(resource), view) is None:
        yield Unpriced(what="hours asleep", why="its schedule does not repeat by the week, so it is counted as always awake")
    elsewhere = _not_fargate(resource, definition)
    if elsewhere:
        yield Unpriced(what="tasks", why=elsewhere)
    providers = {} if elsewhere else _providers(resource, count)
    for provider, part in providers.items():
        yield from _fargate(resource, definition, part, view, spot=provider == "FARGATE_SPOT")
    yield from _logs(resource, definition, count, view)
    insights = _insights(view)
    if insights == "enabled":
        metrics, how = _SERVICE_METRICS + _FAMILY_METRICS, f"{_SERVICE_METRICS} of a service and {_FAMILY_METRICS} of its tasks"
        yield view.line(
            resource, "Container Insights, metrics", metrics, "cloudwatch.container_insights_standard_metric_month", how
        )
    elif insights == "enhanced":
        yield Unpriced(what="Container Insights, enhanced", why="metrics for each task and container, which depend on their number")


def _not_fargate(service: Resource, definition: Resource) -> str:
    """Why a service's tasks have no price here; empty for Linux on Fargate."""
    family = (definition.inputs.get("runtimePlatform") or {}).get("operatingSystemFamily", "LINUX")
    if family != "LINUX":
        return f"no price is known for Fargate with {family}"
    if service.inputs.get("launchType", "FARGATE") != "FARGATE":
        return "they run on instances, which are paid for and not the tasks"
    return ""


def job(resource: Resource, view: View) -> Iterator[Line | Unpriced]:
    """A job's task for the hours it runs; a service's definition costs nothing by itself."""
    if any(_definition(one, view) is resource for one in view.recording.of(SERVICE)):
        return
    hours = view.usage.figure("job_hours")
    vcpu, memory, arm = _size(resource)
    name = "linux_arm64" if arm else "linux_x86"
    for amount, unit, part in ((vcpu, "vCPU", "vcpu"), (memory, "GB", "gb")):
        how = f"{amount} {unit} x {hours.value} hours"
        yield view.line(
            resource, f"Fargate, {unit} hours", amount * hours.value, f"fargate.{name}_{part}_hour", how, assumed=hours.assumed
        )


def cluster(resource: Resource, view: View) -> Iterator[Line | Unpriced]:
    """The cluster's own metrics."""
    if _insights(view) == "enabled":
        key = "cloudwatch.container_insights_standard_metric_month"
        yield view.line(resource, "Container Insights, metrics", _CLUSTER_METRICS, key, "of a cluster")


def _insights(view: View) -> str:
    """The setting of the first cluster; a stack has one."""
    for one in view.recording.of(_CLUSTER):
        for setting in one.inputs.get("settings", ()):
            if setting["name"] == "containerInsights":
                return str(setting["value"])
    return "disabled"


def _scaled(service: Resource) -> str:
    """The id by which a service's scaling names it."""
    return f"service/{service.inputs.get('cluster', '').rpartition('/')[2]}/{service.inputs.get('name')}"


def _running(scaled: str, view: View) -> Decimal | None:
    """The part of the time in which a service is not sent to sleep; None where its schedules cannot be read."""
    actions = [one.inputs for one in view.recording.of(_ACTION) if one.inputs.get("resourceId") == scaled]
    part = share((one["schedule"], bool(one["scalableTargetAction"].get("maxCapacity", 1))) for one in actions)
    return None if part is None else Decimal(part.numerator) / Decimal(part.denominator)


def _definition(service: Resource, view: View) -> Resource | None:
    """The task definition a service runs, by its ARN's family."""
    family = str(service.inputs.get("taskDefinition", "")).rpartition("/")[2].partition(":")[0]
    return next((one for one in view.recording.of(DEFINITION) if one.inputs.get("family") == family), None)


def _size(definition: Resource) -> tuple[Decimal, Decimal, bool]:
    """VCPU, GB, and whether it is ARM."""
    platform = definition.inputs.get("runtimePlatform", {})
    vcpu, memory = (Decimal(str(definition.inputs[key])) / 1024 for key in ("cpu", "memory"))
    return vcpu, memory, platform.get("cpuArchitecture") == "ARM64"


def _providers(service: Resource, count: Range) -> Mapping[str, Range]:
    """How many tasks each capacity provider starts: its base first, then by weight."""
    strategies = service.inputs.get("capacityProviderStrategies") or [{"capacityProvider": "FARGATE", "weight": 1}]
    weights = sum(one.get("weight", 0) for one in strategies)
    bases = Decimal(sum(one.get("base", 0) for one in strategies))
    found: dict[str, Range] = {}
    for one in strategies:
        base, weight = Decimal(one.get("base", 0)), Decimal(one.get("weight", 0)) / (weights or 1)
        part = Range(*(min(number, base) + max(number - bases, Decimal(0)) * weight for number in count))
        if part.high:
            found[one["capacityProvider"]] = part
    return found


def _fargate(resource: Resource, definition: Resource, count: Range, view: View, *, spot: bool) -> Iterator[Line]:
    vcpu, memory, arm = _size(definition)
    architecture = "arm64" if arm else "x86"
    for amount, unit, part in ((vcpu, "vCPU", "vcpu"), (memory, "GB", "gb")):
        quantity = count.times(amount).times(HOURS)
        how = f"{amount} {unit} x {_counted(count)} tasks x {HOURS} hours"
        key, what = f"fargate.linux_{architecture}_{part}_hour", f"Fargate {'ARM' if arm else 'x86'}, {unit} hours"
        if spot:
            what, key = what.replace("Fargate", "Fargate Spot"), f"fargate.spot_{architecture}_{part}_hour"
        if spot and view.prices.of(key, view.region_of(resource)).amount is None:
            left = 1 - (view.prices.of(_DISCOUNT, view.region_of(resource)).amount or 0)
            key, quantity = f"fargate.linux_{architecture}_{part}_hour", quantity.times(left)
            how = f"{how} x {left}, what the usual discount leaves of the price on demand"
        yield view.line(resource, what, quantity, key, how)
    extra = definition.inputs.get("ephemeralStorage", {}).get("sizeInGib", _INCLUDED_STORAGE_GB) - _INCLUDED_STORAGE_GB
    if extra > 0:
        key, how = (
            "fargate.ephemeral_storage_gb_hour",
            f"{extra} GB above {_INCLUDED_STORAGE_GB} x {_counted(count)} tasks x 730 hours",
        )
        yield view.line(resource, "Fargate, storage GB hours", count.times(extra).times(HOURS), key, how)


def _logs(resource: Resource, definition: Resource, count: Range, view: View) -> Iterator[Line]:
    figure = view.usage.figure("log_gb")
    if figure.assumed:
        quantity, how = count.times(figure.value), f"{figure.value} GB x {_counted(count)} tasks"
    else:
        whole = all_tasks(view).expected
        part = count.expected / whole if whole else Decimal(0)
        quantity, how = Range.of(figure.value * part), f"{figure.value} GB stated x {part:.2f} of all tasks"
    if quantity.high:
        yield view.line(resource, "logs taken in, GB", quantity, "cloudwatch.logs_ingestion_gb", how, assumed=figure.assumed)
        yield from kept(resource, _group(definition), quantity, view, figure.assumed)


def kept(resource: Resource, group: str, quantity: Range, view: View, assumed: str) -> Iterator[Line]:
    """What a log group keeps of what it takes in each month."""
    months = view.stored_months(group)
    if months:
        how = f"{_COMPRESSED} of the size x {months:.2f} months"
        yield view.line(
            resource,
            "logs kept, GB",
            quantity.times(_COMPRESSED * months),
            "cloudwatch.logs_storage_gb_month",
            how,
            assumed=assumed,
        )


def _group(definition: Resource) -> str:
    """The log group of the first container that writes to one."""
    containers: Any = definition.inputs.get("containerDefinitions", "")
    _, _, after = str(containers).partition('"awslogs-group": "')
    if not after:
        _, _, after = str(containers).partition('"awslogs-group":"')
    return after.partition('"')[0]


def _counted(count: Range) -> str:
    low, expected, high = (f"{number:.2f}".rstrip("0").rstrip(".") for number in count)
    return expected if low == high else f"{expected} ({low} to {high})"
