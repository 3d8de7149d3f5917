"""What may be written: types and properties that the provider has, and errors that say what is meant."""

import difflib
import importlib.util
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Final, NoReturn

_TOKEN: Final = re.compile(r"[\w-]+(:[\w./-]+)*:\w+")  # a component's may have two parts, or four
_EVERYWHERE: Final = frozenset({"id", "urn"})  # which every resource has, and no class of a provider names


def refuse(place: str, found: str, allowed: str, fix: str) -> NoReturn:
    """Raise an error that names the place, what is there, what may be, and what to write."""
    raise ValueError(f"{place}: found {found}; allowed: {allowed}; {fix}")


def known(token: str, name: str, key: str) -> None:
    """Refuse a type that its provider does not have, and a property that the type does not have."""
    if not _TOKEN.fullmatch(token):
        refuse(
            name, f"the type {token!r}", "package:module:Type", suggested(token.rpartition(":")[2], _types(), "use the full type")
        )
    if not token.startswith("aws:") or not _types():
        return
    if token not in _types():
        near = suggested(token, _types(), "use a type of the AWS provider")
        refuse(name, f"the type {token!r}", "a type of the installed pulumi_aws", near)
    if key not in (names := _properties(token)) and key not in _EVERYWHERE:
        near = suggested(key, names, "use the provider's own spelling")
        refuse(f"{name}.{key}", "a property that the type does not have", f"a property of {token}", near)


def suggested(word: str, known: Iterable[str], otherwise: str) -> str:
    """A question for the nearest of some names, whatever letters are capital; where none is near, something else."""
    shortest_last = sorted(known, key=len, reverse=True)
    words = {one.lower() if ":" in word else one.lower().rpartition(":")[2]: one for one in shortest_last}
    near = difflib.get_close_matches(word.lower().replace("_", ""), words)
    return f"did you mean {words[near[0]]}?" if near else otherwise


@cache
def _types() -> Mapping[str, tuple[str, str]]:
    """The types of the installed AWS provider with folder and class; empty where it is not installed. Nothing is imported."""
    found = importlib.util.find_spec("pulumi_aws")
    if found is None or found.origin is None:
        return {}
    text = Path(found.origin).read_text(encoding="utf-8")
    rows = re.findall(r'"fqn": "pulumi_aws\.(\w+)",\s*"classes": \{\s*"([^"]+)": "(\w+)"', text)
    return {token: (str(Path(found.origin).parent / room), cls) for room, token, cls in rows}


@cache
def _properties(token: str) -> frozenset[str]:
    """The properties of a type, read from the file that its class is in."""
    room, cls = _types()[token]
    for file in sorted(Path(room).glob("*.py"), key=lambda one: one.stem.replace("_", "") != cls.lower()):
        _, begins, body = file.read_text(encoding="utf-8").partition(f"\nclass {cls}(pulumi.CustomResource):")
        if begins:
            getters = re.findall(r'@pulumi\.getter(?:\(name="(\w+)"\))?\s+(?:@[^\n]*\n\s+)*?def (\w+)', body)
            return frozenset(spelled or name for spelled, name in getters)
    return frozenset()
