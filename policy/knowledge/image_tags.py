"""Which tags of a repository's images never move."""

from typing import Final

from policy.knowledge.paths import spread
from policy.model.graph import Resource
from policy.model.patterns import matches
from policy.model.values import UNKNOWN, Unknown, text

MUTABILITY: Final = "imageTagMutability"
FIXED: Final = ("IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION")
"""Words for repositories whose tags never move, but for those that a filter excludes (since July 2025; "Image tag mutability")."""
EXCLUDED: Final = "imageTagMutabilityExclusionFilters"


def excluded_tags(repository: Resource) -> list[object]:
    """Patterns of the tags that may move although others may not."""
    if repository.get(MUTABILITY) != FIXED[1]:
        return []
    return [repository.get(path) for path in spread(repository, f"{EXCLUDED}.*.filter")]


def keeps_tag(repository: Resource, tag: str) -> bool | Unknown:
    """Whether a tag never moves once it is pushed."""
    word = repository.get(MUTABILITY)
    if word is UNKNOWN:
        return UNKNOWN
    excluded = excluded_tags(repository)
    if word not in FIXED or any(matches(text(pattern), tag) for pattern in excluded):
        return False
    return UNKNOWN if UNKNOWN in excluded else True
