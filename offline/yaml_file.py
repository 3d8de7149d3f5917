"""A YAML file as the CLI reads it, of plain values only; anything else is an error with file and line, whatever it is.

Nodes become values here and not in PyYAML's constructors, which raise half a dozen kinds of errors and make values no engine knows.
"""

import contextlib
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from offline.errors import PreviewError, refusal
from offline.text_file import DEEPEST, LARGEST_INTEGER, is_whole, text_of

_TAG: Final = "tag:yaml.org,2002:"
_MERGE: Final = f"{_TAG}merge"
_INTEGER: Final = re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$")
_FLOAT: Final = re.compile(r"^[-+]?[0-9]+\.[0-9]*(?:[eE][-+]?[0-9]+)?$")
_BOOLEAN: Final = re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$")
_NOTHING: Final = re.compile(r"^(?:~|null|Null|NULL|)$")
_LONGEST_NUMBER: Final = 300
_MOST_VALUES: Final = 20_000
"""Aliases repeat what they name: a few lines of them can stand for more than any computer holds."""

_PLAIN: Final = "text, whole numbers, decimals, true, false, null, lists and blocks of keys and values"
_KINDS: Final[Mapping[type, str]] = {
    str: "a text",
    bool: "true or false",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "a block of keys and values",
    type(None): "nothing",
}


@dataclass(frozen=True, kw_only=True)
class Document:
    """What a YAML file says, and where its keys are."""

    file: Path
    values: Mapping[str, Any]
    lines: Mapping[str, int] = field(default_factory=dict)

    def refusal(self, key: str, *, found: str, allowed: str, fix: str) -> PreviewError:
        """The error for what the file says below a key at its top."""
        line = self.lines.get(key)
        return refusal(f"{self.file}, line {line}" if line else self.file, found=found, allowed=allowed, fix=fix)


def document_of(file: Path) -> Document:
    """Read a file that has keys and values at its top; an empty one has none.

    Raises:
        PreviewError: it cannot be read, is not YAML, or has other than plain values.
    """
    node = _root(file, text_of(file))
    if node is None:
        return Document(file=file, values={})
    values = _Values(file).of(node)
    if values is None:
        return Document(file=file, values={})
    if not isinstance(values, dict):
        found, allowed = f"expected keys and values, found {kind(values)}", "keys and values"
        raise refusal(_where(file, node.start_mark), found=found, allowed=allowed, fix="write `key: value` lines")
    return Document(
        file=file,
        values=values,
        lines={key.value: key.start_mark.line + 1 for key, _ in node.value if isinstance(key, yaml.ScalarNode)},
    )


def kind(value: Any) -> str:
    """What kind of value it is, in the words of a message, which never shows the value."""
    return _KINDS.get(type(value), type(value).__name__)


def _where(file: Path, mark: yaml.Mark | None) -> str:
    return f"{file}, line {mark.line + 1}, column {mark.column + 1}" if mark else str(file)


def _root(file: Path, text: str) -> yaml.Node | None:
    with contextlib.suppress(Exception):  # whatever it is, the other says it better
        return _QuickLoader(text).get_single_node()
    try:
        loader = _Loader(text)
    except yaml.reader.ReaderError as error:
        line = 1 + text.count("\n", 0, error.position)
        found = f"the character U+{error.character:04X}"
        where = f"{file}, line {line}"
        raise refusal(where, found=f"{found}, which YAML does not allow", allowed="printable characters", fix="remove it") from None
    try:
        node: yaml.Node | None = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        context = f"{error.context}: " if error.context else ""
        where = _where(file, error.problem_mark or error.context_mark)
        raise refusal(where, found=f"{context}{error.problem}", allowed="YAML", fix="mend the line, or the one above it") from None
    except Exception as error:  # noqa: BLE001 - PyYAML lets through what its own code trips over: chr() of too great a number, say
        where, found = _where(file, loader.get_mark()), f"what cannot be read ({type(error).__name__})"
        raise refusal(where, found=found, allowed="YAML", fix="mend the line, or the one above it") from None
    return node


class _Shallow(yaml.composer.Composer, yaml.resolver.Resolver):
    """YAML as the CLI reads it: only true and false are booleans, dates and 12:30 are text; and nothing is too deep for later."""

    depth = 0
    peek_event: Callable[[], Any]

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Compose one node, unless it is too deep for what reads it later, which is where Python would give up, too."""
        self.depth += 1
        if self.depth > DEEPEST:
            problem = f"more than {DEEPEST} blocks and lists inside each other"
            raise yaml.composer.ComposerError(None, None, problem, self.peek_event().start_mark)
        node: yaml.Node | None = super().compose_node(parent, index)
        self.depth -= 1
        return node


_Shallow.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag in {f"{_TAG}null", _MERGE}]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
for _name, _pattern, _first in (("bool", _BOOLEAN, "tTfF"), ("int", _INTEGER, "-+0123456789"), ("float", _FLOAT, "-+0123456789")):
    _Shallow.add_implicit_resolver(f"{_TAG}{_name}", _pattern, list(_first))


class _Loader(_Shallow, yaml.SafeLoader):
    """Says what is wrong and where."""


_Quickest: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _QuickLoader(_Shallow, _Quickest):  # type: ignore[misc]  # which it is, the machine decides
    """libyaml's, where PyYAML was built with it, which takes a fifth of the time."""

    def __init__(self, text: str) -> None:
        _Quickest.__init__(self, text)
        _Shallow.__init__(self)


class _Values:
    """Turns nodes into values."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._left = _MOST_VALUES
        self._above: list[yaml.Node] = []

    def of(self, node: yaml.Node) -> Any:
        """The value of a node."""
        self._left -= 1
        if self._left < 0:
            raise self._wrong(node, f"more than {_MOST_VALUES} values", f"at most {_MOST_VALUES}", "remove aliases of aliases")
        if any(node is other for other in self._above):
            raise self._wrong(node, "an alias of what it is part of", "aliases of what is elsewhere", "write the value instead")
        if len(self._above) >= DEEPEST:
            found = f"more than {DEEPEST} blocks and lists inside each other"
            raise self._wrong(node, found, f"at most {DEEPEST}", "remove some")
        self._above.append(node)
        value = self._value(node)
        self._above.pop()
        return value

    def _value(self, node: yaml.Node) -> Any:
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        if isinstance(node, yaml.SequenceNode) and node.tag == f"{_TAG}seq":
            return [self.of(item) for item in node.value]
        if isinstance(node, yaml.MappingNode) and node.tag == f"{_TAG}map":
            return self._mapping(node)
        raise self._wrong_tag(node)

    def _mapping(self, node: yaml.MappingNode) -> dict[str, Any]:
        merged: dict[str, Any] = {}
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if key_node.tag == _MERGE:
                for mapping in self._merged(value_node):
                    merged = mapping | merged
                continue
            key = self._key(key_node)
            if key in values:
                raise self._wrong(key_node, f"key {key[:80]!r} appears twice", "each key once", "remove one of the two")
            values[key] = self.of(value_node)
        return merged | values

    def _merged(self, node: yaml.Node) -> Iterator[dict[str, Any]]:
        value = self.of(node)
        for mapping in value if isinstance(value, list) else [value]:
            if not isinstance(mapping, dict):
                raise self._wrong(node, f"`<<` with {kind(mapping)}", "an alias of a block, or a list of such", "name a block")
            yield mapping

    def _key(self, node: yaml.Node) -> str:
        """A key as it is written: 17 and true are text, too."""
        if not isinstance(node, yaml.ScalarNode):
            raise self._wrong(node, "a key must be text, and this one is not", "text", "write a text before the colon")
        self._scalar(node)
        return str(node.value)

    def _scalar(self, node: yaml.ScalarNode) -> Any:
        text: str = node.value
        if not is_whole(text):
            raise self._wrong(node, "half a character (a lone surrogate)", "Unicode text", "remove the escape \\uD800 to \\uDFFF")
        match node.tag.removeprefix(_TAG):
            case "str":
                return text
            case "null" if _NOTHING.fullmatch(text):
                return None
            case "bool" if _BOOLEAN.fullmatch(text):
                return text.lower() == "true"
            case "int" if _INTEGER.fullmatch(text):
                return self._number(node, int)
            case "float" if _FLOAT.fullmatch(text) or _INTEGER.fullmatch(text):
                return self._number(node, float)
            case _:
                raise self._wrong_tag(node)

    def _number(self, node: yaml.ScalarNode, type_: type[int] | type[float]) -> int | float:
        number = type_(node.value) if len(node.value) <= _LONGEST_NUMBER else math.inf
        if not math.isfinite(number) or (type_ is int and abs(number) > LARGEST_INTEGER):
            found = f"a number of {len(node.value)} digits, too great for the engine"
            raise self._wrong(node, found, f"up to {LARGEST_INTEGER}", "put it in quotes if it is text")
        return number

    def _wrong_tag(self, node: yaml.Node) -> PreviewError:
        tag = node.tag.replace(_TAG, "!!", 1) if node.tag.startswith(_TAG) else node.tag
        shown = tag[:40].encode("unicode_escape").decode("ascii")
        return self._wrong(node, f"a value that the tag {shown} does not fit, or a tag nothing reads", _PLAIN, "remove the tag")

    def _wrong(self, node: yaml.Node, found: str, allowed: str, fix: str) -> PreviewError:
        return refusal(_where(self._file, node.start_mark), found=found, allowed=allowed, fix=fix)
