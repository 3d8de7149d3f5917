"""Records one component alone, in a network of its own: what the tests of every room start from."""

from collections.abc import Callable

from components.base.logs import Logging
from components.data.access_log import AccessLogTargets
from components.data.access_logs import AccessLogs
from components.network.network import Network
from components.network.placement import Placement
from offline.simulation.runner import Mode, Recording, record
from stack.settings import LogSettings, NetworkSettings
from stack.site import Site

ACCOUNT = "111122223333"
NETWORK = NetworkSettings(
    cidr_block="10.0.0.0/16",
    availability_zones=("us-east-1a", "us-east-1b"),
    public_cidr_blocks=("10.0.101.0/24", "10.0.102.0/24"),
    private_cidr_blocks=("10.0.1.0/24", "10.0.2.0/24"),
    data_cidr_blocks=("10.0.201.0/24", "10.0.202.0/24"),
    nat="single",
)


def site(*, protect: bool = False, recovery_region: str | None = None) -> Site:
    """Return where the tests' components are."""
    return Site(
        system="weather",
        code="wea",
        environment="test",
        account=ACCOUNT,
        region="us-east-1",
        protect=protect,
        recovery_region=recovery_region,
    )


def access_logs(where: Site) -> AccessLogTargets:
    """Declare where the access logs of a site's buckets go."""
    return AccessLogs("access-logs", where, settings=LogSettings(retention_days=7)).targets


def declared(build: Callable[[Placement], object], where: Site | None = None, mode: Mode = Mode.APPLIED) -> Recording:
    """Return what is registered for what `build` declares, and for the network it is placed in."""
    where = where or site()

    def program() -> None:
        logging = Logging(key_arn=f"arn:aws:kms:us-east-1:{ACCOUNT}:key/logs", retention_days=7, retain=where.protect)
        network = Network("network", where, settings=NETWORK, logging=logging)
        build(Placement(site=where, network=network, logging=logging))

    return record(program, stack="test", config={"aws:region": where.region}, mode=mode)
