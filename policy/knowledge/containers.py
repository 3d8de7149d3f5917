"""What task definitions, and runs of tasks, say about their containers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from policy.knowledge.secret_text import command_holds_secret, holds_secret
from policy.model import kinds
from policy.model.graph import Resource
from policy.model.rule import Known, Undecided, Violation
from policy.model.values import decode, dig, each_object, has_unknown, inside, items, text

_PATH = "containerDefinitions"
# Types that say what containers run, in their own properties.
TASKS = (kinds.TASK_DEFINITION, kinds.DAEMON_TASKS, kinds.EXPRESS_SERVICE)
JOBS = "aws:batch/jobDefinition:JobDefinition"
JOB_DOCUMENTS = ("containerProperties", "ecsProperties", "nodeProperties")
_OWN_NAMES = {
    "adds": "add",
    "awsLogsConfigurations": "awsLogsConfiguration",
    "commands": "command",
    "entryPoints": "entryPoint",
    "environmentFiles": "environmentFile",
    "environments": "environment",
}
_COMMANDS = ("command", "entryPoint", "healthCheck.command")
_NAMED = ("dockerLabels", "logConfiguration.options")


@dataclass(frozen=True)
class Container:
    """One container of a task definition.

    Attributes:
        label: Its name, else its position, for messages.
        raw: Its definition.
    """

    label: str
    raw: Mapping[str, object]

    def get(self, path: str) -> object:
        """The value at a dotted path of the definition."""
        return dig(self.raw, path)

    def pairs(self, path: str, value: str) -> Iterator[tuple[str, object]]:
        """Name and value of each entry of a list such as `environment`."""
        for _, entry in each_object(self.get(path)):
            if isinstance(entry, Mapping):
                found = _decapitalised(entry)
                yield text(found.get("name")), found.get(value)


def containers(task: Resource) -> Known[Container]:
    """The containers of a task definition: none of them while anything in its document is unknown."""
    path = _PATH if task.type != kinds.EXPRESS_SERVICE else "primaryContainer"
    decoded = decode(task.get(path))
    if has_unknown(decoded):
        return Known(unresolved=[Undecided(task, path)])
    listed = items(singular(decoded))
    if not all(isinstance(one, Mapping) for one in listed):
        return Known(unresolved=[Violation(task, f"`{path}` is no readable list of containers.")])
    return Known([_container(position, one) for position, one in enumerate(listed) if isinstance(one, Mapping)])


def job_containers(job: Resource) -> Known[Container]:
    """The containers of a job definition of Batch, wherever its documents have one."""
    found: Known[Container] = Known()
    for path in (path for path in JOB_DOCUMENTS if not job.is_unset(path)):
        document = decode(job.get(path))
        if has_unknown(document):
            found.unresolved.append(Undecided(job, path))
        elif not isinstance(document, Mapping):
            found.unresolved.append(Violation(job, f"`{path}` is no readable document."))
        else:
            found.found += containers_in(document)
    return found


def containers_in(document: object) -> Iterator[Container]:
    """What a document of Batch says about containers, in whatever depth: all that has an image."""
    for one in inside(document):
        if isinstance(one, Mapping) and "image" in one:
            yield Container(text(one.get("name")) or "of the job", one)


def singular(value: object) -> object:
    """The same with ECS's own names, of which the provider makes plurals where it takes objects in place of JSON."""
    if isinstance(value, list):
        return [singular(one) for one in value]
    if not isinstance(value, Mapping):
        return value
    return {_OWN_NAMES.get(str(key), str(key)): singular(one) for key, one in value.items()}


def _container(position: int, raw: Mapping[str, object]) -> Container:
    return Container(text(raw.get("name")) or f"number {position + 1}", raw)


def overrides(document: object) -> Iterator[Container]:
    """What a run of a task changes about its containers, wherever a document says so. Step Functions capitalises the keys."""
    for inner in inside(document):
        listed = _decapitalised(inner).get("containerOverrides") if isinstance(inner, Mapping) else None
        for position, one in each_object(listed):
            if isinstance(one, Mapping):
                yield _container(position, _decapitalised(one))


def _decapitalised(raw: Mapping[str, object]) -> Mapping[str, object]:
    return {str(key)[:1].lower() + str(key)[1:]: value for key, value in raw.items()}


def plain_secrets(container: Container) -> Iterator[str]:
    """Where a container has an unencrypted secret: the property, and the name it stands under, never the value."""
    for name, value in container.pairs("environment", "value"):
        if holds_secret(value, name):
            yield f"`environment` of container {container.label} holds a secret in `{name}`."
    for path in _COMMANDS:
        if command_holds_secret([text(word) for word in items(container.get(path))]):
            yield f"`{path}` of container {container.label} holds a secret."
    for path in _NAMED:
        named = container.get(path)
        for name, value in named.items() if isinstance(named, Mapping) else ():
            if holds_secret(value, name):
                yield f"`{path}` of container {container.label} holds a secret in `{name}`."


def log_groups(container: Container) -> Iterator[str]:
    """The CloudWatch log groups a container writes to, through its own driver or through a FireLens router."""
    driver = text(container.get("logConfiguration.logDriver"))
    own = container.get("awsLogsConfiguration")
    if own is not None:
        yield text(dig(own, "logGroup"))
    if driver == "awslogs":
        yield text(container.get("logConfiguration.options.awslogs-group"))
    elif driver == "awsfirelens" and text(container.get("logConfiguration.options.Name")).startswith("cloudwatch"):
        yield text(container.get("logConfiguration.options.log_group_name"))


def secret_references(container: Container) -> Iterator[str]:
    """What ECS fetches for a container before it starts: secrets, the log driver's, and registry credentials."""
    for path in ("secrets", "logConfiguration.secretOptions"):
        for _, reference in container.pairs(path, "valueFrom"):
            yield text(reference)
    registry = text(container.get("repositoryCredentials.credentialsParameter"))
    if registry:
        yield registry
