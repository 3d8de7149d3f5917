"""Containers: alone with themselves, on record, and exactly the image that was tested."""

import re
from collections.abc import Callable, Iterator

from policy import kinds
from policy.containers import Container, containers
from policy.expectations import must_be_one_of, unless_unknown
from policy.graph import Graph, Resource
from policy.rule import About, Config, Findings, Rule, Setting, Undecided, Violation, resource_rule, stack_rule
from policy.values import UNKNOWN, Unknown, Unreadable, text

_DEFINITIONS = "containerDefinitions"
_DIGEST = re.compile(r"@sha256:[0-9a-f]{64}$")
_TAG = re.compile(r":(?P<tag>[\w.-]+)$")


def _each(task: Resource, judge: Callable[[Container], Iterator[str]]) -> Findings:
    """Apply a judgement to each container; a list that is no list is another rule's finding."""
    listed = containers(task)
    if isinstance(listed, Unknown):
        yield Undecided(task, _DEFINITIONS)
    elif not isinstance(listed, Unreadable):
        for container in listed:
            for what in judge(container):
                yield Violation(task, f"Container {container.label} {what}.")


@resource_rule(
    About(
        name="ecs-tasks-isolated",
        title="Tasks share nothing with their host and write logs",
        severity="high",
        why="A privileged container, or one in its host's processes or network, is the host; one without logs leaves no trace.",
        fix='Set `logConfiguration`, leave `privileged` off, set `network_mode="awsvpc"` and leave `pid_mode` and `ipc_mode` out.',
        references=("AWS-FSBP ECS.1", "AWS-FSBP ECS.3", "AWS-FSBP ECS.4", "AWS-FSBP ECS.9", "NIST-800-53 AC-6"),
        preview="the modes themselves; the container definitions when their text is known",
        passes='"logConfiguration": {"logDriver": "awslogs", ...}',
        fails='"privileged": true',
    ),
    kinds.TASK_DEFINITION,
)
def isolated(task: Resource, _: Config) -> Findings:
    """Inside one task, containers may share processes: `task` is not the host."""
    yield from must_be_one_of(task, "networkMode", ("awsvpc",), default="bridge")
    yield from must_be_one_of(task, "pidMode", ("", "task"))
    yield from must_be_one_of(task, "ipcMode", ("", "task", "none"))

    def judge(container: Container) -> Iterator[str]:
        if container.get("privileged") not in (None, False):
            yield "is privileged"
        if not text(container.get("logConfiguration.logDriver")):
            yield "has no `logConfiguration.logDriver`"

    yield from _each(task, judge)


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
)
def read_only(task: Resource, _: Config) -> Findings:
    """AWS's default is writable."""
    yield from _each(
        task, lambda one: iter(() if one.get("readonlyRootFilesystem") is True else ("can write to its root file system",))
    )


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
    family = "runtimePlatform.operatingSystemFamily"
    if not text(task.get(family)).upper().startswith("WINDOWS"):
        found = _each(
            task, lambda one: iter(() if one.get("linuxParameters.initProcessEnabled") is True else ("has no init process",))
        )
        yield from unless_unknown(found, task, family)


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
    """A tag in anybody else's registry is trusted only where the configuration says that its tags never move."""
    immutable = {
        text(one.get("name")): one.get("imageTagMutability") for one in graph.of(kinds.REPOSITORY) if text(one.get("name"))
    }
    trusted = config.texts("immutableRegistries")

    def judge(container: Container) -> Iterator[str]:
        image = text(container.get("image"))
        tag = _TAG.search(image)
        if _DIGEST.search(image):
            return
        if tag is None:
            yield f"runs `{image}`, which names neither digest nor tag"
        elif tag["tag"] == "latest":
            yield f"runs `{image}`, which is something else after every push"
        elif immutable.get(_repository(image)) != "IMMUTABLE" and not image.startswith(trusted):
            yield f"runs `{image}`, whose tag can move"

    for task in graph.of(kinds.TASK_DEFINITION):
        for finding in _each(task, judge):
            if UNKNOWN in immutable.values() and isinstance(finding, Violation):
                yield Undecided(task, "imageTagMutability of a repository")
            else:
                yield finding


def _repository(image: str) -> str:
    return _TAG.sub("", image).partition("/")[2]


RULES: tuple[Rule, ...] = (isolated, read_only, init_process, pinned)
