"""Functions that declare services: names known at once, called in order."""

import pytest

from components.foundation import Foundation
from components.services import ServiceFacts, Services
from components.stack_file import load
from offline.simulation.runner import Mode, record
from systems.pre_delinquency_engine import TIERS
from tests.stacks import as_engine, values_of


def test_names_and_facts_are_known_before_anything_is_declared() -> None:
    services: Services[list[str]] = Services()

    @services.add("api", routed=True)
    def api(parts: list[str]) -> None:
        parts.append("api")

    @services.add("worker", most_tasks=3)
    def worker(parts: list[str]) -> None:
        parts.append("worker")

    assert services.facts == {"api": ServiceFacts(routed=True), "worker": ServiceFacts(most_tasks=3)}
    declared: list[str] = []
    services.declare(declared)
    assert declared == ["api", "worker"]
    api(declared)
    assert declared == ["api", "worker", "api"]


def test_a_name_is_taken_once() -> None:
    services: Services[None] = Services()
    services.add("api")
    with pytest.raises(ValueError, match="two functions declare the service api"):
        services.add("api")


def test_a_service_asked_for_before_it_is_declared_is_named() -> None:
    config = as_engine(values_of("dev"))
    settings = load("dev", config, {"pre-delinquency-engine": TIERS})
    with pytest.raises(ValueError, match="the service api is not declared before the one that asks for it"):
        record(lambda: Foundation("pde", settings).service("api"), stack="dev", config=config, mode=Mode.PLANNED)
