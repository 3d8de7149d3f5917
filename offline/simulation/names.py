"""URNs, composed the way the engine composes them."""

from typing import NamedTuple

from pulumi.runtime.proto import alias_pb2

from offline.simulation.model import STACK_TYPE


class Names(NamedTuple):
    """Makes the URNs of one stack."""

    project: str
    stack: str

    def urn(self, parent: str, token: str, name: str) -> str:
        """The URN of a resource: types chain from parent to child, but not from the stack, which is every resource's root.

        Args:
            parent: the parent's URN; empty for none.
            token: the type.
            name: the logical name.
        """
        chain = parent.split("::")[2] if parent else STACK_TYPE
        qualified = token if chain == STACK_TYPE else f"{chain}${token}"
        return f"urn:pulumi:{self.stack}::{self.project}::{qualified}::{name}"

    def alias(self, alias: alias_pb2.Alias, *, parent: str, token: str, name: str) -> str:
        """The URN an alias stands for: what it leaves out is as the resource has it."""
        if alias.urn:
            return alias.urn
        spec = alias.spec
        before = Names(spec.project or self.project, spec.stack or self.stack)
        return before.urn("" if spec.noParent else spec.parentUrn or parent, spec.type or token, spec.name or name)
