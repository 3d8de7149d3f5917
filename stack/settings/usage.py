"""What a stack is used for in a month, which no resource says."""

from collections.abc import Mapping
from dataclasses import field
from typing import Annotated

from stack.block import block
from stack.limits import between

_Gb = Annotated[float, between(0, 10_000_000, "GB")]


@block
class UsageSettings:
    """What is used in a month, read by the estimate of `bin/platform costs` and by nothing else: it changes no resource.

    What is left out is assumed, and the estimate says what.
    """

    average_tasks: Mapping[str, Annotated[float, between(0, 5000, "tasks")]] = field(default_factory=dict)
    """Of a service, while it is not asleep; between its `min_capacity`, which is assumed, and its `max_capacity`."""
    job_hours: Annotated[float, between(0, 744, "hours")] | None = None
    """That each job runs; 1 is assumed."""
    log_gb: _Gb | None = None
    """Taken in from services; 1 is assumed for each running task."""
    flow_log_gb: _Gb | None = None
    """Taken in from the network; 0.5 is assumed for each running task."""
    nat_gb: _Gb | None = None
    """Through all NAT gateways; 1.5 is assumed for each running task."""
    load_balancer_units: Annotated[float, between(0, 100_000, "capacity units")] | None = None
    """On average: each is 25 new connections a second, 3,000 open ones, or 1 GB an hour; 0.1 is assumed."""
    internet_gb: _Gb | None = None
    """Sent to the internet above the account's free 100; 0 is assumed."""
    requests_million: Annotated[float, between(0, 1_000_000, "million requests")] | None = None
    """That reach the web ACL; 1 is assumed."""
    bucket_gb: Mapping[str, _Gb] = field(default_factory=dict)
    """Kept in a bucket of `buckets`, and as much again in its copy; 1 is assumed for each that is not named."""
    backup_gb: _Gb | None = None
    """Of recovery points in each vault; assumed are all of the storage, and 2 % of it for each day that is kept."""
    image_gb: _Gb | None = None
    """In each repository; 2 is assumed."""
    database_gb: _Gb | None = None
    """Stored by an Aurora cluster; 20 is assumed. Other databases are billed by the size of their disk."""
    database_io_million: Annotated[float, between(0, 10_000_000, "million reads and writes")] | None = None
    """Of an Aurora cluster's storage; 10 is assumed."""
