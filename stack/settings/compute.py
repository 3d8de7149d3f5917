"""The cluster, its services and its jobs."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Annotated, Literal

from stack.block import block
from stack.limits import between, each_once, hidden, matches, max_length, one_of
from stack.problems import Problem
from stack.settings.alarms import ServiceAlarms
from stack.settings.schedules import cron, known_time_zone
from stack.settings.vocabulary import CidrBlock, HttpsUrl, Percent

# Fargate's CPU units -> the MiB of memory it takes (Amazon ECS guide, "task CPU and memory").
FARGATE_MEMORY: Mapping[int, range | tuple[int, ...]] = {
    256: (512, 1024, 2048),
    512: range(1024, 4096 + 1, 1024),
    1024: range(2048, 8192 + 1, 1024),
    2048: range(4096, 16384 + 1, 1024),
    4096: range(8192, 30720 + 1, 1024),
    8192: range(16384, 61440 + 1, 4096),
    16384: range(32768, 122880 + 1, 8192),
}

# Half of what a task definition may have (Amazon ECS guide, "service quotas").
_MOST_ENVIRONMENT = 32_768
_SECRET_NAME = re.compile(r"PASSWORD|PASSWD|SECRET|TOKEN|CREDENTIAL|PRIVATE|API_?KEY|ACCESS_?KEY|_KEY$|_URL$|DSN$", re.IGNORECASE)


@block
class ClusterSettings:
    """The ECS cluster."""

    container_insights: Literal["disabled", "enabled", "enhanced"] = "enabled"
    """`enabled` costs about 2 USD a month and service; running-task alarms need it."""


def _fargate_problems(cpu: int, memory: int) -> Iterator[Problem]:
    if cpu in FARGATE_MEMORY and memory not in FARGATE_MEMORY[cpu]:
        sizes = FARGATE_MEMORY[cpu]
        allowed = f"{sizes[0]} to {sizes[-1]} in steps of {sizes.step}" if isinstance(sizes, range) else ", ".join(map(str, sizes))
        yield Problem(
            path="memory",
            found=f"{memory} with cpu {cpu}",
            allowed=f"{allowed} (MiB) with cpu {cpu}",
            fix="choose a pair that Fargate offers",
        )


FargateCpu = Annotated[int, one_of(tuple(FARGATE_MEMORY))]
FargateMemory = Annotated[int, between(512, 122880, "MiB")]


@block
class OffHours:
    """Hours in which no service of the stack runs a task. Times are AWS cron expressions without their `cron()`."""

    stop: Annotated[str, cron("six cron fields, one of the two days ?, such as 0 20 ? * MON-FRI *")]
    """When every service goes to zero tasks."""
    start: Annotated[str, cron("six cron fields, one of the two days ?, such as 0 7 ? * MON-FRI *")]
    """When every service returns to its `min_capacity`."""
    time_zone: Annotated[str, known_time_zone("a name of the IANA database such as America/New_York")] = "UTC"
    """An IANA name such as America/New_York."""


@block
class SignInSettings:
    """An OpenID Connect provider, as its discovery document names it."""

    issuer: HttpsUrl
    """`issuer` of the discovery document."""
    authorization_endpoint: HttpsUrl
    """Where the browser is sent to sign in."""
    token_endpoint: HttpsUrl
    """Where the load balancer exchanges the code; reached through the internet."""
    user_info_endpoint: HttpsUrl
    """Where the load balancer asks who signed in."""
    client_id: Annotated[str, matches(r"[!-~]{1,255}", "the id the provider gave the load balancer, of letters, digits and signs")]
    """The load balancer's name at the provider."""
    client_secret: Annotated[str, hidden("a secret text")] = field(repr=False)
    """Set it with `pulumi config set --secret --path platform:services.<service>.sign_in.client_secret`."""


@block
class DeploymentSettings:
    """How requests move from one revision of a service to the next: ECS runs both and turns the listener rule.

    A deployment takes the bake times longer and pays for twice the tasks meanwhile; an alarm in that time turns everything back.
    """

    strategy: Literal["blue-green", "canary"]
    """`blue-green` moves all requests at once, `canary` first a part of them."""
    bake_minutes: Annotated[int, between(0, 30, "minutes")] = 10
    """How long the old revision stays after all requests have moved. The alarms need 5 to 10 minutes to notice anything."""
    canary_percent: Annotated[int, between(1, 50, "%")] | None = None
    """The part of the requests that moves first."""
    canary_minutes: Annotated[int, between(10, 30, "minutes")] | None = None
    """How long only that part is with the new revision; not shorter than the alarms take."""

    @property
    def minutes(self) -> int:
        """What the strategy adds to a deployment."""
        return self.bake_minutes + (self.canary_minutes or 0)

    def problems(self) -> Iterator[Problem]:
        """Check that a canary says how much and how long, and that nothing else does."""
        wanted = self.strategy == "canary"
        for key in ("canary_percent", "canary_minutes"):
            value = getattr(self, key)
            if wanted != (value is not None):
                yield Problem(
                    path=key,
                    found="nothing" if value is None else f"{value} with strategy {self.strategy}",
                    allowed="a number with strategy canary, nothing with blue-green",
                    fix=f"add {key}" if wanted else f"remove {key}, or set strategy to canary",
                )


@block
class ServiceSettings:
    """Size and scaling of one Fargate service."""

    cpu: FargateCpu
    """CPU units; 1024 is one vCPU."""
    memory: FargateMemory
    """MiB."""
    min_capacity: Annotated[int, between(0, 100, "tasks")]
    """Tasks that always run; two or more survive the loss of a zone."""
    max_capacity: Annotated[int, between(0, 100, "tasks")]
    """The most tasks scaling starts, and so the most the service costs."""
    maintenance_capacity: Annotated[int, between(1, 100, "tasks")] | None = None
    """Tasks that run at least while this line stands, for hours in which more can fail; remove it afterwards."""
    cpu_target: Percent | None = None
    """Average CPU the scaling aims at; without a target the count stays at `min_capacity`."""
    memory_target: Percent | None = None
    """Average memory the scaling aims at."""
    metric_targets: Mapping[str, Annotated[float, between(0.001, 1_000_000_000)]] = field(default_factory=dict)
    """Metric the service publishes -> average of its tasks the scaling aims at, in the metric's own unit."""
    scale_out_cooldown_seconds: Annotated[int, between(0, 3600, "seconds")] = 60
    """How long scaling waits for new tasks to count before it adds more."""
    scale_in_cooldown_seconds: Annotated[int, between(0, 3600, "seconds")] = 300
    """How long it waits before it takes more tasks away."""
    spot: bool = False
    """Run on Fargate Spot above one on-demand task: about 70 % cheaper, stopped with two minutes' notice."""
    architecture: Literal["ARM64", "X86_64"] = "ARM64"
    """Graviton is about 20 % cheaper; the image must be built for it."""
    allowed_cidr_blocks: Annotated[tuple[CidrBlock, ...], max_length(3), each_once("a listener rule takes a block once")] = ()
    """Clients that may reach this service's own paths, within those the load balancer admits; empty means all of them."""
    sign_in: SignInSettings | None = None
    """Who is asked for a sign-in before this service's own paths."""
    deployment: DeploymentSettings | None = None
    """How a routed service without sessions takes a new revision; None replaces its tasks a few at a time (rolling). Only for a
    service that always runs a task: not with `off_hours`, nor with `min_capacity: 0`."""
    environment: Mapping[str, Annotated[str, hidden("a text", may_be_empty=True)]] = field(default_factory=dict)
    """Plain switches such as LOG_LEVEL, together 32 KiB at most. Secrets and addresses come with the accesses, never from here."""
    alarms: ServiceAlarms = field(default_factory=ServiceAlarms)

    @property
    def least(self) -> int:
        """Tasks that run now, whatever the load."""
        return max(self.min_capacity, self.maintenance_capacity or 0)

    @property
    def most(self) -> int:
        """The most tasks that scaling starts now."""
        return max(self.max_capacity, self.maintenance_capacity or 0)

    @property
    def autoscaled(self) -> bool:
        """Whether the number of tasks follows a metric."""
        return self.cpu_target is not None or self.memory_target is not None or bool(self.metric_targets)

    def problems(self) -> Iterator[Problem]:
        """Check the size against Fargate's table, the range, and that no secret stands in the open."""
        yield from _fargate_problems(self.cpu, self.memory)
        if self.max_capacity < self.min_capacity:
            yield Problem(
                path="max_capacity",
                found=f"{self.max_capacity}, below min_capacity {self.min_capacity}",
                allowed=f"{self.min_capacity} or more",
                fix="raise max_capacity or lower min_capacity",
            )
        if self.max_capacity > self.min_capacity and not self.autoscaled:
            yield Problem(
                path="max_capacity",
                found=f"a range {self.min_capacity} to {self.max_capacity} with nothing to scale on",
                allowed="cpu_target, memory_target or metric_targets with a range",
                fix="add cpu_target, or set max_capacity to min_capacity",
            )
        if self.deployment is not None and self.min_capacity == 0:
            yield Problem(
                path="deployment",
                found=f"{self.deployment.strategy} with min_capacity 0",
                allowed="a service that always runs a task: requests are moved from tasks to tasks, and AWS says nothing of none",
                fix="raise min_capacity, or remove deployment as docs/runbooks/deploy.md says",
            )
        if self.deployment is not None and self.sign_in is not None:
            yield Problem(
                path="deployment",
                found=f"{self.deployment.strategy} with sign_in",
                allowed="a listener rule that only forwards: ECS turns no other",
                fix="remove deployment or sign_in",
            )
        size = len(json.dumps(dict(self.environment)))
        if size > _MOST_ENVIRONMENT:
            yield Problem(
                path="environment",
                found=f"{size:,} bytes of names and values",
                allowed=f"at most {_MOST_ENVIRONMENT:,}: ECS takes task definitions of 64 KiB, with everything else in them",
                fix="put what is long into a file of the image or an object in a bucket",
            )
        for variable in self.environment:
            if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", variable) or variable == "ENVIRONMENT" or variable.startswith("AWS_"):
                yield Problem(
                    path=f"environment.{variable}",
                    found="a name that no variable of the stack file's can have",
                    allowed="letters, digits and _; not ENVIRONMENT and not AWS_*, which the program and ECS set",
                    fix="rename it",
                )
            if _SECRET_NAME.search(variable):
                yield Problem(
                    path=f"environment.{variable}",
                    found="a name that promises a secret (the value is not shown)",
                    allowed="settings that everybody may read",
                    fix="remove it: secrets reach a task through an Access, from Secrets Manager",
                )


@block
class JobSettings:
    """Size of a one-off task such as a database migration. X-Ray traces its runs, 100,000 a month for nothing."""

    cpu: FargateCpu
    """CPU units; 1024 is one vCPU."""
    memory: FargateMemory
    """MiB."""
    timeout_minutes: Annotated[int, between(1, 1440, "minutes")] = 30
    """After which a run is stopped and counts as failed."""
    schedule: Annotated[str, cron("six cron fields, one of the two days ?, such as 0 9 ? * SUN *")] | None = None
    """When it starts by itself, if the system's module lets it and its image is recorded; absent, only when somebody starts it."""
    time_zone: Annotated[str, known_time_zone("a name of the IANA database such as America/New_York")] = "UTC"
    """Of `schedule`."""
    architecture: Literal["ARM64", "X86_64"] = "ARM64"
    """As for the service whose image it runs."""

    def problems(self) -> Iterator[Problem]:
        """Check the size against Fargate's table."""
        yield from _fargate_problems(self.cpu, self.memory)
