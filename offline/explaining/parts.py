"""The parts a stack is made of: what stands directly below it, by name, with everything inside."""

import difflib
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

from offline.access.statements import covers
from offline.errors import PreviewError
from offline.simulation.model import STACK_TYPE, Recording, Resource

_WITHIN: Final = (":topic/", ":group/", ":transactional-id/")
"""What an ARN has in place of `:cluster/` when it names something in a Kafka cluster."""

_SEPARATOR: Final = re.compile("[:/]")
_WILDCARD: Final = re.compile("[*?]")


class Parts:
    """A recording by its parts. Roots of one name, such as a service and the repository of its images, are one part."""

    def __init__(self, recording: Recording) -> None:
        """Take a recording apart."""
        self.recording = recording
        self._part: dict[str, str] = {}
        self.roots: dict[str, list[Resource]] = {}
        stacks = {resource.urn for resource in recording.resources if resource.type == STACK_TYPE}
        for resource in recording.resources:
            if resource.parent in stacks:
                self.roots.setdefault(resource.name, []).append(resource)
                for inside in (resource, *self._below(resource)):
                    self._part[inside.urn] = resource.name

    def _below(self, resource: Resource) -> Iterator[Resource]:
        for child in self.recording.children(resource.urn):
            yield child
            yield from self._below(child)

    def known(self, name: str) -> str:
        """The part that a name means: its own, or that of a resource in it.

        Raises:
            PreviewError: nothing has the name; the message has the closest ones.
        """
        if name in self.roots:
            return name
        within = sorted({self._part[one.urn] for one in self.recording.resources if one.name == name and one.urn in self._part})
        if len(within) == 1:
            return within[0]
        close = difflib.get_close_matches(name, self.roots, n=3) or sorted(self.roots)
        raise PreviewError(f"the stack has no component called {name!r}; it has {', '.join(within or close)}")

    def of(self, resource: Resource) -> str:
        """The part a resource is in; empty for the stack itself."""
        return self._part.get(resource.urn, "")

    def inside(self, part: str) -> list[Resource]:
        """Everything in a part, in the order of its declaration."""
        return [resource for resource in self.recording.resources if self._part.get(resource.urn) == part]

    @cached_property
    def of_name(self) -> Mapping[tuple[str, str], str]:
        """Parts by type and logical name of a resource."""
        return {(resource.type, resource.name): self.of(resource) for resource in self.recording.resources}

    @cached_property
    def _arns(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for resource in self.recording.resources:
            for value in (resource.outputs.get("arn"), resource.outputs.get("replicaArn")):
                if isinstance(value, str) and value.startswith("arn:") and (part := self.of(resource)):
                    found.setdefault(value.removesuffix(":*"), part)
                    for within in _WITHIN if ":kafka:" in value else ():
                        found.setdefault(value.replace(":cluster/", within), part)
        return found

    def named_by(self, pattern: str) -> tuple[str, ...]:
        """The parts whose resources, or what is in these, an ARN with or without wildcards names; none for `*` alone."""
        if pattern == "*":
            return ()
        ends = [separator.start() for separator in _SEPARATOR.finditer(pattern)]
        found = {self._arns.get(pattern[:end], "") for end in (*ends, len(pattern))} - {""}
        if _WILDCARD.search(pattern):
            found |= {part for arn, part in self._arns.items() if covers(pattern, arn)}
        return tuple(sorted(found))
