"""What stands at the paths that rows name, which may have a `*` for every element of a list."""

from collections.abc import Iterator

from policy.model.graph import Resource
from policy.model.values import UNKNOWN, items


def given(resource: Resource, path: str) -> object:
    """A property's value; what AWS will choose is nothing."""
    value = resource.get(path)
    return None if value is UNKNOWN and resource.is_unset(path) else value


def spread(resource: Resource, path: str) -> Iterator[str]:
    """A path once for each element of each list that a `*` in it stands for; of a list that is unknown, the list's own."""
    head, star, tail = path.partition(".*")
    listed = given(resource, head) if star else UNKNOWN
    if listed is UNKNOWN:
        yield head
    else:
        for position in range(len(items(listed))):
            yield from spread(resource, f"{head}.{position}{tail}")
