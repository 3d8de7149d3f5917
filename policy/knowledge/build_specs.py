"""What an inline build specification says: CodeBuild's `buildspec`, a YAML document."""

from collections.abc import Iterator, Mapping

import yaml

from policy.knowledge.secret_text import command_holds_secret, holds_secret
from policy.model.values import items, text

_COMMANDS = ("commands", "finally")
_MERGED = "<<"
_LARGEST = 100_000  # values; CodeBuild takes no specification that could write half as many out


def build_spec_secrets(document: str) -> Iterator[str]:
    """What is wrong with a build specification: where it has an unencrypted secret, never what it is; or that it has no end.

    Sections that name where a secret is (`parameter-store`, `secrets-manager`) hold none. A path to a file of the repository, or
    what is no YAML, holds none.
    """
    try:
        spec: object = yaml.load(document, yaml.BaseLoader)  # noqa: S506  it makes nothing but texts, lists and mappings
    except (yaml.YAMLError, ValueError):
        return
    except RecursionError:
        yield "is nested too deep to be read"
        return
    if not _is_written_out(spec):
        yield f"stands for more than {_LARGEST} values by its aliases"
        return
    for name, value in _entries(_entries(_entries(spec).get("env")).get("variables")).items():
        if holds_secret(value, name):
            yield f"holds a secret in the variable `{name}`"
    for name, phase in _entries(_entries(spec).get("phases")).items():
        entries = _entries(phase)
        commands = [command for key in _COMMANDS for command in items(entries.get(key))]
        if any(command_holds_secret([text(command)]) for command in commands):
            yield f"holds a secret in the commands of `{name}`"


def _entries(value: object) -> dict[str, object]:
    """The entries of a mapping with those that it merges from others (`<<: *defaults`)."""
    found: dict[str, object] = {}
    waiting = [value]
    while waiting:
        one = waiting.pop(0)
        for name, inner in one.items() if isinstance(one, Mapping) else ():
            if name == _MERGED:
                waiting += items(inner)
            else:
                found.setdefault(str(name), inner)
    return found


def _is_written_out(value: object) -> bool:
    """Whether a value is small enough to go through with each alias in it written out, as often as it is used."""
    sizes: dict[int, int] = {}
    waiting = [(value, False)]
    while waiting:
        one, is_measured = waiting.pop()
        if not isinstance(one, dict | list) or id(one) in sizes:
            continue
        inner = list(one.values()) if isinstance(one, dict) else one
        if is_measured:
            sizes[id(one)] = 1 + sum(sizes.get(id(each), 1) for each in inner)
            if sizes[id(one)] > _LARGEST:
                return False
        else:
            waiting += [(one, True), *((each, False) for each in inner)]
    return True
