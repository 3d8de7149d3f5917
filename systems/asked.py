"""What a service's or job's spec asks for: access to parts of its system, to topics, and scaling on what waits in them."""

from collections.abc import Sequence
from typing import Any

from components.base.access import Access
from components.base.signal import Backlog
from components.compute.spec import JobSpec, ServiceSpec
from components.data.stream import Stream


def accesses(spec: ServiceSpec[Any] | JobSpec[Any], parts: Any) -> Sequence[Access]:
    accesses: Any = spec.access(parts)
    if not isinstance(accesses, list | tuple) or not all(isinstance(access, Access) for access in accesses):
        found = "one Access" if isinstance(accesses, Access) else repr(accesses)
        raise TypeError(f"{spec.name}: access returns {found}: return a list, such as [it.database.access()]")
    return accesses


def topic_access(spec: ServiceSpec[Any], stream: Stream | None) -> list[Access]:
    if not spec.produces and not spec.consumes:
        return []
    group = spec.name if spec.consumes else ""
    return [_given(stream, spec).access(produce=spec.produces, consume=spec.consumes, group=group)]


def backlogs(spec: ServiceSpec[Any], parts: Any, stream: Stream | None) -> list[Backlog]:
    topics = [_given(stream, spec).backlog(topic, spec.name, target=target) for topic, target in spec.backlog_targets.items()]
    return [*topics, *spec.backlogs(parts)]


def _given(stream: Stream | None, spec: ServiceSpec[Any]) -> Stream:
    if stream is None:
        raise ValueError(f"{spec.name} produces or consumes topics: give Foundation.complete the stream they are in")
    return stream
