"""What can be configured: the schema that the engine checks, and what it lets through."""

import difflib
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from policy.knowledge.network.cidr import are_everywhere
from policy.model.rule import About, Setting
from policy.model.values import number, text
from policy.model.waivers import Lowered, read_day

LEVELS = ("disabled", "advisory", "mandatory", "remediate")
"""From what asks least to what asks most; the last two are the same here."""
EVERY_RULE = "all"
"""In a rule's place: what holds for every one. The engine has applied it already, and hands it on."""

_SOME_TEXT: Mapping[str, object] = {"type": "string", "minLength": 1}
_DAY: Mapping[str, object] = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_WAIVERS: Mapping[str, object] = {
    "type": "array",
    "default": [],
    "description": "Resources where the rule does not hold: a glob over URNs, why, and the last day it counts",
    "items": {
        "type": "object",
        "required": ["resource", "reason", "expires"],
        "additionalProperties": False,
        "properties": {"resource": _SOME_TEXT, "reason": _SOME_TEXT, "expires": _DAY},
    },
}
# Beside `enforcementLevel`, for every rule and for `all`.
_LOWERING: Mapping[str, object] = {
    "reason": {**_SOME_TEXT, "description": "Why the rule asks less than usual"},
    "expires": {**_DAY, "description": "The last day on which it does (YYYY-MM-DD)"},
}
_MOST_NAMED = 3
# A pattern that covers all there is of its kind: `*`, `arn:*`, `arn:aws:iam::*:role/*`, `arn:aws:s3:::*`.
_EVERYTHING = re.compile(
    r"[*?.:/]*|https?://[*?./]*|arn(:[^:]*){0,3}:[*?]+|arn(:[^:]*){3}::[*?/:]+|[*?:]+([a-z-]+[/:])?[*?/]+"
    r"|arn(:[^:]*){3}:[*?]+:([a-z-]+[/:])?[*?/:]+"
)


def schema(about: About) -> dict[str, object]:
    """What a rule can be configured with, by property, as JSON schema."""
    known: dict[str, object] = {name: _of(setting) for name, setting in about.settings.items()}
    if about.waivable:
        known["waivers"] = _WAIVERS
    return {**known, **_LOWERING}


def _of(setting: Setting) -> dict[str, object]:
    described = {"description": setting.description}
    if isinstance(setting.default, bool):
        return {"type": "boolean", "default": setting.default, **described}
    if isinstance(setting.default, tuple):
        return {"type": "array", "items": {"type": "string"}, "default": list(setting.default), **described}
    bounds = {"minimum": setting.minimum, "maximum": setting.maximum}
    return {"type": "number", **bounds, "default": setting.default, **described}


def problems(rules: Mapping[str, About], given: Mapping[str, Mapping[str, object]], every: Mapping[str, object]) -> list[str]:
    """What is configured and is nothing: names that no rule and no rule's setting has, and values of the wrong kind.

    Args:
        rules: the pack's rules.
        given: what each is configured with.
        every: what is said of `all`, beside the level.
    """
    found = [
        f"all: {key} is nothing that all rules have; they have {', '.join(_LOWERING)}" for key in every if key not in _LOWERING
    ]
    for name, properties in sorted(given.items()):
        if name in rules:
            found += [f"{name}: {problem}" for problem in _wrong(rules[name], properties)]
        else:
            found.append(f"{name}: no rule of this pack has this name{_nearest(name, rules)}")
    return found


def _nearest(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, known)
    return f"; did you mean {near[0]}?" if near else ""


def _wrong(about: About, properties: Mapping[str, object]) -> Iterator[str]:
    known = schema(about)
    for key, value in properties.items():
        if key not in known:
            names = ("enforcementLevel", *known)
            yield f"{key} is no setting of this rule; it knows {', '.join(names)}{_nearest(key, names)}"
        elif key in about.settings:
            yield from (f"{key} {problem}" for problem in _wrong_value(about.settings[key], value))


def _wrong_value(setting: Setting, value: object) -> Iterator[str]:
    if isinstance(setting.default, bool):
        if not isinstance(value, bool):
            yield f"is {_kind(value)}; it has to be true or false"
    elif isinstance(setting.default, tuple):
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            yield f"is {_kind(value)}; it has to be a list of texts"
    else:
        amount = number(value)
        if amount is None or not setting.minimum <= amount <= setting.maximum:
            yield f"is {_kind(value)}; it has to be a number from {setting.minimum:g} to {setting.maximum:g}"


def _kind(value: object) -> str:
    if isinstance(value, float | int) and not isinstance(value, bool):
        return f"{value:g}" if math.isfinite(value) else "no finite number"
    kinds = {bool: str(value).lower(), str: "a text", list: "a list", type(None): "null"}
    return kinds.get(type(value), "an object")


def lowered(
    rules: Mapping[str, About],
    levels: Mapping[str, str],
    given: Mapping[str, Mapping[str, object]],
    every: Mapping[str, object],
    today: date,
) -> tuple[dict[str, Lowered], list[str]]:
    """The rules that are configured to ask less than the pack means them to, and what is wrong with that.

    Args:
        rules: the pack's rules, with the levels of its profile.
        levels: the level that each is configured with.
        given: what each is configured with beside it.
        every: what is said of `all`, where a rule's own configuration has neither reason nor day.
        today: the day on which it has to count.
    """
    found: dict[str, Lowered] = {}
    wrong: dict[str, list[str]] = {}
    for name, about in rules.items():
        level = levels.get(name, about.level)
        is_less = LEVELS.index(level) < LEVELS.index(about.level)
        own = given.get(name, {})
        settings = [] if level == LEVELS[0] else sorted(_less(about, own))
        if not is_less and not settings:
            continue
        said = own if any(text(own.get(key)) for key in _LOWERING) else every
        written = text(said.get("expires"))
        day = read_day(written)
        if written and day is None:
            wrong.setdefault(f"`expires` {written!r:.40} is no day written YYYY-MM-DD", []).append(name)
        elif not text(said.get("reason")) or day is None:
            needs = f"`reason` and `expires` (YYYY-MM-DD) beside {'`enforcementLevel`' if is_less else 'it'}"
            what = f"{about.level} here; {level}" if is_less else f"{' and '.join(settings)} asks less than usual, which"
            wrong.setdefault(f"{what} takes {needs}", []).append(name)
        elif day < today:
            over = f"was {_lowered_to(level, settings)} until {day}; give a later day with a reason that still holds, or leave it"
            wrong.setdefault(over, []).append(name)
        else:
            found[name] = Lowered(_lowered_to(level, settings), text(said["reason"]), day)
    return found, [f"{_some(names)}: {problem}" for problem, names in wrong.items()]


def _lowered_to(level: str, settings: Sequence[str]) -> str:
    return f"{level} with {' and '.join(settings)}" if settings else level


def _less(about: About, own: Mapping[str, object]) -> Iterator[str]:
    """The settings that ask less than the rule's own."""
    for key, setting in about.settings.items():
        value = own.get(key)
        if isinstance(setting.default, bool):
            if setting.default and value is False:
                yield f"`{key}` false"
        elif isinstance(setting.default, tuple):
            listed = [one.strip() for one in value if isinstance(one, str)] if isinstance(value, list) else []
            everything = [one for one in listed if _EVERYTHING.fullmatch(one) or one.lower() in setting.gives_up]
            wide = everything or (listed if are_everywhere(listed) else [])
            if wide:
                yield f"`{key}` {', '.join(map(repr, wide))}"
        else:
            amount = number(value)
            is_below = setting.asks_less == "below"
            if amount is not None and (amount < setting.default if is_below else amount > setting.default):
                yield f"`{key}` {amount:g}"


def _some(names: list[str]) -> str:
    more = len(names) - _MOST_NAMED
    return ", ".join(names) if more <= 1 else f"{', '.join(names[:_MOST_NAMED])} and {more} more"
