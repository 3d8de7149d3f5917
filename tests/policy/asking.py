"""Which properties rules ask for: what a rule never asks for cannot change what it finds."""

from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from contextlib import contextmanager

import pytest

from policy.model.graph import Resource

ALL = "*"  # in place of a property's name, for a rule that goes through all of them
EDGE = "->"  # before the name of a property whose edges a rule asks for
Asked = set[tuple[str, str, str]]  # a resource's type and name, and the property


class _Noted(dict[str, object]):
    """Properties that note which of them are asked for."""

    def __init__(self, resource: Resource, props: Mapping[str, object], asked: Asked) -> None:
        super().__init__(props)
        self._place = (resource.type, resource.name)
        self._asked = asked

    def get(self, key: str, default: object = None) -> object:
        self._asked.add((*self._place, key))
        return super().get(key, default)

    def items(self) -> ItemsView[str, object]:  # type: ignore[override]  # the type of a dict's own view has no public name
        self._asked.add((*self._place, ALL))
        return super().items()

    def values(self) -> ValuesView[object]:  # type: ignore[override]  # likewise
        self._asked.add((*self._place, ALL))
        return super().values()


@contextmanager
def noting() -> Iterator[Asked]:
    """Collect what rules ask for meanwhile, by value or by edge."""
    asked: Asked = set()
    read, edges = Resource.__dict__["props"].func, Resource.edges

    def noted_edges(one: Resource, path: str, *types: str) -> list[Resource]:
        asked.add((one.type, one.name, EDGE + path.partition(".")[0]))
        return edges(one, path, *types)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Resource, "props", property(lambda one: _Noted(one, read(one), asked)))
        patch.setattr(Resource, "edges", noted_edges)
        yield asked
