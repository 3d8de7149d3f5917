"""The default-rate backend: predicts the risk of loans, at the lowest price that is still safe.

internet -> load balancer -> api --> database, broker, models (S3)
                              |--> worker (Celery, over the broker) -> database, models (S3)
beat (Celery's clock, once or never) -> broker
migrate (on demand) -> database
"""

from components.base.access import Access
from components.compute.console import Console
from components.compute.probe import celery_probe, python_http_probe
from components.compute.route import Route
from components.compute.spec import JobSpec, ServiceSpec
from components.data.application_secret import GeneratedSecret
from components.data.cache import Cache
from components.data.rds import Database
from stack.block import block
from stack.settings import CacheSettings, DatabaseSettings, GeneratedSecretSettings, SystemSettings
from systems.foundation import Foundation, SystemParts
from systems.system import BucketSpec, Outputs, System

CELERY = "src.worker.app"


@block
class DefaultRateSettings(SystemSettings):
    """What the stack files say."""

    database: DatabaseSettings
    broker: CacheSettings
    secret_key: GeneratedSecretSettings = GeneratedSecretSettings()


class Parts(SystemParts):
    """What the services share."""

    def __init__(self, settings: DefaultRateSettings) -> None:
        self.base = base = Foundation(SYSTEM, settings)
        self.secret_key = base.add(
            GeneratedSecret("secret-key", base.placement, lengths={"value": 50}, rotations={"value": settings.secret_key.rotation})
        )
        self.database = base.add(Database("database", base.placement, settings=settings.database))
        self.broker = base.add(Cache("broker", base.placement, settings=settings.broker))
        self.models = base.buckets["models"]

    def application(self) -> list[Access]:
        """What api and worker share: they are one program."""
        return [
            self.database.access(),
            self.broker.access({"REDIS_URL": "celery_url"}),
            self.secret_key.access({"SECRET_KEY": "value"}),
            self.models.access(read="models/*"),
        ]

    def outputs(self) -> Outputs:
        """Return the endpoints of what keeps data."""
        return {"rds_endpoint": self.database.endpoint, "redis_endpoint": self.broker.endpoint}


SERVICES: tuple[ServiceSpec[Parts], ...] = (
    ServiceSpec(
        "api",
        image="app",
        port=8000,
        probe=python_http_probe(8000, "/health", timeout_seconds=10, start_seconds=120),
        route=Route.catch_all(health="/health"),
        access=Parts.application,
    ),
    ServiceSpec(
        "worker",
        image="app",
        command=("celery", "-A", CELERY, "worker", "--loglevel", "INFO"),
        probe=celery_probe(CELERY),
        access=Parts.application,
    ),
    ServiceSpec(
        "beat",
        image="app",
        command=("celery", "-A", CELERY, "beat", "--schedule", "/tmp/beat"),  # noqa: S108  a mount point inside the container
        access=lambda it: [it.broker.access({"REDIS_URL": "celery_url"})],
        singleton=True,
    ),
)
JOBS: tuple[JobSpec[Parts], ...] = (
    JobSpec("migrate", image_of="api", command=("alembic", "upgrade", "head"), access=lambda it: [it.database.access()]),
)
BUCKETS = (BucketSpec("models"),)
TIERS = (Database, Cache, GeneratedSecret, Console)

SYSTEM: System[DefaultRateSettings] = System(
    code="drb", settings=DefaultRateSettings, build=Parts.build, services=SERVICES, jobs=JOBS, buckets=BUCKETS, tiers=TIERS
)
