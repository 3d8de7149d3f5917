"""The pre-delinquency engine: scores customers before they miss a payment.

internet -> load balancer -> api -> database
                              |--> models (S3)
migrate (on demand) ---------------> database
"""

from collections.abc import Mapping
from typing import Any

import pulumi

from components.bucket import Bucket
from components.database import Database
from components.foundation import Foundation
from components.job import Job
from components.observability import Observability
from components.service import Route, Service
from components.settings import Settings
from components.stack_file import Tiers, present
from components.task import python_http_probe

TIERS = Tiers(services=("api",), jobs=("migrate",), buckets=("models",), blocks=("network", "load_balancer", "database"))


def build(settings: Settings) -> Mapping[str, pulumi.Input[Any]]:
    """Declare the system and return the stack's outputs."""
    base = Foundation("pde", settings)

    database = Database("database", base.place, settings=present(settings.database))
    models = Bucket("models", base.place, noncurrent_days=settings.buckets["models"].noncurrent_days)

    images = base.repository("api")
    api = Service(
        "api",
        base.workload("api", images),
        port=8000,
        probe=python_http_probe(8000, "/health"),
        route=Route.catch_all(base.balancer, health="/health"),
        discoverable=True,
        access=[database.access(), models.access(read="models/*")],
    )
    migrate = Job(
        "migrate",
        base.job("migrate", images, image_of="api"),
        command=["python", "-m", "src.data_generation.check_db"],
        access=[database.access()],
    )

    Observability("watch", scope=base.scope, topic=base.alerts, signals=[*api.signals, *database.signals])

    return {
        "vpc_id": base.network.vpc_id,
        "alb_dns_name": base.balancer.dns_name,
        "api_url": f"https://{base.balancer.domain}",
        "rds_endpoint": database.endpoint,
        "ecr_api_repository_url": images.url,
        "s3_models_bucket": models.id,
        "migrate_state_machine": migrate.arn,
    }
