"""Recordings in words that can be compared: what AWS makes up is replaced by the name of the resource it belongs to.

An id, an ARN's last part, an endpoint's number: they are not what anybody decided, and they differ from stack to stack. `<name>`
stands for each. Between two stacks, what follows from the stack's own name, region and account is replaced, too.
"""

import dataclasses
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from offline.access.workloads import TASK_DEFINITION
from offline.simulation.model import Recording, Resource
from offline.simulation.values import UNKNOWN, leaves, marked

PROVIDER: Final = "pulumi:providers:"
_WORD: Final = re.compile(r"[\w-]+")
_MADE_UP: Final = re.compile(r"(?=.*\d)(?=.*[A-Za-z])(?![a-z]{2}(-[a-z]+)+-\d[a-z]?$)(?!\d{4}-\d\d).{6,}")
"""At least six characters with a letter and a digit, which is neither a region or zone nor a date."""
_ID: Final = re.compile(r"(?=.*-)(?=.*[A-Z])(?=.*[a-z]).{6,}")
"""What AWS makes up within an id need not have a digit: `redis-password-BUILdV`."""
_ARN: Final = re.compile(r"arn:[\w-]+:[\w-]+:[\w-]*:(\d{12}):")
_REVISION: Final = re.compile(r"arn:[\w:-]*:task-definition/[\w-]+:\d+")
_KEPT: Final = ("region", "arn", "name")


def readable(recording: Recording, constants: Mapping[str, str] | None = None) -> Recording:
    """The recording with `<name>` for what AWS makes up, and only what is compared.

    Args:
        recording: a run.
        constants: words to replace as well, such as the stack's name, with what stands for each.
    """
    text = _reader(recording, constants or {})
    return dataclasses.replace(
        recording,
        resources=tuple(_read(resource, text) for resource in recording.resources),
        providers=tuple(_read(resource, text) for resource in recording.providers),
        outputs={},
    )


def constants(recording: Recording, other: Recording) -> Mapping[str, str]:
    """What is in the names of one stack and not in those of another: its name, its default tags, region and account."""
    own, others = _constants(recording), _constants(other)
    found = {value: key for key, value in own.items() if value and value != others.get(key)}
    return {**found, recording.stack: "{stack}"}


def _constants(recording: Recording) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for provider in recording.everything:
        if provider.type == f"{PROVIDER}aws":
            tags = _parsed(provider.inputs.get("defaultTags"))
            tags = tags.get("tags") if isinstance(tags, Mapping) else None
            named = {f"{{{key.lower()}}}": value for key, value in tags.items()} if isinstance(tags, Mapping) else {}
            more = {**named, "{region}": provider.inputs.get("region")}
            found = {**{key: value for key, value in more.items() if isinstance(value, str)}, **found}
    arns = (_ARN.match(str(resource.outputs.get("arn", ""))) for resource in recording.resources)
    accounts = Counter(arn[1] for arn in arns if arn)
    return {**found, **({"{account}": accounts.most_common(1)[0][0]} if accounts else {})}


def _parsed(value: Any) -> Any:
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _read(resource: Resource, text: Callable[[str], str]) -> Resource:
    outputs = {key: _walk(value, text) for key in _KEPT if isinstance(value := resource.outputs.get(key), str)}
    return dataclasses.replace(resource, inputs=_walk(resource.inputs, text), outputs=outputs, id=text(resource.id))


def _walk(value: Any, text: Callable[[str], str]) -> Any:
    match value:
        case str():
            return text(value)
        case Mapping():
            return {key: _walk(inner, text) for key, inner in value.items() if key != "__defaults"}
        case list() | tuple():
            return [_walk(inner, text) for inner in value]
        case _:
            return value


def _reader(recording: Recording, constants: Mapping[str, str]) -> Callable[[str], str]:
    words = _owners(recording)
    revisions = {
        str(resource.outputs.get("arn")): f"<{resource.name}>"
        for resource in recording.resources
        if resource.type == TASK_DEFINITION
    }
    whole = {one: f"<{resource.name}>" for resource in recording.resources for one in _whole(resource, words)}
    ordered = sorted(constants, key=lambda one: (-len(one), one))
    stacks = re.compile("|".join(rf"(?<![A-Za-z0-9]){re.escape(one)}(?=[a-f]?(?![A-Za-z0-9]))" for one in ordered) or r"(?!)")

    def word(match: re.Match[str]) -> str:
        found = words.get(match[0])
        if found is None and "-" in match[0]:
            before, _, last = match[0].rpartition("-")
            return f"{before}-{words[last]}" if last in words else match[0]
        return found or match[0]

    def read(text: str) -> str:
        if text == UNKNOWN or not text:
            return text
        if text in whole:
            return whole[text]
        if "task-definition/" in text:
            text = _REVISION.sub(lambda match: revisions.get(match[0], match[0]), text)
        text = _WORD.sub(word, text)
        return stacks.sub(lambda match: constants[match[0]], text) if constants else text

    return read


def _whole(resource: Resource, words: Mapping[str, str]) -> Iterator[str]:
    """The id and the ARN, where AWS makes up a part of them."""
    for value in (resource.id, resource.outputs.get("arn")):
        if isinstance(value, str) and any(words.get(one) == f"<{resource.name}>" for one in _WORD.findall(value)):
            yield value


def _owners(recording: Recording) -> Mapping[str, str]:
    """Each word that AWS has made up, and the name of its resource: those of ids first, then those that one resource alone has."""
    found: dict[str, str] = {}
    others: dict[str, set[str]] = {}
    for resource in recording.resources:
        if not resource.custom:
            continue
        given = set(_words(resource.inputs))
        for word in set(_WORD.findall(resource.id)) - given:
            if _MADE_UP.fullmatch(word) or (_ID.fullmatch(word) and word not in resource.inputs.values()):
                found.setdefault(word, f"<{resource.name}>")
        for word in set(_words(resource.outputs)) - given:
            others.setdefault(word, set()).add(f"<{resource.name}>")
    return {**{word: min(owners) for word, owners in others.items() if len(owners) == 1}, **found}


def _words(value: Any) -> Iterator[str]:
    for leaf in leaves(marked(value, None)):
        if isinstance(leaf, str) and leaf != UNKNOWN:
            yield from (word for word in _WORD.findall(leaf) if _MADE_UP.fullmatch(word))
