"""What AWS would answer when a resource is created: its id and every output, from its inputs."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from naming.limits import BY_TYPE, NameLimit
from offline.simulation.identity import Identity
from offline.simulation.model import Mode
from offline.simulation.schema import Kind, Property, properties
from offline.simulation.shapes import TEMPLATES
from offline.simulation.shapes.templates import AnswerContext
from offline.simulation.values import UNKNOWN, Secret, is_unknown, plain

ACCOUNT: Final = "111122223333"
"""The account every simulated resource lives in; an account id reserved for documentation."""

DEFAULT_REGION: Final = "us-east-1"
"""Where resources live if the stack does not say; a real stack always does."""

_USUAL: Final = NameLimit(64)
_EMPTY: Final[Mapping[Kind, Any]] = {Kind.TEXT: "", Kind.NUMBER: 0, Kind.FLAG: False}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a provider is configured with, as far as outputs show it."""

    region: str = DEFAULT_REGION
    default_tags: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, configuration: Mapping[str, Any]) -> "Settings":
        """Settings from a provider's properties or from the stack's `aws:` values; objects may be JSON text."""
        tags = configuration.get("defaultTags") or {}
        tags = json.loads(tags) if isinstance(tags, str) and not is_unknown(tags) else tags
        region = configuration.get("region")
        return cls(
            region=region if isinstance(region, str) and not is_unknown(region) else DEFAULT_REGION,
            default_tags=tags.get("tags", {}) if isinstance(tags, Mapping) else {},
        )

    @property
    def partition(self) -> str:
        """The partition of the region, the second part of every ARN."""
        return partition(self.region)


def partition(region: str) -> str:
    """The partition a region belongs to."""
    return {"cn": "aws-cn", "us-gov": "aws-us-gov"}.get(region.rpartition("-")[0].rpartition("-")[0], "aws")


def outputs(
    token: str, *, name: str, urn: str, inputs: Mapping[str, Any], secret: tuple[str, ...], settings: Settings, mode: Mode
) -> tuple[str, dict[str, Any]]:
    """The id and the outputs of a new resource.

    In planned mode the id is empty and everything AWS decides is unknown, as in the provider's own preview: what the program
    set comes back, and so do the region and the tags, which the provider works out by itself.
    """
    known = properties(token)
    result = dict(inputs)
    if "region" in known:
        result.setdefault("region", settings.region)
    if "tagsAll" in known:
        result["tagsAll"] = _all_tags(settings, inputs.get("tags"))
    if mode is Mode.PLANNED:
        result |= {key: UNKNOWN for key, property_ in known.items() if property_.computed and key not in result}
        resource_id = ""
    else:
        resource_id = _fill(result, token, name, urn, settings)
    for key in secret:
        if key in result and not isinstance(result[key], Secret):
            result[key] = Secret(plain(result[key]))
    return resource_id, result


def _all_tags(settings: Settings, tags: Any) -> Any:
    if tags is not None and not isinstance(tags, Mapping):
        return tags  # unknown or secret as a whole, and then so is the union
    return {**settings.default_tags, **(tags or {})}


def _fill(result: dict[str, Any], token: str, name: str, urn: str, settings: Settings) -> str:
    known = properties(token)
    identity = Identity(urn)
    location = {
        "region": result.get("region", settings.region),
        "account": ACCOUNT,
        "partition": settings.partition,
        "logical": name,
    }
    context = AnswerContext(result, location, identity)
    limit = BY_TYPE.get(token, _USUAL)
    named_by, longest = limit.argument, limit.longest
    if named_by in known and known[named_by].computed and not result.get(named_by):
        prefix = result.get(f"{named_by}Prefix") or f"{name[: longest - 8]}-"
        result[named_by] = f"{prefix}{identity.hex(7, 'name')}"
    for key, template in TEMPLATES.get(token, {}).items():
        if result.get(key) is None:
            result[key] = context.answer(key, template)
    for key, property_ in known.items():
        if property_.computed and key not in result:
            result[key] = _fallback(key, token, property_, context)
    return str(result.pop("id", None) or context[named_by] or f"{name}-{identity.hex(8)}")


def _fallback(key: str, token: str, property_: Property, context: AnswerContext) -> Any:
    """For outputs without a template. What the program could have set is empty, so that no rule passes on an invention."""
    if property_.kind in _EMPTY and (property_.settable or property_.kind is not Kind.TEXT):
        return _EMPTY[property_.kind]
    if property_.kind is Kind.LIST:
        return []
    if property_.kind is Kind.OBJECT:
        return {}
    _, module, kind = token.split(":")
    if key == "arn":
        return context.fill(f"arn:{{partition}}:{module.partition('/')[0]}:{{region}}:{{account}}:{kind.lower()}/{{name}}")
    return f"{context['logical']}-{key.lower()}-{context.identity.hex(8, key)}"
