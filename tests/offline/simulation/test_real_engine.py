"""What the simulated engine plans is what the real one planned for the same program."""

from collections.abc import Iterator
from typing import Any

import pytest

from offline.simulation.runner import UNKNOWN, Recording, Resource
from offline.simulation.values import marked
from tests.offline.samples import measured


def _as_measured(resource: Resource) -> dict[str, Any]:
    """A resource the way the measurement notes it; sets of URNs sorted, what is empty left out."""
    entry = {
        "urn": resource.urn,
        "type": resource.type,
        "custom": resource.custom,
        "parent": resource.parent,
        "inputs": None if resource.type == "awsx:ec2:Vpc" else _shown(marked(resource.inputs, "[secret]")),
        "protect": resource.protect,
        "ignoreChanges": list(resource.ignore_changes),
        "dependencies": sorted(resource.dependencies),
        "propertyDependencies": {key: sorted(urns) for key, urns in resource.property_dependencies.items()},
    }
    return {key: value for key, value in entry.items() if value or key == "custom"}


def _shown(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _shown(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_shown(item) for item in value]
    return "<unknown>" if value == UNKNOWN else value


def _measured() -> Iterator[tuple[str, dict[str, Any]]]:
    for entry in measured("engine-planned.json"):
        for urns in entry.get("propertyDependencies", {}).values():
            urns.sort()
        yield entry["urn"], {**entry, **({"dependencies": sorted(entry["dependencies"])} if "dependencies" in entry else {})}


MEASURED = dict(_measured())


def test_plans_the_same_resources_as_the_real_engine(planned: Recording) -> None:
    assert {resource.urn for resource in planned.resources} == MEASURED.keys()


@pytest.mark.parametrize("urn", MEASURED, ids=lambda urn: "::".join(urn.split("::")[2:]))
def test_plans_each_resource_as_the_real_engine_did(planned: Recording, urn: str) -> None:
    assert _as_measured(planned.by_urn[urn]) == MEASURED[urn]


def test_both_modes_declare_the_same_resources(planned: Recording, applied: Recording) -> None:
    assert [resource.urn for resource in planned.resources] == [resource.urn for resource in applied.resources]
