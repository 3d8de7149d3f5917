"""The pre-delinquency engine: scores customers before they miss a payment.

internet -> load balancer -> api ---------> database, cache, models (S3)
|            |-> predictions-stream -> intervention-worker -> interventions-stream
|-> dashboard -> api, database
transaction-simulator -> transactions-stream -> feature-processor -> api, database, data (S3)
migrate (on demand) -> database
"""

from collections.abc import Iterator

from components.base.access import Access
from components.compute.console import Console
from components.compute.probe import python_http_probe
from components.compute.route import Route
from components.compute.spec import JobSpec, ServiceSpec
from components.data.audit_log import AuditLog
from components.data.cache import Cache
from components.data.rds import Database
from components.data.stream import Stream
from stack.block import block
from stack.problems import Problem
from stack.settings import CacheSettings, DatabaseSettings, StreamSettings, SystemSettings
from systems.foundation import Foundation, SystemParts
from systems.system import BucketSpec, Outputs, System

TOPICS = {
    "transactions-stream": 3,
    "predictions-stream": 3,
    "interventions-stream": 2,
    "customer-updates": 2,
    "dashboard-updates": 1,
}


@block
class EngineSettings(SystemSettings):
    """What the engine's stack files say."""

    database: DatabaseSettings
    cache: CacheSettings
    stream: StreamSettings

    def problems(self) -> Iterator[Problem]:
        """Check also that the stream is in zones the network has."""
        yield from super().problems()
        yield from self.zone_problems("stream", self.stream.availability_zones)


class Parts(SystemParts):
    """What the services share."""

    stream: Stream

    def __init__(self, settings: EngineSettings) -> None:
        self.base = base = Foundation(SYSTEM, settings)
        self.database = base.add(Database("database", base.placement, settings=settings.database))
        self.cache = base.add(Cache("cache", base.placement, settings=settings.cache))
        self.stream = base.add(Stream("stream", base.placement, settings=settings.stream, topics=TOPICS))
        self.models, self.data = base.buckets["models"], base.buckets["data"]
        self.interventions = AuditLog("interventions", base.placement, retention_days=settings.logs.audit_retention_days)

    def outputs(self) -> Outputs:
        """Return the endpoints of what keeps data."""
        return {
            "rds_endpoint": self.database.endpoint,
            "redis_endpoint": self.cache.endpoint,
            "msk_bootstrap_servers": self.stream.bootstrap_servers,
        }


SERVICES: tuple[ServiceSpec[Parts], ...] = (
    ServiceSpec(
        "api",
        discoverable=True,
        port=8000,
        probe=python_http_probe(8000, "/health"),
        route=Route.catch_all(health="/health"),
        produces=("predictions-stream",),
        access=lambda it: [it.database.access(), it.cache.access(), it.models.access(read="models/*")],
        publishes_metrics=True,
    ),
    ServiceSpec(
        "dashboard",
        port=8501,
        probe=python_http_probe(8501, "/dashboard/_stcore/health"),
        route=Route(priority=100, paths=("/dashboard", "/dashboard/*"), health="/dashboard/_stcore/health", sticky=True),
        access=lambda it: [
            it.base.service("api").access(),
            it.database.access(),
            Access(tier="streamlit", environment={"STREAMLIT_SERVER_BASE_URL_PATH": "dashboard"}),
        ],
    ),
    ServiceSpec(
        "feature-processor",
        image="workers",
        command=("python", "-m", "src.streaming.feature_processor"),
        consumes=("transactions-stream", "customer-updates"),
        backlog_targets={"transactions-stream": 1000},
        access=lambda it: [
            it.base.service("api").access(),
            it.database.access(),
            it.data.access(read="features/*", write="features/*"),
        ],
        publishes_metrics=True,
    ),
    ServiceSpec(
        "intervention-worker",
        image="workers",
        command=("python", "-m", "src.streaming.intervention_worker"),
        consumes=("predictions-stream",),
        produces=("interventions-stream", "dashboard-updates"),
        access=lambda it: [it.database.access(), it.interventions.access()],
        publishes_metrics=True,
    ),
    ServiceSpec(
        "transaction-simulator",
        image="workers",
        command=("python", "-m", "src.streaming.transaction_simulator"),
        produces=("transactions-stream", "customer-updates"),
    ),
)
JOBS: tuple[JobSpec[Parts], ...] = (
    JobSpec(
        "migrate",
        image_of="api",
        command=("python", "-m", "src.data_generation.check_db"),
        access=lambda it: [it.database.access()],
    ),
)
BUCKETS = (
    BucketSpec("models", replicated=True),
    BucketSpec("data", replicated=True),
    BucketSpec("pipeline-artifacts"),
)
TIERS = (Database, Cache, Stream, Console)

SYSTEM: System[EngineSettings] = System(
    code="pde",
    settings=EngineSettings,
    build=Parts.build,
    services=SERVICES,
    jobs=JOBS,
    buckets=BUCKETS,
    tiers=TIERS,
    topics=TOPICS,
)
