"""One part of a stack, explained from what is declared."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from offline.access.sizes import alarms, sizes
from offline.access.workloads import containers
from offline.cost.estimate import Estimate
from offline.explaining.parts import Parts
from offline.explaining.reach import paths, uses
from offline.simulation.model import Recording, Resource

_DEFINITION: Final = "aws:ecs/taskDefinition:TaskDefinition"
_KEPT: Final[Mapping[str, str]] = {
    "backupRetentionPeriod": "days of backups, to any second",
    "snapshotRetentionLimit": "days of snapshots",
    "deletionProtection": "AWS refuses to delete it",
    "skipFinalSnapshot": "deleted without a last snapshot",
    "multiAz": "a standby in another zone",
    "multiAzEnabled": "nodes in several zones",
    "automaticFailoverEnabled": "a replica takes over by itself",
    "messageRetentionSeconds": "seconds a message is kept",
    "retentionInDays": "days of logs",
    "recoveryWindowInDays": "days in which a deleted secret can be had back",
    "deletionWindowInDays": "days in which a deleted key can be had back",
}
_COPIED: Final = ("BucketReplicationConfig", "InstanceAutomatedBackupsReplication", "ReplicaKey", "ReplicationConfiguration")


@dataclass(frozen=True, kw_only=True)
class Section:
    """One question about the part, with its answers: what it is about, and what is said of it."""

    title: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """A part, and what is known of it; sections without an answer are left out."""

    stack: str
    name: str
    sections: tuple[Section, ...]


def explain(recording: Recording, name: str, costs: Estimate) -> Explanation:
    """Explain the part that a name means.

    Args:
        recording: the run in which most is known.
        name: of a component, or of a resource in one.
        costs: what the stack costs.

    Raises:
        PreviewError: nothing has the name.
    """
    parts = Parts(recording)
    part = parts.known(name)
    inside = parts.inside(part)
    sections = (
        Section(title="What it is", rows=tuple(_what(parts, part, inside))),
        Section(title="Sizes", rows=tuple(_sizes(recording, inside))),
        Section(title="May do", rows=tuple(_may_do(parts, part))),
        Section(title="May connect to", rows=tuple((one.target, one.ports) for one in paths(parts) if one.source == part)),
        Section(title="Is reached from", rows=tuple((one.source, one.ports) for one in paths(parts) if one.target == part)),
        Section(title="Is used by", rows=tuple(_used_by(parts, part))),
        Section(title="Is told", rows=tuple(_told(recording, inside))),
        Section(title="Gets secrets", rows=tuple(_secrets(parts, inside))),
        Section(title="Encrypted with", rows=tuple(sorted(set(_keys(parts, inside))))),
        Section(title="Kept, copied and protected", rows=tuple(_kept(recording, inside))),
        Section(title="Alarms", rows=tuple(_alarms(recording, parts, part))),
        Section(title="Costs a month, USD", rows=tuple(_costs(costs, part))),
    )
    return Explanation(stack=recording.stack, name=part, sections=tuple(one for one in sections if one.rows))


def _costs(costs: Estimate, part: str) -> Iterator[tuple[str, str]]:
    if part in costs.components:
        low, expected, high = costs.components[part]
        yield "in all", f"{expected} expected" if low == high else f"{expected} expected, from {low} to {high}"
    for item in costs.biggest:
        if item.component == part and item.amount.high:
            yield item.resource.name, str(item.amount.expected)


def _what(parts: Parts, part: str, inside: list[Resource]) -> Iterator[tuple[str, str]]:
    for root in parts.roots[part]:
        yield root.type, "a component" if not root.custom else "a resource of its own"
    real = [resource for resource in inside if resource.custom]
    yield "resources", f"{len(real)}, of which {sum(one.protect for one in real)} protected"
    for definition in (one for one in real if one.type == _DEFINITION):
        platform = definition.inputs.get("runtimePlatform")
        if isinstance(platform, Mapping):
            yield definition.name, f"{platform.get('cpuArchitecture')}, {platform.get('operatingSystemFamily')}"


def _sizes(recording: Recording, inside: list[Resource]) -> Iterator[tuple[str, str]]:
    names = {resource.name for resource in inside if resource.custom}
    found: dict[str, list[str]] = {}
    for size, value in sizes(recording).items():
        if size.resource in names:
            found.setdefault(size.resource, []).append(f"{size.what} {value}")
    yield from ((name, ", ".join(values)) for name, values in found.items())


def _may_do(parts: Parts, part: str) -> Iterator[tuple[str, str]]:
    found: dict[tuple[str, str, str], list[str]] = {}
    for use in uses(parts):
        if use.part == part:
            whose = ", ".join(use.targets)
            where = f"{use.grant.resource} ({whose})" if whose else use.grant.resource
            condition = f", if {use.grant.condition}" if use.grant.condition else ""
            verb = "must not " if use.grant.denies else ""
            found.setdefault((use.role, verb, where + condition), []).append(use.grant.action)
    yield from ((role, f"{verb}{', '.join(actions)} on {where}") for (role, verb, where), actions in found.items())


def _used_by(parts: Parts, part: str) -> Iterator[tuple[str, str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for use in uses(parts):
        if part in use.targets and use.part != part and not use.grant.denies:
            condition = f", if {use.grant.condition}" if use.grant.condition else ""
            who = f"{use.part}, {use.role}" if use.part else use.role
            found.setdefault((who, use.grant.resource + condition), []).append(use.grant.action)
    yield from ((who, f"{', '.join(actions)} on {what}") for (who, what), actions in sorted(found.items()))


def _own_containers(recording: Recording, inside: list[Resource]) -> set[str]:
    return {one.name.removesuffix("-definition") for one in inside if one.type == _DEFINITION} & set(containers(recording))


def _told(recording: Recording, inside: list[Resource]) -> Iterator[tuple[str, str]]:
    for name in sorted(_own_containers(recording, inside)):
        yield from containers(recording)[name].environment.items()


def _secrets(parts: Parts, inside: list[Resource]) -> Iterator[tuple[str, str]]:
    for name in sorted(_own_containers(parts.recording, inside)):
        for variable, source in containers(parts.recording)[name].secrets.items():
            arn, key, version = _source(source)
            whose = ", ".join(parts.named_by(arn))
            of = f"{key} of {arn}" if key else arn
            yield variable, f"{of}{f' ({whose})' if whose else ''}{f', version {version}' if version else ''}"


def _source(reference: str) -> tuple[str, str, str]:
    """ARN, JSON key and version of a reference in ECS's syntax."""
    fields = [*reference.split(":"), "", "", ""]
    key, _stage, version = fields[7:10]
    return ":".join(reference.split(":")[:7]), key, version


def _keys(parts: Parts, inside: list[Resource]) -> Iterator[tuple[str, str]]:
    for resource in inside:
        for value in _values(resource.inputs):
            if isinstance(value, str) and ":kms:" in value and value.startswith("arn:") and ":key/" in value:
                yield resource.name, f"{', '.join(parts.named_by(value)) or 'a key of another stack'} ({value})"


def _values(value: Any) -> Iterator[Any]:
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _values(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _values(inner)
    else:
        yield value


def _kept(recording: Recording, inside: list[Resource]) -> Iterator[tuple[str, str]]:
    arns = {resource.outputs.get("arn") for resource in inside} - {None}
    for resource in inside:
        said = [f"{text}: {_shown(resource.inputs[key])}" for key, text in _KEPT.items() if key in resource.inputs]
        said += ["protected: Pulumi refuses to delete it"] if resource.protect else []
        said += ["stays when the stack is destroyed"] if resource.retain_on_delete else []
        said += ["a copy elsewhere"] if resource.type.endswith(_COPIED) else []
        if said and resource.custom:
            yield resource.name, "; ".join(said)
    for selection in recording.of("aws:backup/selection:Selection"):
        if arns & set(selection.inputs.get("resources") or ()):
            yield selection.name, "recovery points in the backup vault"


def _shown(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _alarms(recording: Recording, parts: Parts, part: str) -> Iterator[tuple[str, str]]:
    for name, told in alarms(recording).items():
        alarm = recording.named(name, "aws:cloudwatch/metricAlarm:MetricAlarm")
        if parts.of(alarm) == part or name.startswith(f"{part}-"):
            about = str(alarm.inputs.get("alarmDescription") or "")
            yield name, about if told else f"{about} (tells nobody)"
