"""What a run of the program leaves behind: its resources, in the order they were registered, and its outputs."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import pulumi

from offline.simulation.mode import Mode

__all__ = ["STACK_TYPE", "CustomTimeouts", "Mode", "OfflineError", "Recording", "Resource"]

STACK_TYPE: Final = "pulumi:pulumi:Stack"


class OfflineError(pulumi.RunError):
    """The offline preview cannot answer what the program asks, or the engine would refuse it. The message is for the user."""


@dataclass(frozen=True, kw_only=True)
class CustomTimeouts:
    """How long the provider waits for AWS, in seconds; 0 where the default holds."""

    create: float = 0
    read: float = 0
    update: float = 0
    delete: float = 0

    @property
    def chosen(self) -> Mapping[str, float]:
        """Those that are not the default."""
        return {name: value for name, value in vars(self).items() if value}


@dataclass(frozen=True, kw_only=True)
class Resource:
    """One registered resource, as the engine would keep it.

    `inputs` and `outputs` have the provider's camelCase names; unknown values are `UNKNOWN`, secret ones are `Secret`.
    `id` is empty while only AWS knows it. `parent`, `dependencies` and `property_dependencies` hold URNs.
    """

    urn: str
    type: str
    name: str
    parent: str | None
    custom: bool
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]
    id: str = ""
    dependencies: tuple[str, ...] = ()
    property_dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    protect: bool = False
    ignore_changes: tuple[str, ...] = ()
    replace_on_changes: tuple[str, ...] = ()
    delete_before_replace: bool | None = None
    retain_on_delete: bool = False
    deleted_with: str | None = None
    additional_secret_outputs: tuple[str, ...] = ()
    custom_timeouts: CustomTimeouts = CustomTimeouts()
    aliases: tuple[str, ...] = ()
    provider: str | None = None
    import_id: str | None = None
    position: tuple[str, int] | None = None
    """File (an absolute path) and line that declare it, where the run was to find out."""


@dataclass(frozen=True, kw_only=True)
class Recording:
    """Everything one run of the program declared.

    `providers` are the default providers the engine would start; the program did not declare them, so they are kept apart.
    `messages` are the warnings and errors the program logged through Pulumi.
    """

    project: str
    stack: str
    mode: Mode
    resources: tuple[Resource, ...]
    outputs: Mapping[str, Any]
    providers: tuple[Resource, ...] = ()
    messages: tuple[str, ...] = ()

    @property
    def everything(self) -> tuple[Resource, ...]:
        """The default providers and the resources."""
        return (*self.providers, *self.resources)

    @functools.cached_property
    def by_urn(self) -> Mapping[str, Resource]:
        """Resources by URN."""
        return {resource.urn: resource for resource in self.resources}

    def children(self, urn: str) -> list[Resource]:
        """Resources whose parent is the one with this URN, in the order of their declaration."""
        return self._by_parent.get(urn, [])

    @functools.cached_property
    def _by_parent(self) -> Mapping[str | None, list[Resource]]:
        found: dict[str | None, list[Resource]] = {}
        for resource in self.resources:
            found.setdefault(resource.parent, []).append(resource)
        return found

    def of(self, type: str) -> list[Resource]:  # noqa: A002 - a resource's type is called type everywhere in Pulumi
        """Resources of one type token, such as `aws:s3/bucket:Bucket`."""
        return [resource for resource in self.resources if resource.type == type]

    def named(self, name: str, type: str | None = None) -> Resource:  # noqa: A002 - as in `of`
        """The one resource with this logical name (and type, if given).

        Raises:
            LookupError: none has it, or several types do; the message lists the candidates.
        """
        found = [resource for resource in self.resources if resource.name == name and type in (None, resource.type)]
        if len(found) == 1:
            return found[0]
        wanted = f"{name!r}" if type is None else f"{name!r} of type {type}"
        candidates = (
            found or [resource for resource in self.resources if name in resource.name or resource.type == type] or self.resources
        )
        listing = "\n  ".join(f"{resource.name}  {resource.type}" for resource in candidates)
        raise LookupError(f"{'several resources are' if found else 'no resource is'} named {wanted}; candidates:\n  {listing}")
