"""Profiles: how much of the pack stops a deployment. Each is a pack of its own folder, so that the engine knows its levels.

Levels are told before any configuration arrives, and the engine hands on levels merged with these: from a profile chosen in
the configuration a rule that somebody makes mandatory would look like one that was left alone (decision 21).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from policy.model.rule import Rule

STRICT: Final = "strict"
START: Final = "start"
PROFILES: Final = (STRICT, START)
_STOPPING: Final = ("critical", "high")

ADVICE_AT_FIRST: Final[Mapping[str, str]] = {
    "s3-encrypted-with-customer-key": "S3 encrypts every object by itself (since 2023-01-05); the rule asks whose key that is",
    "kms-one-kind-of-data": "a key for each kind of data is how this platform divides what one leak opens; where one key is "
    "meant, its tag `OneKeyBecause` says why",
    "stateful-protected": "here one protected resource makes all that keeps data in its stack protected; elsewhere `protect` "
    "may be meant for that one alone",
    "waivers-are-current": "a waiver that is no longer needed is good news while a stack is being put in order",
}
"""Rules that would stop a deployment under `start` and do not, because they hold a stack to what only this platform agreed on."""


def under(profile: str, rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """The rules as a profile has them.

    Raises:
        ValueError: there is no such profile.
    """
    if profile not in PROFILES:
        raise ValueError(f"profile: found {profile!r}; allowed: {', '.join(PROFILES)}; write one of them")
    return tuple(rules) if profile == STRICT else tuple(map(_at_first, rules))


def _at_first(rule: Rule) -> Rule:
    about = rule.about
    stops = about.level == "mandatory" and about.severity in _STOPPING and about.name not in ADVICE_AT_FIRST
    return replace(rule, about=replace(about, level="mandatory" if stops else "advisory"))
