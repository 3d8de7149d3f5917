"""What can be configured: the schema that the engine checks, and what it lets through."""

from collections.abc import Iterator, Mapping

from policy.model.rule import About, Setting

_WAIVERS: Mapping[str, object] = {
    "type": "array",
    "default": [],
    "description": "Resources where the rule does not hold: a glob over URNs, why, and the last day it counts",
    "items": {
        "type": "object",
        "required": ["resource", "reason", "expires"],
        "additionalProperties": False,
        "properties": {
            "resource": {"type": "string", "minLength": 1},
            "reason": {"type": "string", "minLength": 1},
            "expires": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
        },
    },
}


def schema(about: About) -> dict[str, object]:
    """What a rule can be configured with, by property, as JSON schema."""
    known: dict[str, object] = {name: _of(setting) for name, setting in about.settings.items()}
    if about.waivable:
        known["waivers"] = _WAIVERS
    return known


def _of(setting: Setting) -> dict[str, object]:
    described = {"description": setting.description}
    if isinstance(setting.default, bool):
        return {"type": "boolean", "default": setting.default, **described}
    if isinstance(setting.default, tuple):
        return {"type": "array", "items": {"type": "string"}, "default": list(setting.default), **described}
    return {"type": "number", "minimum": setting.minimum, "default": setting.default, **described}


def problems(rules: Mapping[str, About], given: Mapping[str, Mapping[str, object]]) -> list[str]:
    """What is configured and is nothing: names that no rule and no rule's setting has."""
    return [problem for name, properties in sorted(given.items()) for problem in _unknown(name, rules.get(name), properties)]


def _unknown(name: str, about: About | None, properties: Mapping[str, object]) -> Iterator[str]:
    if about is None:
        yield f"{name}: no rule of this pack has this name"
        return
    known = schema(about)
    for key in properties:
        if key not in known:
            yield f"{name}: {key} is no setting of this rule; it knows {', '.join(known) or 'none'}"
