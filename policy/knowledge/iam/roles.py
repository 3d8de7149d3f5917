"""The roles of a stack by what policies name them by."""

import re

from policy.model import kinds
from policy.model.graph import Graph, Resource
from policy.model.patterns import Texts
from policy.model.values import UNKNOWN, text

_ROLE_NAME = re.compile(r":role/(?P<name>.+)$")


class Roles:
    """The roles of a stack by what patterns may name them by.

    Attributes:
        are_known: Whether each has a name that is known.
    """

    def __init__(self, graph: Graph) -> None:
        """Take the stack."""
        self._by: dict[str, dict[str, list[Resource]]] = {"arn": {}, "name": {}}
        for role in graph.of(kinds.ROLE):
            for key, listed in self._by.items():
                if text(role.get(key)):
                    listed.setdefault(text(role.get(key)), []).append(role)
        self._texts = {key: Texts(listed) for key, listed in self._by.items()}
        self.are_known = not any(role.get("name") is role.get("arn") is UNKNOWN for role in graph.of(kinds.ROLE))

    def named(self, pattern: str) -> list[Resource]:
        """The roles that a pattern for ARNs covers."""
        name = _ROLE_NAME.search(pattern)
        wanted = {"arn": pattern, "name": name["name"].rsplit("/")[-1] if name else ""}
        found = [role for key, like in wanted.items() for one in self._texts[key].like(like) for role in self._by[key][one]]
        return list(dict.fromkeys(found))
