"""What a stack file may say: one frozen dataclass a tier. `components.stack_file` reads it.

Switches name capabilities (`multi_az`, `nat`, `protect`), never environments. Encryption and public access are not switches.
"""

from components.settings.account import (
    AccountSettings,
    GitHubSettings,
    ReplicationSettings,
    StateSettings,
    TrailSettings,
)
from components.settings.compute import (
    ClusterSettings,
    DeploymentSettings,
    JobSettings,
    OffHours,
    ServiceSettings,
    SignInSettings,
)
from components.settings.data import BucketSettings, CacheSettings, DatabaseSettings, RestoreSettings, StreamSettings
from components.settings.network import FirewallSettings, LoadBalancerSettings, NetworkSettings
from components.settings.operations import (
    AlertSettings,
    BackupSettings,
    ImageSettings,
    LogSettings,
    RecoverySettings,
    SlackSettings,
    TracingSettings,
)
from components.settings.stack import Settings

__all__ = [
    "AccountSettings",
    "AlertSettings",
    "BackupSettings",
    "BucketSettings",
    "CacheSettings",
    "ClusterSettings",
    "DatabaseSettings",
    "DeploymentSettings",
    "FirewallSettings",
    "GitHubSettings",
    "ImageSettings",
    "JobSettings",
    "LoadBalancerSettings",
    "LogSettings",
    "NetworkSettings",
    "OffHours",
    "RecoverySettings",
    "ReplicationSettings",
    "RestoreSettings",
    "ServiceSettings",
    "Settings",
    "SignInSettings",
    "SlackSettings",
    "StateSettings",
    "StreamSettings",
    "TracingSettings",
    "TrailSettings",
]
