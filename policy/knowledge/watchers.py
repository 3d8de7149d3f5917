"""Where each type that watches, keeps or starts something says that it is off, or tells nobody."""

from typing import Final

from policy.knowledge.needs import GIVEN, OFF, ON, Need
from policy.model import kinds

_UNLESS_OFF: Final = f"|{ON}"
_UNLESS_DISABLED: Final = "(?!disabled$).*"
_FEATURE: Final = "aws:guardduty/detectorFeature:DetectorFeature"

WATCHERS: Final = (
    Need("aws:guardduty/detector:Detector", "enable", wants=_UNLESS_OFF, says="true"),
    Need(_FEATURE, "status", wants=_UNLESS_DISABLED, says="`ENABLED`"),
    Need("aws:cfg/recorderStatus:RecorderStatus", "isEnabled", wants=ON, says="true"),
    Need("aws:macie2/account:Account", "status", wants="(?!paused$).*", says="`ENABLED`"),
    Need("aws:cloudwatch/eventRule:EventRule", "state", wants=_UNLESS_DISABLED, says="`ENABLED`"),
    Need("aws:cloudwatch/eventRule:EventRule", "isEnabled", wants=_UNLESS_OFF, says="true"),
    Need(kinds.SCHEDULE, "state", wants=_UNLESS_DISABLED, says="`ENABLED`"),
    Need("aws:lambda/eventSourceMapping:EventSourceMapping", "enabled", wants=_UNLESS_OFF, says="true"),
    Need("aws:dlm/lifecyclePolicy:LifecyclePolicy", "state", wants=_UNLESS_DISABLED, says="`ENABLED`"),
    Need("aws:route53/healthCheck:HealthCheck", "disabled", wants=OFF, says="false"),
    Need("aws:autoscaling/policy:Policy", "enabled", wants=_UNLESS_OFF, says="true"),
    Need("aws:cloudtrail/eventDataStore:EventDataStore", "suspend", wants=OFF, says="false"),
    Need(kinds.KEY, "isEnabled", wants=_UNLESS_OFF, says="true"),
    Need("aws:budgets/budget:Budget", "notifications", wants=GIVEN, says="a notification", some=True),
    Need("aws:costexplorer/anomalySubscription:AnomalySubscription", "subscribers", wants=GIVEN, says="a subscriber", some=True),
)
