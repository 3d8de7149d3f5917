"""The database migration API: takes CSV files, loads them into Aurora, and answers what is in it.

internet -> load balancer -> api -> writer of the cluster, files (S3), feature flags
migrate (on demand), analyze (by the clock) -> writer of the cluster
"""

from components.compute.console import Console
from components.compute.probe import python_http_probe
from components.compute.route import Route
from components.compute.spec import JobSpec, ServiceSpec
from components.data.application_secret import ExternalSecret
from components.data.aurora import AuroraDatabase
from components.data.parameter import RuntimeParameter
from stack.block import block
from stack.settings import AuroraSettings, ExternalSecretSettings, SystemSettings
from systems.foundation import Foundation, SystemParts
from systems.system import BucketSpec, Outputs, System


@block
class MigrationApiSettings(SystemSettings):
    """What the stack files say."""

    database: AuroraSettings
    api_keys: ExternalSecretSettings = ExternalSecretSettings()


class Parts(SystemParts):
    """What the service and the jobs share."""

    def __init__(self, settings: MigrationApiSettings) -> None:
        self.base = base = Foundation(SYSTEM, settings)
        self.database = base.add(AuroraDatabase("database", base.placement, settings=settings.database))
        self.api_keys = base.add(ExternalSecret("api-keys", base.placement, settings=settings.api_keys))
        described = "What is switched on, as JSON; operators change it while the service runs"
        self.flags = base.add(RuntimeParameter("feature-flags", base.placement, description=described))
        self.files = base.buckets["csv"]

    def outputs(self) -> Outputs:
        """Return the endpoints of what keeps data."""
        return {"database_endpoint": self.database.endpoint, "database_reader_endpoint": self.database.reader_endpoint}


SERVICES: tuple[ServiceSpec[Parts], ...] = (
    ServiceSpec(
        "api",
        port=8000,
        probe=python_http_probe(8000, "/health"),
        route=Route.catch_all(health="/health"),
        access=lambda it: [
            it.database.access(),
            it.files.access(read="csv/*", write="csv/*"),
            it.api_keys.access({"API_KEYS": ""}),
            it.flags.access("FEATURE_FLAGS_PARAMETER"),
        ],
    ),
)
JOBS: tuple[JobSpec[Parts], ...] = (
    JobSpec("migrate", image_of="api", command=("alembic", "upgrade", "head"), access=lambda it: [it.database.access()]),
    # A user that may do nothing but maintain signs in with the job's role: `GRANT pg_maintain TO "<DB_USER>"`.
    JobSpec(
        "analyze",
        image_of="api",
        command=("python", "-m", "app.analyze"),
        access=lambda it: [
            it.database.sign_in_access(
                "maintenance", {"DB_USER": "user", "DB_HOST": "host", "DB_PORT": "port", "DB_NAME": "dbname"}
            )
        ],
        scheduled=True,
    ),
)
BUCKETS = (BucketSpec("csv"),)
TIERS = (AuroraDatabase, ExternalSecret, RuntimeParameter, Console)

SYSTEM: System[MigrationApiSettings] = System(
    code="mig", settings=MigrationApiSettings, build=Parts.build, services=SERVICES, jobs=JOBS, buckets=BUCKETS, tiers=TIERS
)
