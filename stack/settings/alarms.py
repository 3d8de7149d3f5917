"""Where alarms begin. Every number has a default that suits most; raise one only with a reason beside it."""

from collections.abc import Mapping
from dataclasses import field
from typing import Annotated

from stack.block import block
from stack.limits import between
from stack.settings.vocabulary import Percent


@block
class ServiceAlarms:
    """Of one service; over five minutes, twice in a row, unless said otherwise."""

    cpu_percent: Percent = 80
    """Average CPU of its tasks."""
    memory_percent: Percent = 85
    """Average memory of its tasks; at 100 % they are killed."""
    logged_errors: Annotated[int, between(0, 1_000_000)] = 10
    """Lines with ERROR, CRITICAL or Traceback."""
    server_errors: Annotated[int, between(0, 1_000_000)] = 10
    """Answers with 5xx in five minutes; turns a deployment back."""
    server_error_periods: Annotated[int, between(1, 12, "times five minutes")] = 1
    """In how many of them in a row; more than one notices later, and turns a bad deployment back later."""
    client_errors: Annotated[int, between(0, 1_000_000)] | None = None
    """Answers with 4xx; absent: no such alarm, for clients that nobody here can mend."""
    response_ms: Annotated[int, between(1, 60_000, "milliseconds")] = 500
    """Average time the service takes to answer; turns a deployment back."""
    availability_percent: Annotated[float, between(50, 99.999, "percent")] | None = None
    """Least part of an hour's requests that is answered without 5xx; absent: no such alarm."""
    metrics: Mapping[str, Annotated[float, between(0, 1_000_000_000_000)]] = field(default_factory=dict)
    """Metric the service publishes -> bound, in the metric's own unit, in place of the one in the system's module."""


@block
class DatabaseAlarms:
    """Of a database, over five minutes, twice in a row."""

    cpu_percent: Percent = 80
    """Average CPU."""
    free_storage_gb: Annotated[int, between(1, 65_536, "GB")] = 2
    """Least free storage; at zero the database stops."""
    connections: Annotated[int, between(1, 100_000)] = 80
    """Most connections; a db.t4g.micro allows about a hundred, and the number grows with the instance's memory."""


@block
class AuroraAlarms:
    """Of an Aurora cluster, over five minutes, twice in a row."""

    cpu_percent: Percent = 80
    """Average CPU of the instance that writes."""
    connections: Annotated[int, between(1, 100_000)] = 400
    """Most connections to one instance; a db.t4g.medium allows about 450, and the number grows with the instance's memory."""
    free_memory_mb: Annotated[int, between(1, 4_194_304, "MB")] = 256
    """Least free memory of an instance; without any it restarts."""
    reader_lag_ms: Annotated[int, between(1, 3_600_000, "milliseconds")] = 1000
    """How far the slowest reader is behind; the writer takes over from none that is far."""


@block
class CacheAlarms:
    """Of each node of a cache, over five minutes, twice in a row."""

    memory_percent: Percent = 80
    """Memory in use."""
    evictions: Annotated[int, between(0, 1_000_000_000)] = 0
    """Entries that went for lack of memory."""


@block
class StreamAlarms:
    """Of a Kafka cluster, over five minutes, twice in a row."""

    disk_percent: Percent = 80
    """Disk of a broker in use; storage grows by itself before."""
    lag: Annotated[int, between(1, 1_000_000_000, "messages")] = 10_000
    """How far a consumer group may fall behind on a topic."""
