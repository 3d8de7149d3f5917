"""Whatever the settings accept runs, and every argument it ends in lies within what AWS documents.

A few drawn stack files of each kind in `make test`; more of them: `PLATFORM_TEST_EXAMPLES=200 .venv/bin/pytest tests/limits`.
"""

import functools
import math
import os
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from offline.simulation.runner import UNKNOWN, Mode, Recording, Resource, plain
from tests.limits.cloudformation import keywords, leaves
from tests.limits.documented import DOCUMENTED, EXCUSED
from tests.limits.drawing import ENVIRONMENTS, accepted, never_taken
from tests.limits.sizes import too_large
from tests.shipped import ENGINE, PROGRAM, SYSTEMS, values_of
from tests.stacks import Change, changed, recorded_values

EXAMPLES = int(os.environ.get("PLATFORM_TEST_EXAMPLES", "2"))
# Drawn the same each time: a finding of the day must not fail somebody else's change. No shrinking: each try is a whole stack.
FEW = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=EXAMPLES <= 2,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
CHECKS: Mapping[str, Callable[[Any, Any, str, float], bool]] = {
    "minimum": lambda low, _value, _text, number: number >= low,
    "maximum": lambda high, _value, _text, number: number <= high,
    "minLength": lambda low, _value, text, _number: len(text) >= low,
    "maxLength": lambda high, _value, text, _number: len(text) <= high,
    "pattern": lambda pattern, _value, text, _number: re.search(pattern, text) is not None,
    "enum": lambda words, value, text, _number: value in words or text in map(str, words),
    "accepts": lambda accepts, value, _text, _number: accepts(value),
}
LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
CONSOLE = f"sha256:{'cd' * 32}"
NO_LIMIT = re.compile("|".join(EXCUSED.values()))


def run(stack: str, values: Mapping[str, Any]) -> Recording:
    return recorded_values(stack, Mode.APPLIED, values, program=PROGRAM)


@functools.cache
def limits(token: str, path: str) -> dict[str, Any]:
    return keywords(token, path) | dict(DOCUMENTED.get(token, {}).get(path, {}))


def arguments(resource: Resource) -> Iterator[tuple[str, Any]]:
    """The known arguments of a resource; what is true or false needs no limit."""
    for path, value in leaves(plain(resource.inputs)):
        if value is not None and value != UNKNOWN and not isinstance(value, bool):
            yield path, value


def breaks(value: Any, limit: Mapping[str, Any]) -> str | None:
    """Return the keyword that a value breaks."""
    text = str(value)
    number = float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else math.nan  # which is neither below nor above anything
    return next((key for key, bound in limit.items() if not CHECKS[key](bound, value, text, number)), None)


def outside(recording: Recording) -> list[str]:
    """Return each argument outside its limits."""
    return [
        f"{resource.name} ({resource.type}): {path} is {str(value)[:80]!r}, which breaks {broken} of {limits(resource.type, path)}"
        for resource in recording.resources
        for path, value in arguments(resource)
        if (broken := breaks(value, limits(resource.type, path)))
    ]


def unlimited(recording: Recording, base: Recording) -> set[str]:
    """Return the arguments that differ from the base's and have no limit anywhere."""
    before = {(one.urn, path, str(value)) for one in base.resources for path, value in arguments(one)}
    return {
        f"{resource.type}.{path}"
        for resource in recording.resources
        if resource.type.startswith("aws:")
        for path, value in arguments(resource)
        if (resource.urn, path, str(value)) not in before
        and not limits(resource.type, path)
        and not NO_LIMIT.fullmatch(f"{resource.type}.{path}")
    }


@pytest.mark.parametrize("stack", ["production", "dev", "account"])
def test_what_is_accepted_lies_within_awss_limits(stack: str) -> None:
    values = values_of(stack)
    image: list[Change] = [("platform:database.console", {"image": CONSOLE})] if "platform:database" in values else []
    base = run(stack, changed(values, *image))
    assert outside(base) == []

    @FEW
    @given(st.composite(accepted)(stack, values, SYSTEMS))
    def check(values: Mapping[str, Any]) -> None:
        recording = run(stack, values)
        assert outside(recording) == []
        assert list(too_large(recording)) == []
        assert sorted(unlimited(recording, base)) == [], "give these a limit in tests/limits/documented.py, with its source"

    check()


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_longest_and_shortest_environments_fit_with_records_that_are_kept_longest(environment: str) -> None:
    """Ten years with their leap days once ended in a traceback: a bucket took 3,650 days at most."""
    values = changed(values_of("production"), ("platform:load_balancer.access_log_retention_days", 3653))
    values["platform:environment"] = environment
    tags = values["aws:defaultTags"]["tags"] | {"Environment": environment}
    recording = run("production", {**values, "aws:defaultTags": {"tags": tags}})
    assert outside(recording) == []
    assert list(too_large(recording)) == []
    kept = [value for one in recording.of(LIFECYCLE) for key, value in arguments(one) if key == "rules.expiration.days"]
    assert 3653 in kept


def test_every_setting_can_change() -> None:
    """A setting that no drawn value of is ever accepted would be checked for nothing."""
    assert never_taken("account", values_of("account"), SYSTEMS, set()) == set()
    # Only a service with paths of its own has a sign-in, and only one without sessions is deployed in another way than rolling.
    rolling = {service.name for service in SYSTEMS[ENGINE].services if not service.routed or service.sticky}
    closed = {service.name for service in SYSTEMS[ENGINE].services if not service.routed}
    refused = {f"platform:services.{name}.deployment" for name in rolling}
    refused |= {f"platform:services.{name}.sign_in" for name in (*closed, "api")}  # every client of all paths would sign in
    refused.add("platform:expires")  # production is protected
    refused.add("platform:off_hours")  # production's api is deployed in stages, which finds no tasks at night
    refused |= {f"platform:jobs.{job.name}.schedule" for job in SYSTEMS[ENGINE].jobs if not job.scheduled}
    assert never_taken("production", values_of("production"), SYSTEMS, refused) == refused


@pytest.mark.parametrize("value", ["x" * 2049, "", "ü"])
def test_a_limit_that_is_broken_is_found(value: str) -> None:
    assert breaks(value, {"pattern": "^[!-~]+$", "minLength": 1, "maxLength": 2048})
    assert breaks("5", {"minimum": 1, "maximum": 4}) == "maximum"
    assert breaks(0, {"minimum": 1, "maximum": 4}) == "minimum"
    assert breaks("c", {"enum": ["a", "b"]}) == "enum"
    assert breaks("many", {"minimum": 1}) == "minimum"
    assert breaks(4, {"minimum": 1, "maximum": 4, "enum": [4]}) is None
