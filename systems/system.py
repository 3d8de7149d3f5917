"""A system as one value: its code, the type of its settings, what it is made of, and the function that builds it."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import Any, Generic, TypeVar

import pulumi
import pulumi_aws as aws

from components.base.grant import Grant
from components.compute.console import NAME, USER_JOB, Console
from components.compute.job import Job
from components.compute.routing import Routing
from components.compute.schedule import Schedule
from components.compute.spec import JobSpec, ServiceSpec
from components.compute.task import Task
from components.data.backup import Backup
from components.data.bucket import Bucket
from components.data.replication import REPLICATE
from components.network.network import Network
from components.watch.telemetry import PUBLISH_METRICS, SEND_TRACES
from naming.parts import name_problem, topic_problem
from stack.settings import StackSettings
from stack.site import Site

Outputs = Mapping[str, pulumi.Input[Any]]
S = TypeVar("S", bound=StackSettings)


# What roles of a system with services can be given, whatever these are.
_OF_SERVICES: tuple[Grant, ...] = (*Network.GRANTS, *Task.GRANTS, *Backup.GRANTS, SEND_TRACES)


@dataclass(frozen=True)
class BucketSpec:
    """A bucket that a stack file sizes.

    Raises:
        ValueError: when S3 takes no such name.
    """

    name: str
    _: KW_ONLY
    replicated: bool = False
    """Keep a copy in the recovery region, where the stack has one."""

    def __post_init__(self) -> None:
        """Refuse what S3 would refuse."""
        if problem := name_problem("the bucket", self.name):
            raise ValueError(problem)


@dataclass(frozen=True, kw_only=True)
class System(Generic[S]):
    """What `__main__` and `stack.file` know of a system; each module of `systems/` has one, named `SYSTEM`.

    Raises:
        ValueError: with everything by which its parts contradict each other: a bad code or topic, a name or a route's priority
            twice, a topic or an image that nothing declares.
    """

    code: str
    """Short name of at most six letters; heads every physical name, so it is for ever."""
    settings: type[S]
    """What its stack files say."""
    build: Callable[[S], Outputs]
    """Declares everything and returns the stack's outputs."""
    services: tuple[ServiceSpec[Any], ...] = ()
    """In the order of their declaration: a service comes after those it has access to."""
    jobs: tuple[JobSpec[Any], ...] = ()
    buckets: tuple[BucketSpec, ...] = ()
    tiers: tuple[type[pulumi.ComponentResource], ...] = ()
    """The kinds of data tier it has, and what else not every system with services has, such as a console; its deployer and
    its roles get what these take, and nothing for others."""
    topics: Mapping[str, int] = field(default_factory=dict)
    """Kafka topic -> partitions; the number can be raised, never lowered."""

    def __post_init__(self) -> None:
        if problems := [problem for problem in (*self._name_problems(), *self._reference_problems()) if problem]:
            raise ValueError("\n".join(problems))

    @property
    def sections(self) -> Mapping[str, Collection[str]]:
        """Section of a stack file -> the names in it; `images` may leave names out."""
        if not self.services:
            return {}
        services = [service.name for service in self.services]
        return {
            "services": services,
            "jobs": [job.name for job in self.jobs],
            "buckets": [bucket.name for bucket in self.buckets],
            "images": services,
        }

    @property
    def components(self) -> Collection[type[pulumi.ComponentResource]]:
        """What its stacks can have; the network stands for all that services need."""
        return (
            *((Network,) if self.services else ()),
            *self.tiers,
            *((Job,) if self.jobs or Console in self.tiers else ()),
            *((Schedule,) if any(job.scheduled for job in self.jobs) else ()),
        )

    @property
    def grants(self) -> Sequence[Grant]:
        """All that a role of its stacks can be given, whatever their files switch on."""
        return (
            *(_OF_SERVICES if self.services else ()),
            *((PUBLISH_METRICS,) if any(service.publishes_metrics for service in self.services) else ()),
            *(Routing.GRANTS if any(service.routed and not service.sticky for service in self.services) else ()),
            *(Job.GRANTS if self.jobs or Console in self.tiers else ()),
            *(Schedule.GRANTS if any(job.scheduled for job in self.jobs) else ()),
            *(Bucket.GRANTS if self.buckets else ()),
            *(REPLICATE if any(bucket.replicated for bucket in self.buckets) else ()),
            *(grant for tier in self.tiers for grant in getattr(tier, "GRANTS", ())),
        )

    def _name_problems(self) -> Iterator[str]:
        if not re.fullmatch(r"[a-z]{1,6}", self.code):
            yield f"code {self.code!r} must be one to six lower-case letters: AWS limits load balancer names to 32 characters"
        for kind, parts in (("services or jobs", (*self.services, *self.jobs)), ("buckets", self.buckets)):
            names = Counter(part.name for part in parts)
            yield from (f"two {kind} are called {name}: rename one" for name, count in names.items() if count > 1)
        if Console in self.tiers:
            taken = {NAME, USER_JOB} & {part.name for part in (*self.services, *self.jobs)}
            yield from (f"{name} is what the console calls a job of its own: rename the service or job" for name in sorted(taken))
        yield from (topic_problem(topic, partitions) for topic, partitions in self.topics.items())
        routed: dict[int, list[str]] = {}
        for service in self.services:
            if service.route is not None:
                routed.setdefault(service.route.priority, []).append(service.name)
        for priority, names_of_it in routed.items():
            if len(names_of_it) > 1:
                yield f"two routes have the priority {priority}, those of {' and '.join(names_of_it)}: give each its own"

    def _reference_problems(self) -> Iterator[str]:
        services = [service.name for service in self.services]
        for job in self.jobs:
            if job.image_of not in services:
                yield (
                    f"{job.name} runs the image of {job.image_of}, which is no service: "
                    f"set image_of to one of {', '.join(services) or 'none, for there are no services'}"
                )
        for service in self.services:
            if unknown := sorted({*service.produces, *service.consumes} - set(self.topics)):
                yield (
                    f"{service.name} uses the topics {', '.join(unknown)}, which the system does not have: "
                    f"it has {', '.join(self.topics) or 'none'}; correct the name, or add it with its partitions"
                )


def locate(system: System[Any], settings: StackSettings, *, recovery_region: str | None = None) -> Site:
    """Return where a stack of a system lives; asks AWS for the account."""
    return Site(
        system=settings.system,
        code=system.code,
        environment=settings.environment,
        account=aws.get_caller_identity().account_id,
        region=pulumi.Config("aws").require("region"),
        protect=settings.protect,
        recovery_region=recovery_region,
    )
