"""Small plans to judge: resources by name, changed one property at a time."""

import copy
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from policy.model.graph import Resource
from policy.testing import Planned

Spec = Planned
DROP = object()


def spec(token: str, name: str, props: Mapping[str, object] | None = None, **edges: str | Sequence[str]) -> Spec:
    """A resource with the edges that its properties have."""
    listed = {path: [names] if isinstance(names, str) else list(names) for path, names in edges.items()}
    return Spec(token=token, name=name, props=props or {}, edges=listed)


class Plan:
    """Planned resources that stay as they are: every change makes another plan."""

    def __init__(self, *specs: Spec) -> None:
        self.specs = {one.name: one for one in specs}

    def add(self, *specs: Spec) -> "Plan":
        return Plan(*self.specs.values(), *specs)

    def drop(self, *names: str) -> "Plan":
        return Plan(*(one for one in self.specs.values() if one.name not in names))

    def set(self, name: str, changes: Mapping[str, object]) -> "Plan":
        """The plan with values put at dotted paths; `DROP` takes one away."""
        props: object = copy.deepcopy(dict(self.specs[name].props))
        for path, value in changes.items():
            props = put(props, path.split("."), value)
        assert isinstance(props, dict)
        return self._with(replace(self.specs[name], props=props))

    def edge(self, name: str, path: str, *targets: str) -> "Plan":
        one = self.specs[name]
        return self._with(replace(one, edges={**one.edges, path: targets}))

    def unlinked(self, name: str) -> "Plan":
        return self._with(replace(self.specs[name], edges={}))

    def depends(self, name: str, *targets: str) -> "Plan":
        return self._with(replace(self.specs[name], depends=targets))

    def protect(self, name: str, *, on: bool = True) -> "Plan":
        return self._with(replace(self.specs[name], protect=on))

    def retype(self, name: str, token: str) -> "Plan":
        return self._with(replace(self.specs[name], token=token))

    def _with(self, changed: Spec) -> "Plan":
        return Plan(*(changed if one.name == changed.name else one for one in self.specs.values()))

    def planned(self) -> list[Spec]:
        """The plan as a program's resources, which know each other by URN."""
        urns = {name: one.urn for name, one in self.specs.items()}
        return [
            replace(
                one,
                edges={path: [urns[name] for name in names if name in urns] for path, names in one.edges.items()},
                depends=[urns[name] for name in one.depends if name in urns],
            )
            for one in self.specs.values()
        ]

    def resources(self) -> list[Resource]:
        """The plan as the rules see it."""
        built: dict[str, Resource] = {}

        def edges(one: Spec) -> Mapping[str, Sequence[Resource]]:
            return {path: [built[name] for name in names if name in built] for path, names in one.edges.items()}

        def dependencies(one: Spec) -> list[Resource]:
            return [built[name] for name in one.depends if name in built]

        for one in self.specs.values():
            built[one.name] = Resource(
                one.token,
                one.name,
                one.urn,
                read=partial(dict, one.props),
                edges=partial(edges, one),
                dependencies=partial(dependencies, one),
                protect=one.protect,
                ignore_changes=one.ignore_changes,
            )
        return list(built.values())


def put(value: object, path: Sequence[str], new: object) -> object:
    """A copy of a value with something else at a path."""
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(value, list):
        changed = list(value)
        changed[int(step)] = put(changed[int(step)], rest, new)
        return changed
    held = dict(value) if isinstance(value, dict) else {}
    if not rest and new is DROP:
        held.pop(step, None)
    else:
        held[step] = put(held.get(step), rest, new)
    return held


def paths(value: object, prefix: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The paths of everything inside a value."""
    inner: Iterable[tuple[str, object]] = ()
    if isinstance(value, Mapping):
        inner = value.items()
    elif isinstance(value, list):
        inner = ((str(position), one) for position, one in enumerate(value))
    for step, one in inner:
        yield (*prefix, step)
        yield from paths(one, (*prefix, step))


def document(*statements: Mapping[str, object]) -> str:
    """A policy document as programs send it."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action: object, resource: object = "*", **more: object) -> dict[str, object]:
    """A statement that allows."""
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}
