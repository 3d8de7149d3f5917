"""The pre-delinquency engine: scores customers before they miss a payment.

internet -> load balancer -> api ---------> database, cache, models (S3)
|            |-> predictions-stream -> intervention-worker -> interventions-stream
|-> dashboard -> api, database
transaction-simulator -> transactions-stream -> feature-processor -> api, database, data (S3)
migrate (on demand) -> database
"""

from collections.abc import Mapping
from typing import Any

import pulumi

from components.access import Access
from components.audit import AuditLog
from components.backup import Backup
from components.bucket import Bucket
from components.cache import Cache
from components.database import Database
from components.exposure import Route
from components.foundation import Foundation
from components.job import Job
from components.observability import Observability
from components.placement import Placement
from components.service import Service
from components.services import Services
from components.settings import Settings
from components.stack_file import Tiers, present
from components.stream import Stream
from components.task import python_http_probe

# Topic -> partitions: a group of consumers never has more working members than its topic has partitions.
TOPICS = {
    "transactions-stream": 3,
    "predictions-stream": 3,
    "interventions-stream": 2,
    "customer-updates": 2,
    "dashboard-updates": 1,
}
SERVICES = Services["Engine"]()
TIERS = Tiers(
    services=SERVICES.facts,
    jobs=("migrate",),
    buckets=("models", "data", "pipeline-artifacts"),
    blocks=("network", "load_balancer", "database", "cache", "stream"),
)


def build(settings: Settings) -> Mapping[str, pulumi.Input[Any]]:
    """Declare the system and return the stack's outputs."""
    engine = Engine(settings)
    SERVICES.declare(engine)
    base, database = engine.base, engine.database
    migrate = Job(
        "migrate",
        base.job("migrate", engine.api_images, image_of="api"),
        command=["python", "-m", "src.data_generation.check_db"],
        access=[database.access()],
    )

    if settings.backup is not None:
        Backup("backup", base.place, settings=settings.backup, resources=[database.arn])
    services = base.services.values()
    watch = Observability(
        "watch",
        scope=base.scope,
        topic=base.alerts,
        signals=[
            *(signal for service in services for signal in service.signals),
            *database.signals,
            *engine.cache.signals,
            *engine.stream.signals,
        ],
        log_groups=[service.task.log_group for service in services],
    )

    return {
        "vpc_id": base.network.vpc_id,
        "alb_dns_name": base.balancer.dns_name,
        "api_url": f"https://{base.balancer.domain}",
        "dashboard_url": f"https://{base.balancer.domain}/dashboard",
        "rds_endpoint": database.endpoint,
        "redis_endpoint": engine.cache.endpoint,
        "msk_bootstrap_servers": engine.stream.bootstrap_servers,
        "ecr_api_repository_url": engine.api_images.url,
        "ecr_dashboard_repository_url": engine.dashboard_images.url,
        "ecr_workers_repository_url": engine.worker_images.url,
        "s3_models_bucket": engine.models.id,
        "s3_data_bucket": engine.data.id,
        "migrate_state_machine": migrate.arn,
        "cloudwatch_dashboard_url": watch.dashboard_url,
        **recovery_outputs(base.place, database, {"models": engine.models, "data": engine.data}),
    }


class Engine:
    """What the services share."""

    def __init__(self, settings: Settings) -> None:
        self.base = base = Foundation("pde", settings)
        self.database = Database("database", base.place, settings=present(settings.database))
        self.cache = Cache("cache", base.place, settings=present(settings.cache))
        self.stream = Stream("stream", base.place, settings=present(settings.stream), topics=TOPICS)
        self.models = Bucket("models", base.place, settings=settings.buckets["models"], replicated=True)
        self.data = Bucket("data", base.place, settings=settings.buckets["data"], replicated=True)
        Bucket("pipeline-artifacts", base.place, settings=settings.buckets["pipeline-artifacts"])
        self.interventions = AuditLog("interventions", base.place, retention_days=settings.logs.audit_retention_days)
        self.api_images = base.repository("api")
        self.dashboard_images = base.repository("dashboard")
        self.worker_images = base.repository("workers")


@SERVICES.add("api", routed=True)
def api(engine: Engine) -> None:
    """Score customers on request, and tell the predictions."""
    Service(
        "api",
        engine.base.workload("api", engine.api_images),
        port=8000,
        probe=python_http_probe(8000, "/health"),
        route=Route.catch_all(engine.base.balancer, health="/health"),
        discoverable=True,
        access=[
            engine.database.access(),
            engine.cache.access(),
            engine.stream.access(produce=["predictions-stream"]),
            engine.models.access(read="models/*"),
            engine.base.metrics(),
        ],
    )


@SERVICES.add("dashboard", routed=True, sessions=True)
def dashboard(engine: Engine) -> None:
    """Show people the scores and the interventions."""
    Service(
        "dashboard",
        engine.base.workload("dashboard", engine.dashboard_images),
        port=8501,
        probe=python_http_probe(8501, "/dashboard/_stcore/health"),
        route=Route(
            balancer=engine.base.balancer,
            priority=100,
            paths=("/dashboard", "/dashboard/*"),
            health="/dashboard/_stcore/health",
            sticky=True,
        ),
        access=[
            engine.base.service("api").access(),
            engine.database.access(),
            Access(tier="streamlit", environment={"STREAMLIT_SERVER_BASE_URL_PATH": "dashboard"}),
        ],
    )


@SERVICES.add("feature-processor", most_tasks=TOPICS["transactions-stream"])
def feature_processor(engine: Engine) -> None:
    """Turn transactions into features, and have them scored."""
    Service(
        "feature-processor",
        engine.base.workload("feature-processor", engine.worker_images),
        command=["python", "-m", "src.streaming.feature_processor"],
        backlogs=[engine.stream.backlog("transactions-stream", "feature-processor", target=1000)],
        access=[
            engine.stream.access(consume=["transactions-stream", "customer-updates"], group="feature-processor"),
            engine.base.service("api").access(),
            engine.database.access(),
            engine.data.access(read="features/*", write="features/*"),
            engine.base.metrics(),
        ],
    )


@SERVICES.add("intervention-worker", most_tasks=TOPICS["predictions-stream"])
def intervention_worker(engine: Engine) -> None:
    """Choose and record what is done about a prediction."""
    Service(
        "intervention-worker",
        engine.base.workload("intervention-worker", engine.worker_images),
        command=["python", "-m", "src.streaming.intervention_worker"],
        access=[
            engine.stream.access(
                consume=["predictions-stream"], group="intervention-worker", produce=["interventions-stream", "dashboard-updates"]
            ),
            engine.database.access(),
            engine.interventions.access(),
            engine.base.metrics(),
        ],
    )


@SERVICES.add("transaction-simulator")
def transaction_simulator(engine: Engine) -> None:
    """Invent transactions where there are no real ones."""
    Service(
        "transaction-simulator",
        engine.base.workload("transaction-simulator", engine.worker_images),
        command=["python", "-m", "src.streaming.transaction_simulator"],
        access=[engine.stream.access(produce=["transactions-stream", "customer-updates"])],
    )


def recovery_outputs(place: Placement, database: Database, buckets: Mapping[str, Bucket]) -> Mapping[str, Any]:
    """Return what is kept in the recovery region, for the stack file there; nothing where no copies are kept."""
    if place.recovery_region is None:
        return {}
    replicas = {name: bucket.replica.id for name, bucket in buckets.items() if bucket.replica is not None}
    images = {
        "registry": f"{place.scope.registry_in(place.recovery_region)}/{place.scope.code}-{place.scope.environment}",
        "parameters": place.scope.path("images"),
    }
    return {"recovery": {"region": place.recovery_region, "database": database.recovery, "buckets": replicas, "images": images}}
