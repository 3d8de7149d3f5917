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
TIERS = Tiers(
    services=("api", "dashboard", "feature-processor", "intervention-worker", "transaction-simulator"),
    jobs=("migrate",),
    buckets=("models", "data", "pipeline-artifacts"),
    blocks=("network", "load_balancer", "database", "cache", "stream"),
    routed=("api", "dashboard"),
    sessions=("dashboard",),
    task_limits={"feature-processor": TOPICS["transactions-stream"], "intervention-worker": TOPICS["predictions-stream"]},
)


def build(settings: Settings) -> Mapping[str, pulumi.Input[Any]]:
    """Declare the system and return the stack's outputs."""
    base = Foundation("pde", settings)

    database = Database("database", base.place, settings=present(settings.database))
    cache = Cache("cache", base.place, settings=present(settings.cache))
    stream = Stream("stream", base.place, settings=present(settings.stream), topics=TOPICS)
    models = Bucket("models", base.place, settings=settings.buckets["models"], replicated=True)
    data = Bucket("data", base.place, settings=settings.buckets["data"], replicated=True)
    Bucket("pipeline-artifacts", base.place, settings=settings.buckets["pipeline-artifacts"])
    interventions = AuditLog("interventions", base.place, retention_days=settings.logs.audit_retention_days)

    api_images, dashboard_images, worker_images = (base.repository(name) for name in ("api", "dashboard", "workers"))

    api = Service(
        "api",
        base.workload("api", api_images),
        port=8000,
        probe=python_http_probe(8000, "/health"),
        route=Route.catch_all(base.balancer, health="/health"),
        discoverable=True,
        access=[
            database.access(),
            cache.access(),
            stream.access(produce=["predictions-stream"]),
            models.access(read="models/*"),
            base.metrics(),
        ],
    )
    Service(
        "dashboard",
        base.workload("dashboard", dashboard_images),
        port=8501,
        probe=python_http_probe(8501, "/dashboard/_stcore/health"),
        route=Route(
            balancer=base.balancer,
            priority=100,
            paths=("/dashboard", "/dashboard/*"),
            health="/dashboard/_stcore/health",
            sticky=True,
        ),
        access=[
            api.access(),
            database.access(),
            Access(tier="streamlit", environment={"STREAMLIT_SERVER_BASE_URL_PATH": "dashboard"}),
        ],
    )
    Service(
        "feature-processor",
        base.workload("feature-processor", worker_images),
        command=["python", "-m", "src.streaming.feature_processor"],
        backlogs=[stream.backlog("transactions-stream", "feature-processor", target=1000)],
        access=[
            stream.access(consume=["transactions-stream", "customer-updates"], group="feature-processor"),
            api.access(),
            database.access(),
            data.access(read="features/*", write="features/*"),
            base.metrics(),
        ],
    )
    Service(
        "intervention-worker",
        base.workload("intervention-worker", worker_images),
        command=["python", "-m", "src.streaming.intervention_worker"],
        access=[
            stream.access(
                consume=["predictions-stream"], group="intervention-worker", produce=["interventions-stream", "dashboard-updates"]
            ),
            database.access(),
            interventions.access(),
            base.metrics(),
        ],
    )
    Service(
        "transaction-simulator",
        base.workload("transaction-simulator", worker_images),
        command=["python", "-m", "src.streaming.transaction_simulator"],
        access=[stream.access(produce=["transactions-stream", "customer-updates"])],
    )
    migrate = Job(
        "migrate",
        base.job("migrate", api_images, image_of="api"),
        command=["python", "-m", "src.data_generation.check_db"],
        access=[database.access()],
    )

    if settings.backup is not None:
        Backup("backup", base.place, settings=settings.backup, resources=[database.arn])
    watch = Observability(
        "watch",
        scope=base.scope,
        topic=base.alerts,
        signals=[
            *(signal for service in base.services for signal in service.signals),
            *database.signals,
            *cache.signals,
            *stream.signals,
        ],
        log_groups=[service.task.log_group for service in base.services],
    )

    return {
        "vpc_id": base.network.vpc_id,
        "alb_dns_name": base.balancer.dns_name,
        "api_url": f"https://{base.balancer.domain}",
        "dashboard_url": f"https://{base.balancer.domain}/dashboard",
        "rds_endpoint": database.endpoint,
        "redis_endpoint": cache.endpoint,
        "msk_bootstrap_servers": stream.bootstrap_servers,
        "ecr_api_repository_url": api_images.url,
        "ecr_dashboard_repository_url": dashboard_images.url,
        "ecr_workers_repository_url": worker_images.url,
        "s3_models_bucket": models.id,
        "s3_data_bucket": data.id,
        "migrate_state_machine": migrate.arn,
        "cloudwatch_dashboard_url": watch.dashboard_url,
        **recovery_outputs(base.place, database, {"models": models, "data": data}),
    }


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
