"""Which images of a repository ECR deletes: its lifecycle policies, as far as the program writes them.

Source: the Amazon ECR guide, "how lifecycle policies work" and "lifecycle policy properties". Rules are applied from the lowest
number. An image that has what a rule asks of its tags is expired by no later rule; a later rule still counts it. The oldest by
push time go first. A rule for images with any tags or none comes last.
"""

import fnmatch
import json
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Image:
    """An image of a repository."""

    digest: str
    tags: tuple[str, ...]


def expired(policy: str, images: Sequence[Image]) -> set[str]:
    """Return the digests that ECR deletes.

    Args:
        policy: the lifecycle policy's text.
        images: what is in the repository, in the order of their pushes.

    Raises:
        ValueError: for a policy that ECR refuses, or that says what no policy of the program has said so far.
    """
    rules = sorted(json.loads(policy)["rules"], key=lambda rule: int(rule["rulePriority"]))
    if len({rule["rulePriority"] for rule in rules}) < len(rules):
        raise ValueError("two rules have one priority")
    if any(rule["selection"]["tagStatus"] == "any" for rule in rules[:-1]):
        raise ValueError("the rule for any image must have the highest number")
    found: set[str] = set()
    decided: set[str] = set()
    for rule in rules:
        selection = rule["selection"]
        if rule["action"] != {"type": "expire"} or selection["countType"] != "imageCountMoreThan":
            raise ValueError(f"no rule so far said {rule}")
        selected = [image.digest for image in images if _has(selection, image)]
        found |= set(selected[: -selection["countNumber"]]) - decided
        decided |= set(selected)
    return found


def _has(selection: dict[str, object], image: Image) -> bool:
    """Whether an image has what a rule asks of its tags: with several patterns, a tag for each."""
    patterns = selection.get("tagPatternList", [])
    if selection["tagStatus"] == "any" and not patterns:
        return True
    if selection["tagStatus"] != "tagged" or not isinstance(patterns, list) or not patterns:
        raise ValueError(f"no rule so far selected by {selection}")
    if any(pattern.count("*") > 4 for pattern in patterns):
        raise ValueError("ECR takes four wildcards")
    return all(fnmatch.filter(image.tags, pattern) for pattern in patterns)
