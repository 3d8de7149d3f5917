"""Which tags of a repository's images never move."""

from typing import Final

from policy.model.graph import Resource
from policy.model.patterns import matches
from policy.model.values import UNKNOWN, Unknown, dig, has_unknown, items, text

MUTABILITY: Final = "imageTagMutability"
FIXED: Final = ("IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION")
"""Words for repositories whose tags never move, but for those that a filter excludes (since July 2025; "Image tag mutability")."""
EXCLUDED: Final = "imageTagMutabilityExclusionFilters"


def excluded_tags(repository: Resource) -> list[object]:
    """Patterns of the tags that may move although others may not."""
    listed = [] if repository.is_unset(EXCLUDED) else items(repository.get(EXCLUDED))
    return [one if one is UNKNOWN else dig(one, "filter") for one in listed]


def keeps_tag(repository: Resource, tag: str) -> bool | Unknown:
    """Whether a tag never moves once it is pushed."""
    word = repository.get(MUTABILITY)
    if word is UNKNOWN:
        return UNKNOWN
    excluded = excluded_tags(repository) if word == FIXED[1] else []
    if word not in FIXED or any(matches(text(pattern), tag) for pattern in excluded if text(pattern)):
        return False
    return UNKNOWN if has_unknown(excluded) else True
