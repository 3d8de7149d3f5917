"""Addresses of functions, and the permissions that they take: what is open there is one thing, found at the address."""

from typing import Final

from policy.model import kinds
from policy.model.graph import Graph, Resource
from policy.model.values import text

FUNCTION_URL: Final = "aws:lambda/functionUrl:FunctionUrl"
_OPEN: Final = "NONE"
_EVERYONE: Final = "*"


def needed_by_open_urls(graph: Graph) -> frozenset[str]:
    """The URNs of permissions for everyone that hold for an open address of this stack alone.

    Such an address takes a permission to be called and, since October 2025, another to call the function through it (Lambda
    developer guide, "Control access to Lambda function URLs").
    """
    opened = {
        name
        for url in graph.of(FUNCTION_URL)
        if text(url.get("authorizationType")) == _OPEN
        for name in _functions(graph, url, "functionName")
    }
    return frozenset(
        permission.urn
        for permission in graph.of(kinds.FUNCTION_PERMISSION)
        if _is_for_urls(permission) and opened.intersection(_functions(graph, permission, "function"))
    )


def _is_for_urls(permission: Resource) -> bool:
    by_url = text(permission.get("functionUrlAuthType")) == _OPEN or permission.get("invokedViaFunctionUrl") is True
    return by_url and text(permission.get("principal")) == _EVERYONE


def _functions(graph: Graph, resource: Resource, path: str) -> frozenset[str]:
    """What function a resource is about: by its URN, or by the name of another stack's."""
    links = graph.links(resource, path, kinds.FUNCTION)
    return frozenset(one.urn for one in links.targets) | frozenset(links.outside)
