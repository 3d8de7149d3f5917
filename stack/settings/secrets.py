"""Secrets that belong to no tier."""

from typing import Annotated

from stack.block import block
from stack.limits import between, matches


@block
class GeneratedSecretSettings:
    """Random values that the program makes for the application."""

    rotation: Annotated[int, between(1, 1_000_000)] = 1
    """Raise by one to replace them: one `up` changes the values and the tasks."""


@block
class ExternalSecretSettings:
    """A third party's secret, whose value is put by hand and never stands in a stack file (docs/runbooks/third-party-secret.md)."""

    version: Annotated[str, matches(r"[A-Za-z0-9-]{32,64}", "the VersionId that Secrets Manager gave the value")] | None = None
    """The version in use; another one rolls the tasks. Absent: what needs it stays at zero tasks."""
