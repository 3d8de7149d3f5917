"""The model service of the ML pipeline, and MLflow, which keeps what was trained and which model serves.

internet -> load balancer -> ml-model-service -> mlflow (internal) -> database, artifacts (S3)
                                             |-> artifacts (S3)
upgrade-registry (on demand) -> database
"""

from components.base.access import Access
from components.compute.console import Console
from components.compute.probe import python_http_probe
from components.compute.route import Route
from components.compute.spec import JobSpec, OwnMetric, ServiceSpec
from components.data.parameter import Parameter
from components.data.rds import Database
from stack.block import block
from stack.settings import DatabaseSettings, SystemSettings
from systems.foundation import Foundation, SystemParts
from systems.system import BucketSpec, Outputs, System

MLFLOW = 5000


@block
class MlCicdSettings(SystemSettings):
    """What the stack files say."""

    database: DatabaseSettings


class Parts(SystemParts):
    """What the services share."""

    def __init__(self, settings: MlCicdSettings) -> None:
        self.base = base = Foundation(SYSTEM, settings)
        self.database = base.add(Database("database", base.placement, settings=settings.database))
        self.artifacts = base.buckets["artifacts"]
        self.artifact_root = Parameter(
            "artifact-root",
            base.placement,
            tail="mlflow/artifact-root",
            description="Where MLflow keeps artifacts",
            value=self.artifacts.id.apply("s3://{}/artifacts".format),
        )
        self.backend_store = Parameter(
            "backend-store-uri",
            base.placement,
            tail="mlflow/backend-store-uri",
            description="Where MLflow keeps runs and models: the URL of the database",
            value=self.database.url,
            key_arn=self.database.key_arn,
        )

    def outputs(self) -> Outputs:
        """Return the endpoints of what keeps data."""
        return {"rds_endpoint": self.database.endpoint}


SERVICES: tuple[ServiceSpec[Parts], ...] = (
    ServiceSpec(
        "mlflow",
        # MLflow reads its stores from its environment. It knows no sign-in: only tasks given access to it reach it.
        command=("mlflow", "server", "--host", "0.0.0.0", "--port", str(MLFLOW)),  # noqa: S104  a task's own network interface
        port=MLFLOW,
        probe=python_http_probe(MLFLOW, "/health"),
        discoverable=True,
        access=lambda it: [
            it.database.access({}),
            it.backend_store.access("MLFLOW_BACKEND_STORE_URI"),
            it.artifact_root.access("MLFLOW_ARTIFACTS_DESTINATION"),
            it.artifacts.access(read="artifacts/*", write="artifacts/*"),
            # MLflow answers only to names it knows (MLflow documentation, "network security").
            Access(tier="hosts", environment={"MLFLOW_SERVER_ALLOWED_HOSTS": f"mlflow,mlflow:{MLFLOW},127.0.0.1:{MLFLOW}"}),
        ],
    ),
    ServiceSpec(
        "ml-model-service",
        port=8000,
        probe=python_http_probe(8000, "/health", start_seconds=120),
        route=Route.catch_all(health="/health"),
        access=lambda it: [
            it.base.service("mlflow").access("MLFLOW_TRACKING_URI"),
            it.artifacts.access(read="artifacts/*"),
        ],
        publishes_metrics=True,
        metrics=(
            OwnMetric(
                "InferenceLatency",
                alarm_above=500,
                meaning="A prediction takes more than half a second on average: look at the model's size and the tasks' CPU.",
            ),
            OwnMetric(
                "InferenceErrors",
                statistic="Sum",
                alarm_above=10,
                meaning="More than ten predictions failed in five minutes: look at the model's version and its inputs.",
            ),
        ),
    ),
)
JOBS: tuple[JobSpec[Parts], ...] = (
    JobSpec(
        "upgrade-registry",
        image_of="mlflow",
        command=("sh", "-c", 'exec mlflow db upgrade "$MLFLOW_BACKEND_STORE_URI"'),
        access=lambda it: [it.database.access({"MLFLOW_BACKEND_STORE_URI": "url"})],
    ),
)
BUCKETS = (BucketSpec("artifacts"),)
TIERS = (Database, Console)

SYSTEM: System[MlCicdSettings] = System(
    code="mlc", settings=MlCicdSettings, build=Parts.build, services=SERVICES, jobs=JOBS, buckets=BUCKETS, tiers=TIERS
)
