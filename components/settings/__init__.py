"""What a stack file may say: one frozen dataclass a tier. `components.stack_file` reads it.

Switches name capabilities (`multi_az`, `nat`, `protect`), never environments. Encryption and public access are not switches.
"""

from components.settings.compute import ClusterSettings, JobSettings, OffHours, ServiceSettings, SignInSettings
from components.settings.data import BucketSettings, CacheSettings, DatabaseSettings, StreamSettings
from components.settings.network import LoadBalancerSettings, NetworkSettings
from components.settings.operations import AlertSettings, ImageSettings, LogSettings, TracingSettings
from components.settings.stack import Settings

__all__ = [
    "AlertSettings",
    "BucketSettings",
    "CacheSettings",
    "ClusterSettings",
    "DatabaseSettings",
    "ImageSettings",
    "JobSettings",
    "LoadBalancerSettings",
    "LogSettings",
    "NetworkSettings",
    "OffHours",
    "ServiceSettings",
    "Settings",
    "SignInSettings",
    "StreamSettings",
    "TracingSettings",
]
