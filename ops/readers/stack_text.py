"""The text of a stack file with one setting changed: comments, order and layout stay as they are."""

import copy
from collections.abc import Mapping, Sequence
from typing import Any, Final

import yaml

LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's where PyYAML was built with it: ten times as fast."""


class NotEditableError(Exception):
    """The setting cannot be changed without disturbing the rest."""


def load(text: str) -> Any:
    """Return what YAML says; nothing in it is run."""
    return yaml.load(text, LOADER)  # noqa: S506 - a safe loader


def edited(text: str, path: Sequence[str], value: str) -> str:
    """Return the text with one setting changed or added, and nothing else.

    Args:
        text: a YAML document whose outermost value is a mapping.
        path: the keys that lead to the setting, the outermost first.
        value: what it is to be, as it stands in YAML on one line.

    Raises:
        NotEditableError: it is not plain enough to be changed in place: a block where a value is expected, an anchor, a null.
    """
    try:
        changed = _changed(text, path, value)
        same = load(changed) == _with(load(text), path, load(value))
    except (yaml.YAMLError, IndexError, TypeError, ValueError):
        same = False
    if not same:
        raise NotEditableError(f"{'.'.join(path)} cannot be set to {value} in place")
    return changed


def _changed(text: str, path: Sequence[str], value: str) -> str:
    node: yaml.Node | None = yaml.compose(text, LOADER)
    for depth, key in enumerate(path):
        if not isinstance(node, yaml.MappingNode):
            raise TypeError(key)
        found = next((one for name, one in node.value if name.value == key), None)
        if found is None:
            return _added(text, node, key, _nested(path[depth + 1 :], value))
        node = found
    if node is None or (isinstance(node, yaml.CollectionNode) and not node.flow_style):
        raise ValueError(path[-1])
    return text[: node.start_mark.index] + value + text[node.end_mark.index :]


def _nested(path: Sequence[str], value: str) -> str:
    """The value below keys that are not there either."""
    for key in reversed(path):
        value = f"{{{key}: {value}}}"
    return value


def _added(text: str, node: yaml.MappingNode, key: str, value: str) -> str:
    if node.flow_style:
        at = node.value[-1][1].end_mark.index if node.value else node.start_mark.index + 1
        return f"{text[:at]}{', ' if node.value else ''}{key}: {value}{text[at:]}"
    last = _last_line_of(node.value[-1][1])
    end = text.find("\n", last)
    end = len(text) if end < 0 else end
    return f"{text[:end]}\n{' ' * node.value[0][0].start_mark.column}{key}: {value}{text[end:]}"


def _last_line_of(node: yaml.Node) -> int:
    """Where the innermost last value of a block ends: the block itself ends where the next thing begins."""
    while isinstance(node, yaml.MappingNode | yaml.SequenceNode) and not node.flow_style:
        last = node.value[-1]
        node = last[1] if isinstance(node, yaml.MappingNode) else last
    return int(node.end_mark.index)


def _with(document: Any, path: Sequence[str], value: Any) -> Mapping[str, Any]:
    """The document as it is to be."""
    wanted: dict[str, Any] = copy.deepcopy(document)
    inner = wanted
    for key in path[:-1]:
        inner = inner.setdefault(key, {})
    inner[path[-1]] = value
    return wanted
