"""How long the versions of objects outlive what took their place."""

from collections.abc import Mapping

from policy.model import kinds
from policy.model.graph import Resource
from policy.model.rule import Findings, Undecided, Violation
from policy.model.values import UNKNOWN, dig, has_unknown, items, number

# Where a lifecycle says so, beside the bucket and in it.
_PATHS = {
    kinds.BUCKET_LIFECYCLE: ("rules", "noncurrentVersionExpiration.noncurrentDays"),
    kinds.BUCKET: ("lifecycleRules", "noncurrentVersionExpiration.days"),
}
_SWITCHES = ("status", "enabled")
# What makes a rule one for some objects or versions only.
_PARTLY = ("prefix", "tags", "filter", "noncurrentVersionExpiration.newerNoncurrentVersions")


def versions_kept(source: Resource, least: float) -> Findings:
    """Versions of all objects live for some days. Rules for some objects, or that keep a number of versions, leave what matters."""
    rules, path = _PATHS[source.type]
    for position, rule in enumerate([] if source.is_unset(rules) else items(source.get(rules))):
        is_off = any(dig(rule, switch) in ("Disabled", False) for switch in _SWITCHES)
        if is_off or any(_is_said(dig(rule, some)) for some in _PARTLY):
            continue
        days = dig(rule, path)
        kept = number(days) or least  # 0 is how providers write nothing
        if days is UNKNOWN or (kept < least and any(has_unknown(dig(rule, some)) for some in (*_SWITCHES, *_PARTLY))):
            yield Undecided(source, f"{rules}.{position}")
        elif kept < least:
            yield Violation(source, f"`{rules}.{position}.{path}` is {kept:g}; it has to be {least:g} or more.")


def _is_said(value: object) -> bool:
    """Whether a value holds anything but what providers write for nothing."""
    if isinstance(value, Mapping):
        return any(map(_is_said, value.values()))
    return value is not UNKNOWN and value not in (None, "", 0, [])
