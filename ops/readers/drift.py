"""What differs between a program and AWS, from what `pulumi preview --json` prints, and what of it is expected.

Source of the shape: `PreviewDigest` of the Pulumi SDK (sdk/go/common/display/json.go). A step has `op`, `urn` and `detailedDiff`, a
map from a property's path to the kind of its difference, or null; then `diffReasons` has the names of the properties. Of a resource
that was only read anew there is a step `refresh` that says nothing: what follows from it for the program is a step of its own.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from ops.ending import refusal
from ops.readers.json_file import read_json

QUIET: Final = frozenset({"same", "refresh", "read", "read-discard", "discard"})
"""Steps that change nothing."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """A step that would change something."""

    urn: str
    op: str
    """`update`, `create`, `delete`, `replace` and what belongs to it."""
    properties: frozenset[str]
    """Top-level properties that differ; empty where the step has none, or does not say."""

    @property
    def type(self) -> str:
        """The type of the resource, without those it is in."""
        return self.urn.split("::")[2].rpartition("$")[2]

    @property
    def name(self) -> str:
        """The logical name of the resource."""
        return self.urn.split("::", 3)[3]


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What may differ without anybody having done wrong."""

    type: str
    properties: frozenset[str]
    because: str

    def covers(self, change: Change) -> bool:
        """Whether nothing else of the resource has changed."""
        return (
            change.op == "update" and change.type == self.type and bool(change.properties) and change.properties <= self.properties
        )


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a preview found."""

    changes: Sequence[Change]
    """Each resource's once."""
    stands: bool
    """Whether the stack holds anything: a preview of one that was destroyed makes all of it anew."""


def read_preview(path: Path) -> Preview:
    """Return what a preview found that was written as JSON.

    Raises:
        OpsError: when the file is not what `pulumi preview --json` prints.
    """
    allowed, fix = "what `pulumi preview --json` prints", "run it again, and look at what it says"
    digest = read_json(path, path, allowed=allowed, fix=fix)
    if not isinstance(digest, dict) or not isinstance(digest.get("steps"), list):
        raise refusal(path, found="JSON without steps", allowed=allowed, fix=fix)
    steps = digest["steps"]
    try:
        stands = any(one["op"] not in {"create", "read"} and "::pulumi:" not in one["urn"] for one in steps)
        return Preview(changes=list(_changes(steps)), stands=stands)
    except (AttributeError, IndexError, KeyError, TypeError) as error:
        raise refusal(path, found="a step without op and urn", allowed=allowed, fix=fix) from error


def read_expected(path: Path) -> list[Expected]:
    """Return what a file says may differ.

    Raises:
        OpsError: when it says something else, or gives no reason.
    """
    allowed = "a list of `type`, `properties` and `because`, each with a value"
    fix = "write each line like `- {type: aws:ecs/service:Service, properties: [desiredCount], because: it scales}`"
    try:
        lines = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise refusal(path, found=error.strerror or "no such file", allowed=allowed, fix=fix) from error
    except (ValueError, RecursionError, yaml.YAMLError) as error:  # no text is a ValueError
        raise refusal(path, found="no YAML", allowed=allowed, fix=fix) from error
    if not isinstance(lines, list):
        raise refusal(path, found="no list", allowed=allowed, fix=fix)
    expected = []
    for number, line in enumerate(lines, start=1):
        if not isinstance(line, dict) or set(line) != {"type", "properties", "because"} or not _is_expected(**line):
            raise refusal(f"{path}, line {number} of the list", found=json.dumps(line, default=str), allowed=allowed, fix=fix)
        expected.append(Expected(type=line["type"], properties=frozenset(line["properties"]), because=line["because"]))
    return expected


def _is_expected(type: object, properties: object, because: object) -> bool:  # noqa: A002  as in the file
    names = properties if isinstance(properties, list) else []
    return bool(names) and all(isinstance(one, str) and one.strip() for one in (type, because, *names))


def drifted(found: Iterable[Change], pending: Iterable[Change]) -> list[Change]:
    """Return the changes that a preview with `--refresh` finds and one without does not: what happened in AWS alone.

    What both find is what the program, or a recorded image, says anew and nobody has applied. Of a resource that both would
    update, the properties that only the first names are left.
    """
    waiting = {(change.urn, change.op): change.properties for change in pending}
    left = []
    for change in found:
        known = waiting.get((change.urn, change.op))
        if known is None:
            left.append(change)
        elif rest := change.properties - known:
            left.append(Change(urn=change.urn, op=change.op, properties=rest))
    return left


def unexpected(changes: Sequence[Change], expected: Collection[Expected]) -> list[Change]:
    """Return the changes that no line covers."""
    return [change for change in changes if not any(line.covers(change) for line in expected)]


def _changes(steps: Iterable[Mapping[str, Any]]) -> Iterator[Change]:
    for step in steps:
        if step["op"] not in QUIET:
            paths = step.get("detailedDiff") or step.get("diffReasons") or ()
            properties = frozenset(re.split(r"[.\[]", path, maxsplit=1)[0] for path in paths)
            change = Change(urn=step["urn"], op=step["op"], properties=properties)
            change.name, change.type  # noqa: B018 - a URN has four parts
            yield change
