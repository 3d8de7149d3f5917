"""A system's value is refused where it contradicts itself, before any stack file is read."""

import dataclasses
from typing import Any

import pytest

from components.base.access import Access
from components.compute.route import Route
from components.compute.spec import JobSpec, ServiceSpec
from components.data.cache import Cache
from offline.simulation.runner import Mode, record
from stack.file import load
from stack.settings import SystemSettings
from systems import Systems
from systems.foundation import Foundation
from systems.system import BucketSpec, System
from tests.shipped import SYSTEM, values_of
from tests.stacks import as_engine


def routed(name: str, priority: int) -> ServiceSpec[Any]:
    return ServiceSpec(name, image=name, port=80, route=Route(priority=priority, paths=(f"/{name}",), health="/"))


@pytest.mark.parametrize(
    ("parts", "complaint"),
    [
        ({"code": "toolong"}, "one to six lower-case letters"),
        ({"code": "a1"}, "one to six lower-case letters"),
        ({"services": (routed("a", 1), routed("a", 2))}, "two services or jobs are called a"),
        ({"services": (routed("a", 1),), "jobs": (JobSpec("a", image_of="a"),)}, "two services or jobs are called a"),
        ({"services": (routed("a", 1), routed("b", 1))}, "two routes have the priority 1, those of a and b: give each its own"),
        ({"jobs": (JobSpec("migrate", image_of="api"),)}, "migrate runs the image of api, which is no service"),
        (
            {"services": (routed("a", 1),), "jobs": (JobSpec("migrate", image_of="api"),)},
            "which is no service: set image_of to one of a",
        ),
        ({"buckets": (BucketSpec("data"), BucketSpec("data"))}, "two buckets are called data: rename one"),
        ({"topics": {"let ters": 1}}, "the topic 'let ters' has a wrong name: Kafka allows"),
        ({"topics": {"..": 1}}, "has a wrong name"),
        ({"topics": {"letters": 0}}, "the topic letters has 0 partitions: write a whole number, 1 or more"),
        ({"topics": {"letters": "2"}}, "the topic letters has '2' partitions"),
        (
            {"services": (ServiceSpec("a", image="a", consumes=("event",)),), "topics": {"events": 1}},
            "a uses the topics event, which the system does not have: it has events; correct the name, or add it",
        ),
        ({"services": (ServiceSpec("a", image="a", consumes=("events",)),)}, "a uses the topics events"),
        ({"services": (ServiceSpec("a", image="a", produces=("events",)),)}, "a uses the topics events"),
    ],
)
def test_a_contradiction_is_refused(parts: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        System(**{"code": "abc", "settings": SystemSettings, "build": lambda _: {}, **parts})


def test_all_contradictions_are_told_at_once() -> None:
    with pytest.raises(ValueError, match="lower-case letters") as caught:
        System(code="a1", settings=SystemSettings, build=lambda _: {}, topics={"letters": 0}, jobs=(JobSpec("x", image_of="y"),))
    assert len(str(caught.value).splitlines()) == 3


@pytest.mark.parametrize("name", ["Letters", "letters_1", "letters.", ""])
def test_a_bucket_that_s3_would_refuse_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="allowed are lower-case letters"):
        BucketSpec(name)


def test_every_module_is_a_system() -> None:
    systems = Systems()
    assert {"account", "pre-delinquency-engine"} <= set(systems)
    assert len(systems) == len(set(systems))
    assert len({system.code for system in systems.values()}) == len(systems)
    with pytest.raises(KeyError):
        systems["foundation"]


def test_a_service_asked_for_before_it_is_declared_is_named() -> None:
    config = as_engine(values_of("dev"))
    settings = load("dev", config, {"pre-delinquency-engine": SYSTEM})
    with pytest.raises(ValueError, match="the service api is not declared before the one that asks for it"):
        record(lambda: Foundation(SYSTEM, settings).service("api"), stack="dev", config=config, mode=Mode.PLANNED)


def test_a_tier_whose_kind_the_module_does_not_list_is_named() -> None:
    """The stack's deployer has no permission for it, and the first `up` would end half done."""
    config = as_engine(values_of("dev"))
    settings = load("dev", config, {"pre-delinquency-engine": SYSTEM})
    bare = dataclasses.replace(SYSTEM, tiers=())

    def program() -> None:
        base = Foundation(bare, settings)
        base.add(Cache("cache", base.placement, settings=settings.cache))

    with pytest.raises(ValueError, match="cache: the tiers of pre-delinquency-engine leave out Cache: add it to `tiers`"):
        record(program, stack="dev", config=config, mode=Mode.PLANNED)


def test_topics_need_the_stream_they_are_in() -> None:
    config = as_engine(values_of("dev"))
    settings = load("dev", config, {"pre-delinquency-engine": SYSTEM})

    class Parts:
        def __getattr__(self, name: str) -> Any:
            raise AssertionError(f"{name} is asked for before the stream")

    with pytest.raises(ValueError, match=r"api produces or consumes topics: give Foundation\.complete the stream"):
        record(lambda: Foundation(SYSTEM, settings).complete(Parts()), stack="dev", config=config, mode=Mode.PLANNED)


@pytest.mark.parametrize(("given", "found"), [(Access(tier="x"), "one Access"), (None, "None"), (["x"], r"\['x'\]")])
def test_what_is_no_list_of_accesses_is_refused_by_the_services_name(given: Any, found: str) -> None:
    config = as_engine(values_of("dev"))
    settings = load("dev", config, {"pre-delinquency-engine": SYSTEM})
    service = ServiceSpec[Any]("api", image="api", access=lambda _: given)
    system = dataclasses.replace(SYSTEM, services=(service,), jobs=())
    with pytest.raises(TypeError, match=rf"api: access returns {found}: return a list, such as \[it\.database\.access\(\)\]"):
        record(lambda: Foundation(system, settings).complete(None), stack="dev", config=config, mode=Mode.PLANNED)
