"""No secret is written: what a run leaves behind is cleaned of every text that holds one, in whatever notation it is quoted.

Done to the recording, the findings and the messages, before anything is laid out: wrapped and folded text cannot be searched.
A secret of four characters or more is hidden wherever it stands; a shorter one, which is part of many words, where no letter or
digit is beside it. Truth values and empty texts give nothing away and are hidden only where the program marks them.
"""

import base64
import dataclasses
import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, TypeVar
from urllib.parse import quote, quote_plus

from offline.simulation.model import Resource
from offline.simulation.values import UNKNOWN, Secret, leaves, secrets

_T = TypeVar("_T")

HIDDEN: Final = "[secret]"

_ANYWHERE: Final = 4
"""From how many characters on a secret is also hidden within a word."""

_LINE: Final = 8
"""From how many characters on a line of a longer secret is hidden by itself, and a secret in base 64."""

_OPEN: Final = frozenset({"type", "rule", "level", "mode"})
"""Fields of recordings and findings that come from an SDK, a pack or the preview, which know no secret."""


def secrets_of(resources: Iterable[Resource], values: Iterable[str] = ()) -> frozenset[str]:
    """The texts to hide.

    Args:
        resources: whatever they mark as secret.
        values: secret values of the configuration; of a block, written as JSON, each value in it.
    """
    marked = [leaf for resource in resources for leaf in secrets([resource.inputs, resource.outputs])]
    marked += [leaf for value in values for leaf in (value, *leaves(_parsed(value)))]
    return frozenset(str(leaf) for leaf in marked if leaf not in (UNKNOWN, "", None) and not isinstance(leaf, bool))


class Redaction:
    """Hides some secrets in what it is given."""

    def __init__(self, hidden: Iterable[str]) -> None:
        """Prepare to hide these texts."""
        notations = {notation for text in hidden for notation in _notations(text)}
        self._notations = sorted(notations, key=lambda text: (-len(text), text))

    def text(self, text: str) -> str:
        """The text with every secret in it replaced."""
        return _without([notation for notation in self._notations if notation in text], text)

    def of(self, value: _T) -> _T:
        """The value with every secret in its texts replaced: of a mapping, a sequence, a dataclass, or a text."""
        if not self._notations:
            return value
        texts: list[str] = []
        _gather(value, texts)
        everything = "\0".join(texts)
        found = [notation for notation in self._notations if notation in everything]
        cleaned: _T = _cleaned(value, found) if found else value
        return cleaned


def _parsed(value: str) -> Any:
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value


def _notations(text: str) -> Iterator[str]:
    """How a text is written by programs that quote it: as it is, within JSON (twice, too), Python, HTML and addresses."""
    yield text
    lines = [line.strip() for line in text.splitlines()]
    if len(lines) > 1:  # indented or folded by YAML
        yield from (line for line in lines if len(line) >= _LINE)
    yield " ".join(text.split()) or text
    for ascii_only in (True, False):
        once = json.dumps(text, ensure_ascii=ascii_only)[1:-1]
        yield once
        yield json.dumps(once, ensure_ascii=ascii_only)[1:-1]
    yield from (repr(text)[1:-1], ascii(text)[1:-1], repr(text + "'")[1:-2], repr(text + "'\"")[1:-4])
    yield html.escape(text)
    yield html.escape(text, quote=False)
    encoded = text.encode(errors="replace")
    yield quote(encoded)
    yield quote(encoded, safe="")
    yield quote_plus(encoded)
    if len(encoded) >= _LINE:
        yield from _base64(encoded)


def _base64(secret: bytes) -> Iterator[str]:
    """What of a secret's base 64 does not depend on what is before and after it, for each of the three ways it can be aligned."""
    for before in range(3):
        first, last = -(-before * 4 // 3), (before + len(secret)) * 4 // 3
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            yield encode(b"\0" * before + secret + b"\0\0")[first:last].decode()


def _without(notations: Iterable[str], text: str) -> str:
    """The text without these, of which the longest come first."""
    for notation in notations:
        if len(notation) >= _ANYWHERE:
            text = text.replace(notation, HIDDEN)
        else:
            text = re.sub(rf"(?<!\w){re.escape(notation)}(?!\w)", HIDDEN, text)
    return text


def _gather(value: Any, texts: list[str]) -> None:
    """Append the texts of a value; of a run there are a hundred thousand."""
    if isinstance(value, str):
        texts.append(value)
    elif isinstance(value, dict):
        for key, item in value.items():
            texts.append(str(key))
            _gather(item, texts)
    elif isinstance(value, list | tuple):
        for item in value:
            _gather(item, texts)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        texts.append(str(value))
    elif isinstance(value, Mapping):
        _gather(dict(value), texts)
    elif dataclasses.is_dataclass(value) and not isinstance(value, Secret):
        for field in dataclasses.fields(value):
            _gather(getattr(value, field.name), texts)


def _cleaned(value: Any, notations: list[str]) -> Any:
    match value:
        case str() if value != UNKNOWN:
            return _without(notations, value)
        case int() | float() if not isinstance(value, bool) and str(value) in notations:
            return HIDDEN
        case Mapping():
            return {_cleaned(key, notations): _cleaned(item, notations) for key, item in value.items()}
        case list() | tuple():
            make = getattr(value, "_make", type(value))  # a named tuple takes its values apart
            return make(_cleaned(item, notations) for item in value)
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, (type, Secret)):
            names = [field.name for field in dataclasses.fields(value) if field.name not in _OPEN]
            return dataclasses.replace(value, **{name: _cleaned(getattr(value, name), notations) for name in names})
        case _:
            return value
