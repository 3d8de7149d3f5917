"""Holds the blocks of services and jobs against what the system's module says of them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Protocol

from stack.configuration import NAMESPACE
from stack.problems import Problem
from stack.settings import JobSettings, ServiceSettings, SystemSettings


class Service(Protocol):
    """What a stack file is held against of one service."""

    @property
    def name(self) -> str:
        """The key of its block."""

    @property
    def routed(self) -> bool:
        """Whether the load balancer sends it requests."""

    @property
    def sticky(self) -> bool:
        """Whether it keeps sessions in its tasks."""

    @property
    def publishes_metrics(self) -> bool:
        """Whether it calls CloudWatch for metrics of its own."""

    @property
    def singleton(self) -> bool:
        """Whether two tasks of it would do harm."""

    @property
    def image(self) -> str:
        """The repository its image is in."""

    @property
    def starts_itself(self) -> bool:
        """Whether it scales on work that waits, which is counted while no task runs."""

    @property
    def metric_names(self) -> Collection[str]:
        """Metrics of its own that are watched, and may be scaled on."""

    def most_tasks(self, topics: Mapping[str, int]) -> int | None:
        """The most tasks that find work."""


class Job(Protocol):
    """What a stack file is held against of one job."""

    @property
    def name(self) -> str:
        """The key of its block."""

    @property
    def image_of(self) -> str:
        """The service whose image it runs."""

    @property
    def scheduled(self) -> bool:
        """Whether it may be started by the clock."""


def service_problems(settings: SystemSettings, services: Sequence[Service], topics: Mapping[str, int]) -> Iterator[Problem]:
    """Yield what would silently do nothing, lose sessions or run twice.

    Args:
        settings: what the stack file says.
        services: those of the system.
        topics: topic -> partitions.
    """
    routed = ", ".join(sorted(service.name for service in services if service.routed)) or "no service of this system"
    for service in services:
        size = settings.services.get(service.name)
        if size is None:
            continue
        path = f"{NAMESPACE}:services.{service.name}"
        yield from _request_problems(path, service, size, routed)
        yield from _metric_problems(path, service, size)
        if service.singleton:
            yield from _singleton_problems(path, size)
        elif size.least == 0 < size.max_capacity and not service.starts_itself:
            yield Problem(
                path=f"{path}.min_capacity",
                found=f"0 with max_capacity {size.max_capacity}",
                allowed="1 or more, or 0 for both: with no task there is nothing to measure, so scaling never starts one",
                fix="raise min_capacity, or set max_capacity to 0 to switch the service off",
            )
        most_tasks = service.most_tasks(topics)
        if most_tasks is not None and size.most > most_tasks:
            yield Problem(
                path=f"{path}.max_capacity",
                found=f"{size.most} consumers for {most_tasks} partitions",
                allowed=f"at most {most_tasks}: a consumer without a partition does nothing",
                fix="lower max_capacity, or give the topic more partitions in the system's module",
            )


def job_problems(settings: SystemSettings, jobs: Sequence[Job]) -> Iterator[Problem]:
    """Yield schedules of jobs that are started by somebody, whose roles and deployer know no schedule.

    Args:
        settings: what the stack file says.
        jobs: those of the system.
    """
    allowed = ", ".join(sorted(job.name for job in jobs if job.scheduled)) or "no job of this system"
    for job in jobs:
        size = settings.jobs.get(job.name)
        if size is not None and size.schedule is not None and not job.scheduled:
            yield Problem(
                path=f"{NAMESPACE}:jobs.{job.name}.schedule",
                found="a job that only somebody starts",
                allowed=allowed,
                fix="remove schedule, or say scheduled=True of the job in the system's module",
            )


def architecture_problems(settings: SystemSettings, services: Sequence[Service], jobs: Sequence[Job]) -> Iterator[Problem]:
    """Yield what would run an image on processors that another's block says it is not built for.

    Args:
        settings: what the stack file says.
        services: those of the system.
        jobs: those of the system.
    """
    images = {service.name: service.image for service in services}
    blocks: list[tuple[str, str, ServiceSettings | JobSettings | None]] = []
    blocks += [(f"services.{name}", image, settings.services.get(name)) for name, image in images.items()]
    blocks += [(f"jobs.{job.name}", images[job.image_of], settings.jobs.get(job.name)) for job in jobs]
    first: dict[str, tuple[str, str]] = {}
    for path, image, size in blocks:
        if size is None:
            continue
        where, architecture = first.setdefault(image, (path, size.architecture))
        if size.architecture != architecture:
            yield Problem(
                path=f"{NAMESPACE}:{path}.architecture",
                found=f"{size.architecture}, with {architecture} in {where}",
                allowed=f"one for all that run the image {image}",
                fix="write the same in each",
            )


def _request_problems(path: str, service: Service, size: ServiceSettings, routed: str) -> Iterator[Problem]:
    """Settings about requests that never arrive, and deployments that would lose sessions."""
    for key in ("allowed_cidr_blocks", "sign_in", "deployment"):
        if getattr(size, key) and not service.routed:
            yield Problem(
                path=f"{path}.{key}",
                found="a service that the load balancer does not reach",
                allowed=routed,
                fix=f"remove {key}",
            )
    if service.sticky and size.deployment is not None:
        yield Problem(
            path=f"{path}.deployment",
            found=f"{size.deployment.strategy} of a service that keeps sessions in its tasks",
            allowed="nothing: its tasks are replaced a few at a time, and browsers stay with theirs as long as it runs",
            fix="remove deployment",
        )


def _metric_problems(path: str, service: Service, size: ServiceSettings) -> Iterator[Problem]:
    """Targets and bounds of metrics nobody publishes."""
    for key, named in (("metric_targets", size.metric_targets), ("alarms.metrics", size.alarms.metrics)):
        for metric in sorted(set(named) - set(service.metric_names)):
            yield Problem(
                path=f"{path}.{key}.{metric}",
                found="a metric the service does not publish",
                allowed=", ".join(sorted(service.metric_names)) or "none: the system's module names no metric of this service",
                fix="remove it, or add the metric to the service in the system's module",
            )


def _singleton_problems(path: str, size: ServiceSettings) -> Iterator[Problem]:
    """Whatever would run a second task of what must run once, or scale it."""
    for key, wrong in (("max_capacity", size.most > 1), ("spot", size.spot)):
        if wrong:
            yield Problem(
                path=f"{path}.{key}",
                found=str(size.most) if key == "max_capacity" else "true",
                allowed="at most one task, on demand: it must never run twice, and its replacement waits until it has stopped",
                fix="set max_capacity to 1, or 0 to switch it off" if key == "max_capacity" else "remove spot",
            )
    for key in ("cpu_target", "memory_target", "metric_targets"):
        if getattr(size, key):
            yield Problem(
                path=f"{path}.{key}",
                found=str(getattr(size, key)),
                allowed="at most one task, which nothing scales: while there is none, no metric would start it",
                fix=f"remove {key}, and set min_capacity and max_capacity both to 1, or both to 0 to switch it off",
            )
