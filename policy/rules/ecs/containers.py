"""Containers: alone with themselves, on record, and exactly the image that was tested."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from policy.knowledge.containers import JOBS, TASKS, Container, containers, job_containers
from policy.knowledge.image_tags import keeps_tag
from policy.model import kinds
from policy.model.expectations import at_most_undecided, must_be_one_of, unless_unknown
from policy.model.graph import Graph, Resource
from policy.model.rule import About, Config, Findings, Rule, Setting, Undecided, Violation, resource_rule, stack_rule
from policy.model.values import UNKNOWN, Unknown, dig, each_object, is_absent, items, shown, text

_DIGEST = re.compile(r"@sha256:[0-9a-f]{64}$")
# Linux capabilities that no namespace confines (capabilities(7)), or that undo what does: with `NET_ADMIN` a container takes away
# the route that keeps it from its host's credentials (ECS developer guide, `ECS_AWSVPC_BLOCK_IMDS`). And devices that are its
# memory and disks. Accelerators (`/dev/neuron0`, in "Amazon ECS task definitions for AWS Neuron machine learning workloads") and
# `SYS_PTRACE` are not among them.
_HOST_CAPABILITIES = frozenset(
    {
        *("ALL", "AUDIT_CONTROL", "BPF", "DAC_READ_SEARCH", "MAC_ADMIN", "MAC_OVERRIDE", "NET_ADMIN", "SYSLOG", "SYS_ADMIN"),
        *("SYS_BOOT", "SYS_MODULE", "SYS_RAWIO", "SYS_TIME"),
    }
)
# What Fargate lets a container have beside the usual ones (ECS API reference, KernelCapabilities; read November 2026).
_OF_FARGATE = "SYS_PTRACE"
_FARGATE = "FARGATE"
_HOST_DEVICE = re.compile(r"^/dev(/(mem|kmem|port|kmsg|root|disk|mapper|dm-|sd|vd|xvd|nvme).*)?$")
# Of every partition, with FIPS and with two stacks ("Registry endpoints").
_ECR = re.compile(r"^\d{12}\.dkr[.-]ecr(-fips)?\.[a-z0-9-]+\.(amazonaws\.(com(\.cn)?|eu)|on\.(aws|amazonwebservices\.com\.cn))$")
_TAG = re.compile(r":(?P<tag>[\w.-]+)$")
_LAUNCHED_BY = "requiresCompatibilities"
_CAPABILITIES = "linuxParameters.capabilities.add"


def _each(task: Resource, judge: Callable[[Container], Iterator[str]]) -> Findings:
    """Apply a judgement to each container. A list that is no list is another rule's finding."""
    listed = containers(task)
    yield from listed.undecided
    for container in listed.found:
        for what in judge(container):
            yield Violation(task, f"Container {container.label} {what}.")


@resource_rule(
    About(
        name="ecs-tasks-isolated",
        title="Tasks share nothing with their host and write logs",
        severity="high",
        why="A privileged container, or one in its host's processes or network, is the host; one without logs leaves no trace.",
        fix='Set `logConfiguration`, leave `privileged` off, set `network_mode="awsvpc"` and leave `pid_mode`, `ipc_mode`, '
        "volumes with `host_path` and the host's own devices and capabilities out.",
        references=("AWS-FSBP ECS.1", "AWS-FSBP ECS.3", "AWS-FSBP ECS.4", "AWS-FSBP ECS.9", "NIST-800-53 AC-6"),
        preview="the modes themselves; the container definitions when their text is known",
        passes='"logConfiguration": {"logDriver": "awslogs", ...}',
        fails='"privileged": true',
    ),
    kinds.TASK_DEFINITION,
    kinds.DAEMON_TASKS,
    JOBS,
)
def isolated(task: Resource, _: Config) -> Findings:
    """Inside one task, containers may share processes: `task` is not the host. A machine outside AWS has no network interfaces
    to give (launch type EXTERNAL): there `bridge` is as apart as it gets. Daemons have a network of ECS's, and read their host's
    files to be of use. Batch writes logs and gives networks by itself.
    """
    if task.type == JOBS:
        listed = job_containers(task)
        yield from listed.unresolved
        for container in listed.found:
            if container.get("privileged") not in (None, False):
                yield Violation(task, f"Container {container.label} is privileged.")
        return
    if task.type == kinds.DAEMON_TASKS:
        yield from _each(task, _isolated)
        return
    launched_by = items(task.get(_LAUNCHED_BY))
    modes = ("awsvpc", "none", *(("bridge",) if "EXTERNAL" in launched_by else ()))
    found = must_be_one_of(task, "networkMode", modes)
    is_unsure = UNKNOWN in launched_by and task.get("networkMode") == "bridge"
    yield from at_most_undecided(found, Undecided(task, _LAUNCHED_BY)) if is_unsure else found
    yield from must_be_one_of(task, "pidMode", ("", "task"))
    yield from must_be_one_of(task, "ipcMode", ("", "task", "none"))
    yield from _volumes(task)
    yield from _each(task, partial(_isolated, on_fargate=_FARGATE in launched_by))


def _volumes(task: Resource) -> Findings:
    for position in range(len(items(task.get("volumes")))):
        path = f"volumes.{position}.hostPath"
        directory = task.get(path)
        if directory is UNKNOWN:
            yield Undecided(task, path)
        elif not is_absent(directory):
            yield Violation(task, f"`{path}` is {shown(directory, quote=True)}, which is the host's.")


def _isolated(container: Container, *, on_fargate: bool = False) -> Iterator[str]:
    """What Fargate refuses keeps a deployment from getting as far as its host."""
    if container.get("privileged") not in (None, False):
        yield "is privileged"
    if not text(container.get("logConfiguration.logDriver")):
        yield "has no `logConfiguration.logDriver`"
    for name in map(text, items(container.get(_CAPABILITIES))):
        if on_fargate and name.upper() != _OF_FARGATE:
            yield f"is given `{name}`, which Fargate refuses"
        elif name.upper() in _HOST_CAPABILITIES:
            yield f"is given `{name}` over its host"
    for _, device in each_object(container.get("linuxParameters.devices")):
        path = text(dig(device, "hostPath"))
        if _HOST_DEVICE.match(path):
            yield f"is given its host's `{path}`"


@resource_rule(
    About(
        name="ecs-read-only-root",
        title="Containers cannot change their own programs",
        severity="low",
        level="advisory",
        why="Whoever gets in can put tools beside the program, or change it, and stay until the task ends.",
        fix="Set `readonlyRootFilesystem` and mount a volume on each path the image writes to.",
        references=("AWS-FSBP ECS.5", "NIST-800-53 CM-7", "NIST-800-53 SC-34"),
        preview="the container definitions when their text is known",
        passes='"readonlyRootFilesystem": true',
        fails='"readonlyRootFilesystem": false',
    ),
    kinds.TASK_DEFINITION,
    kinds.DAEMON_TASKS,
)
def read_only(task: Resource, _: Config) -> Findings:
    """AWS's default is writable. Windows containers cannot be otherwise (API reference, ContainerDefinition)."""
    found = _each(
        task, lambda one: iter(() if one.get("readonlyRootFilesystem") is True else ("can write to its root file system",))
    )
    yield from _unless_windows(task, found)


def _unless_windows(task: Resource, found: Findings) -> Findings:
    """Findings about what Windows containers do not have."""
    family = "runtimePlatform.operatingSystemFamily"
    if not text(task.get(family)).upper().startswith("WINDOWS"):
        yield from unless_unknown(found, task, family)


@resource_rule(
    About(
        name="ecs-init-process",
        title="Containers have an init process",
        severity="low",
        level="advisory",
        why="Nobody passes the stop signal on or buries children that ended, so tasks are killed instead of stopping.",
        fix='Set `linuxParameters` `{"initProcessEnabled": true}`.',
        references=("NIST-800-53 SC-5", "NIST-800-53 SI-17"),
        preview="the container definitions when their text is known",
        passes='"linuxParameters": {"initProcessEnabled": true}',
        fails="no `linuxParameters`",
    ),
    kinds.TASK_DEFINITION,
)
def init_process(task: Resource, _: Config) -> Findings:
    """Windows containers have none."""
    found = _each(task, lambda one: iter(() if one.get("linuxParameters.initProcessEnabled") is True else ("has no init process",)))
    yield from _unless_windows(task, found)


@stack_rule(
    About(
        name="ecs-images-pinned",
        title="Containers run the image that was tested",
        severity="high",
        why="A tag that moves makes the next task run something else, on some machines and not on others, and no rollback "
        "brings the old one back.",
        fix="Name the image by digest (`...@sha256:...`), or by a tag of a repository of this stack with "
        '`image_tag_mutability="IMMUTABLE"`.',
        references=("NIST-800-53 CM-2", "NIST-800-53 SI-7", "NIST-800-53 SR-4"),
        preview="the container definitions when their text is known",
        settings={
            "immutableRegistries": Setting(
                default=("public.ecr.aws/aws-observability/aws-otel-collector:",),
                description="Beginnings of images outside this stack whose tags never move",
            )
        },
        passes='"image": "111122223333.dkr.ecr.us-east-1.amazonaws.com/api@sha256:..."',
        fails='"image": "nginx:latest"',
    )
)
def pinned(graph: Graph, config: Config) -> Findings:
    """A tag in a registry outside the stack is trusted only where the configuration says that its tags never move."""
    repositories = graph.of(kinds.REPOSITORY)
    by_url = {text(one.get("repositoryUrl")): one for one in repositories}
    without_url = {text(one.get("name")) for one in repositories if not text(one.get("repositoryUrl"))}
    for task in graph.of(*TASKS, JOBS):
        listed = job_containers(task) if task.type == JOBS else containers(task)
        yield from listed.undecided
        for container in listed.found:
            image = text(container.get("image"))
            if _DIGEST.search(image):
                continue
            tag = _TAG.search(image)
            if tag is None:
                yield Violation(task, f"Container {container.label} runs `{image}`, which names neither digest nor tag.")
            elif tag["tag"] == "latest":
                yield Violation(task, f"Container {container.label} runs `{image}`, which is something else after every push.")
            elif image.startswith(config.strings("immutableRegistries")):
                continue
            elif (is_fixed := _is_fixed(image, tag["tag"], by_url, without_url)) is UNKNOWN:
                yield Undecided(task, "imageTagMutability of a repository")
            elif not is_fixed:
                yield Violation(task, f"Container {container.label} runs `{image}`, whose tag can move.")


def _is_fixed(image: str, tag: str, by_url: Mapping[str, Resource], without_url: set[str]) -> bool | Unknown:
    """Whether an image's tag never moves. While AWS has given its repository no URL, the name tells in any account."""
    url = _TAG.sub("", image)
    registry, _, name = url.partition("/")
    if url in by_url:
        return keeps_tag(by_url[url], tag)
    return UNKNOWN if name in without_url and _ECR.match(registry) else False


RULES: tuple[Rule, ...] = (isolated, read_only, init_process, pinned)
