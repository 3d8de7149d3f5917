"""What a stack file may say: one block a tier; `stack.file` reads it.

Switches name capabilities (`multi_az`, `nat`, `protect`), never environments. Encryption and public access are not switches.
"""

from stack.settings.account import (
    AccountSettings,
    GitHubSettings,
    ReplicationSettings,
    StateSettings,
    TrailSettings,
)
from stack.settings.adoption import AdoptClusterSettings, AdoptDatabaseSettings, AdoptSettings
from stack.settings.alarms import AuroraAlarms, CacheAlarms, DatabaseAlarms, ServiceAlarms, StreamAlarms
from stack.settings.baseline import BaselineSettings
from stack.settings.compute import (
    ClusterSettings,
    DeploymentSettings,
    JobSettings,
    OffHours,
    ServiceSettings,
    SignInSettings,
)
from stack.settings.console import ConsoleSettings
from stack.settings.data import BucketSettings, CacheSettings, StreamSettings
from stack.settings.database import AuroraRestoreSettings, AuroraSettings, DatabaseSettings, RestoreSettings
from stack.settings.delivery import (
    BuildSettings,
    DeliveredImageSettings,
    DeliveredToSettings,
    DeliverySettings,
    PulumiSettings,
    SourceSettings,
    SupplyChainSettings,
    WaiverSettings,
)
from stack.settings.deployments import ApplicationSettings, DeliveredBySettings, DeployedStackSettings
from stack.settings.model import InferenceProfileSettings, ModelSettings
from stack.settings.network import FailoverSettings, FirewallSettings, FlowLogSettings, LoadBalancerSettings, NetworkSettings
from stack.settings.operations import (
    AlertSettings,
    BackupCopySettings,
    BackupSettings,
    BudgetSettings,
    ImageSettings,
    LogSettings,
    RecoverySettings,
    RestoreTestSettings,
    SlackSettings,
    TracingSettings,
    VaultLockSettings,
)
from stack.settings.people import BreakGlassSettings, OperatorSettings, PeopleSettings
from stack.settings.queue import QueueAlarms, QueueSettings
from stack.settings.secrets import ExternalSecretSettings, GeneratedSecretSettings
from stack.settings.stack import StackSettings, SystemSettings
from stack.settings.usage import UsageSettings

__all__ = [
    "AccountSettings",
    "AdoptClusterSettings",
    "AdoptDatabaseSettings",
    "AdoptSettings",
    "AlertSettings",
    "ApplicationSettings",
    "AuroraAlarms",
    "AuroraRestoreSettings",
    "AuroraSettings",
    "BackupCopySettings",
    "BackupSettings",
    "BaselineSettings",
    "BreakGlassSettings",
    "BucketSettings",
    "BudgetSettings",
    "BuildSettings",
    "CacheAlarms",
    "CacheSettings",
    "ClusterSettings",
    "ConsoleSettings",
    "DatabaseAlarms",
    "DatabaseSettings",
    "DeliveredBySettings",
    "DeliveredImageSettings",
    "DeliveredToSettings",
    "DeliverySettings",
    "DeployedStackSettings",
    "DeploymentSettings",
    "ExternalSecretSettings",
    "FailoverSettings",
    "FirewallSettings",
    "FlowLogSettings",
    "GeneratedSecretSettings",
    "GitHubSettings",
    "ImageSettings",
    "InferenceProfileSettings",
    "JobSettings",
    "LoadBalancerSettings",
    "LogSettings",
    "ModelSettings",
    "NetworkSettings",
    "OffHours",
    "OperatorSettings",
    "PeopleSettings",
    "PulumiSettings",
    "QueueAlarms",
    "QueueSettings",
    "RecoverySettings",
    "ReplicationSettings",
    "RestoreSettings",
    "RestoreTestSettings",
    "ServiceAlarms",
    "ServiceSettings",
    "SignInSettings",
    "SlackSettings",
    "SourceSettings",
    "StackSettings",
    "StateSettings",
    "StreamAlarms",
    "StreamSettings",
    "SupplyChainSettings",
    "SystemSettings",
    "TracingSettings",
    "TrailSettings",
    "UsageSettings",
    "VaultLockSettings",
    "WaiverSettings",
]
