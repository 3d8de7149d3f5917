"""The fraud detector: a PHP application that asks models of its own and of Bedrock how likely a transaction is fraud.

internet -> load balancer -> api -> ml-service (internal) -> models (S3)
                              |-> database, cache, Bedrock, queue of jobs
queue of jobs -> worker -> the same
migrate (on demand), vacuum (by the clock) -> database
back-up-models (by the clock): models -> backup-models (S3)
"""

import pulumi

from components.base.access import Access
from components.compute import laravel
from components.compute.probe import php_http_probe, python_http_probe
from components.compute.route import Route
from components.compute.spec import JobSpec, OwnMetric, ServiceSpec
from components.data.application_secret import ExternalSecret, GeneratedSecret, application_secret
from components.data.cache import Cache
from components.data.parameter import RuntimeParameter
from components.data.queue import Queue
from components.data.rds import Database
from components.model.bedrock import Models
from stack.block import block
from stack.settings import (
    CacheSettings,
    DatabaseSettings,
    ExternalSecretSettings,
    GeneratedSecretSettings,
    ModelSettings,
    QueueSettings,
    SystemSettings,
)
from stack.settings.vocabulary import Environment
from systems.foundation import Foundation, SystemParts
from systems.system import BucketSpec, Outputs, System

APPLICATION = {
    **laravel.SETTINGS,
    "QUEUE_WORKERS": "4",
    "ENCRYPT_SENSITIVE_DATA": "true",
    "AUDIT_LOGGING_ENABLED": "true",
    "SECURE_HEADERS_ENABLED": "true",
    "METRICS_ENABLED": "true",
    "HEALTH_CHECK_ENABLED": "true",
    "MOCK_EXTERNAL_SERVICES": "false",
}


@block
class FraudDetectorSettings(SystemSettings):
    """What the stack files say."""

    database: DatabaseSettings
    cache: CacheSettings
    jobs_queue: QueueSettings
    models: ModelSettings
    app_env: Environment
    """What Laravel takes itself to be (`APP_ENV`); a recovery stack says what the one says that it stands in for."""
    hmac_key_1: GeneratedSecretSettings = GeneratedSecretSettings()
    """One slot is replaced at a time: what the other signed stays valid."""
    hmac_key_2: GeneratedSecretSettings = GeneratedSecretSettings()
    recovered_app_key: ExternalSecretSettings | None = None
    """In a stack built from another's copies: its `APP_KEY`, put by hand as `{"value": "..."}`. Without it what the application
    encrypted stays unreadable. Absent: made here once, and never changed."""
    recovered_hmac_keys: ExternalSecretSettings | None = None
    """Likewise its signing keys, as `{"key1": "...", "key2": "..."}`. Absent: made here."""


class Parts(SystemParts):
    """What the services share."""

    def __init__(self, settings: FraudDetectorSettings) -> None:
        self.base = base = Foundation(SYSTEM, settings, models=settings.models)
        self.database = base.add(Database("database", base.placement, settings=settings.database))
        self.cache = base.add(Cache("cache", base.placement, settings=settings.cache))
        self.queue = base.add(Queue("jobs", base.placement, settings=settings.jobs_queue))
        self.models = base.add(Models("bedrock", base.site, settings=settings.models))
        lengths, recovered = {"key1": 64, "key2": 64}, settings.recovered_hmac_keys
        turns = {"key1": settings.hmac_key_1.rotation, "key2": settings.hmac_key_2.rotation}
        self.hmac = base.add(application_secret("hmac-keys", base.placement, lengths=lengths, rotations=turns, recovered=recovered))
        # What it encrypted can be read with no other key, so nothing replaces it.
        recovered = settings.recovered_app_key
        self.app_key = base.add(application_secret("app-key", base.placement, lengths={"value": 32}, recovered=recovered))
        described = "What the application reads while it runs, as JSON; operators change it"
        self.config = base.add(RuntimeParameter("config", base.placement, description=described))
        self.environment: dict[str, pulumi.Input[str]] = {
            **APPLICATION,
            "APP_ENV": settings.app_env,
            "AWS_BUCKET": base.buckets["models"].id,
        }

    def application(self, *, receive: bool) -> list[Access]:
        """What api and worker share: they are one program, of which the worker takes jobs out of the queue."""
        return [
            Access(tier="laravel", environment=self.environment),
            self.database.access(laravel.DATABASE),
            self.cache.access(laravel.CACHE),
            self.queue.access(laravel.WORK if receive else laravel.QUEUE, send=True, receive=receive),
            self.base.buckets["models"].access(read="models/*"),
            self.models.access("BEDROCK_MODEL_IDS"),
            self.app_key.access({"APP_KEY": "value"}),
            self.hmac.access({"HMAC_KEY_1": "key1", "HMAC_KEY_2": "key2"}),
            self.config.access("CONFIG_PARAMETER"),
            self.base.service("ml-service").access("ML_SERVICE_URL"),
        ]

    def outputs(self) -> Outputs:
        """Return the endpoints of what keeps data."""
        return {"rds_endpoint": self.database.endpoint, "redis_endpoint": self.cache.endpoint}


SLOW = OwnMetric("ProcessingTime", alarm_above=5000, meaning="A transaction takes more than five seconds to judge.")
SERVICES: tuple[ServiceSpec[Parts], ...] = (
    ServiceSpec(
        "ml-service",
        port=8000,
        probe=python_http_probe(8000, "/health", start_seconds=120),
        discoverable=True,
        access=lambda it: [it.base.buckets["models"].access(read="models/*")],
    ),
    ServiceSpec(
        "api",
        port=8080,
        probe=php_http_probe(8080, "/health"),
        route=Route.catch_all(health="/health"),
        access=lambda it: it.application(receive=False),
        publishes_metrics=True,
        metrics=(SLOW,),
    ),
    ServiceSpec(
        "worker",
        image="api",
        command=laravel.WORKER,
        access=lambda it: it.application(receive=True),
        backlogs=lambda it: [it.queue.backlog(target=100)],
    ),
)
JOBS: tuple[JobSpec[Parts], ...] = (
    JobSpec(
        "migrate",
        image_of="api",
        command=laravel.MIGRATE,
        access=lambda it: [Access(tier="laravel", environment=it.environment), it.database.access(laravel.DATABASE)],
    ),
    JobSpec(
        "vacuum",
        image_of="api",
        command=laravel.sql("VACUUM ANALYZE"),
        access=lambda it: [it.database.access(laravel.DATABASE)],
        scheduled=True,
    ),
    JobSpec(
        "back-up-models",
        image_of="ml-service",
        command=("python", "-m", "app.back_up_models"),
        access=lambda it: [
            it.base.buckets["models"].access(read="models/*"),
            it.base.buckets["backup-models"].access(write="models/*"),
        ],
        scheduled=True,
    ),
)
BUCKETS = (BucketSpec("models", replicated=True), BucketSpec("backup-models"))
TIERS = (Database, Cache, Queue, Models, GeneratedSecret, ExternalSecret, RuntimeParameter)

SYSTEM: System[FraudDetectorSettings] = System(
    code="frd", settings=FraudDetectorSettings, build=Parts.build, services=SERVICES, jobs=JOBS, buckets=BUCKETS, tiers=TIERS
)
