"""What a service says of itself cannot contradict itself."""

from typing import Any

import pytest

from components.base.access import Access
from components.compute.probe import python_http_probe
from components.compute.route import Route
from components.compute.spec import JobSpec, ServiceSpec

Spec = ServiceSpec[Any]


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"route": Route.catch_all(health="/")}, "web has a route but listens on no port: set port"),
        ({"discoverable": True}, "web has a discoverable name but listens on no port: set port"),
        ({"backlog_targets": {"events": 1000}}, "web scales on the backlog of events, which it does not consume"),
        ({"command": "python -m worker"}, r"web: command is the text 'python -m worker': write a tuple"),
        ({"command": ("python", 3)}, "web: command is .*: write a tuple of texts"),
        ({"consumes": "events"}, r"web: consumes is the text 'events': write a tuple, consumes=\(\"events\",\)"),
        ({"produces": "events"}, "web: produces is the text 'events'"),
        ({"produces": ("",)}, "web: produces has '': write a text that is not empty"),
        ({"writable_paths": ("tmp",)}, "web: writable_paths has 'tmp': write a path from /"),
        ({"image": "Web"}, "web: the image 'Web' has a wrong name: allowed are lower-case letters"),
        ({"port": 0}, "web: port is 0: write 1 to 65535"),
        ({"probe": python_http_probe(8000, "/"), "route": Route(priority=1, paths=("/",), health="/", sticky=True)}, "no port"),
    ],
)
def test_a_contradiction_is_refused_where_it_is_written(options: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        Spec("web", **{"image": "web", **options})


@pytest.mark.parametrize("name", ["", "Web", "web_1", "web-", "-web", "1web", "web--one", "web one", "wéb", 3])
def test_a_name_that_aws_would_refuse_is_refused(name: Any) -> None:
    for make in (lambda: Spec(name, image="web"), lambda: JobSpec[Any](name, image_of="web")):
        with pytest.raises(ValueError, match="allowed are lower-case letters, digits and single hyphens, a letter first"):
            make()


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"priority": 0}, "a route has the priority 0: write 1 to 50000"),
        ({"priority": 50_001}, "a route has the priority 50001"),
        ({"paths": ()}, "a route has no paths: name one"),
        ({"paths": "/reports/*"}, r"a route: paths is the text '/reports/\*': write a tuple"),
        ({"paths": ("reports",)}, "a route: paths has 'reports': write a path from /"),
        ({"health": "health"}, "a route has the health path 'health': write a path from /"),
    ],
)
def test_a_route_that_the_balancer_would_refuse_is_refused(options: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        Route(**{"priority": 1, "paths": ("/x",), "health": "/x", **options})


def test_sticky_without_a_route_cannot_be_written() -> None:
    """Stickiness is the route's: there is no other place to say it."""
    with pytest.raises(TypeError, match="unexpected keyword argument 'sticky'"):
        Spec("web", image="web", port=8000, sticky=True)  # type: ignore[call-arg]  # what cannot be written


def test_facts_are_derived_from_the_value() -> None:
    plain = Spec("web", image="web")
    assert (plain.routed, plain.sticky, plain.most_tasks({"events": 3})) == (False, False, None)
    sticky = Spec("web", image="web", port=8000, route=Route(priority=1, paths=("/x/*",), health="/x", sticky=True))
    assert (sticky.routed, sticky.sticky) == (True, True)
    reader = Spec("reader", image="web", consumes=("events", "changes"))
    assert reader.most_tasks({"events": 3, "changes": 5}) == 5


def test_where_a_person_begins() -> None:
    assert Route.catch_all(health="/").path == ""
    assert Route(priority=1, paths=("/dashboard", "/dashboard/*"), health="/").path == "/dashboard"
    assert Route(priority=1, paths=("/reports/*",), health="/").path == "/reports"


def test_access_is_asked_for_when_the_parts_exist() -> None:
    job: JobSpec[dict[str, Access]] = JobSpec("migrate", image_of="web", access=lambda parts: [parts["database"]])
    database = Access(tier="database")
    assert list(job.access({"database": database})) == [database]
    assert list(Spec("web", image="web").access(None)) == []
