"""Interfaces that are described in OpenAPI's words, and which of their operations ask nobody who calls."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from policy.knowledge.http_routes import API
from policy.knowledge.paths import given
from policy.model.graph import Graph
from policy.model.rule import Findings, Undecided, Violation
from policy.model.values import UNKNOWN, decode, dig, is_absent, text

REST_API: Final = "aws:apigateway/restApi:RestApi"
_BODY: Final = "body"
# A preflight request (`options`) carries no credentials.
_METHODS: Final = frozenset({"get", "put", "post", "delete", "patch", "head", "trace", "x-amazon-apigateway-any-method"})
_AUTH: Final = "x-amazon-apigateway-auth"


def open_operations(graph: Graph) -> Findings:
    """One finding for each interface. A description in YAML is not read."""
    for api in graph.of(API, REST_API):
        body = given(api, _BODY)
        if body is UNKNOWN:
            yield Undecided(api, _BODY)
            continue
        found = list(_open(decode(body)))
        if found:
            more = f" and {len(found) - 1} more" if len(found) > 1 else ""
            yield Violation(api, f"`{_BODY}` lets anyone call `{found[0]}`{more}: no `security`.")


def _open(body: object) -> Iterator[str]:
    """The operations with neither `security`, their own or everything's, nor an authorization type of API Gateway's."""
    if not isinstance(body, Mapping):
        return
    open_by: tuple[object, ...] = ([], [{}]) if _asks(body) else (None, [], [{}])
    paths = body.get("paths")
    for path, operations in paths.items() if isinstance(paths, Mapping) else ():
        for method, operation in operations.items() if isinstance(operations, Mapping) else ():
            if method in _METHODS and isinstance(operation, Mapping) and _is_open(operation, open_by):
                yield f"{method} {path}"


def _asks(described: Mapping[object, object]) -> bool:
    """Whether something is said about who may call."""
    return not _is_open(described, (None, [], [{}]))


def _is_open(described: Mapping[object, object], open_by: Collection[object]) -> bool:
    """Whether nothing is: an empty `security` takes back what holds for everything, and none leaves it."""
    kind = dig(described.get(_AUTH), "type")
    return described.get("security") in open_by and (is_absent(kind) or text(kind).upper() == "NONE")
