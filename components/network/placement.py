"""Where a data tier or a workload is put: a small value, so that no constructor has a dozen parameters."""

from dataclasses import dataclass
from typing import Literal

from components.base.key import EncryptionKey
from components.base.logs import Logging
from components.network.network import Network
from stack.site import Site


@dataclass(frozen=True, kw_only=True)
class Placement:
    """A site, its network, and how log groups and secrets are kept there."""

    site: Site
    network: Network
    logging: Logging
    key: EncryptionKey | None = None
    """The one customer key of the stack, where its tiers have none of their own."""
    credential_store: Literal["secrets-manager", "parameter-store"] = "secrets-manager"
    """Where tiers keep how to connect to them."""
    backup_account: str | None = None
    """Another account, where AWS Backup keeps copies of databases: it reads them with their keys."""
