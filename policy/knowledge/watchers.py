"""Where each type that watches, keeps or starts something says that it is off, or tells nobody, and what it is nothing without."""

from dataclasses import dataclass
from typing import Final

from policy.knowledge.needs import GIVEN, OFF, ON, Need
from policy.model import kinds
from policy.model.graph import Graph, Resource
from policy.model.rule import Findings, Undecided, Violation
from policy.model.values import UNKNOWN, text

_UNLESS_OFF: Final = f"|{ON}"
_UNLESS_DISABLED: Final = "(?!disabled$).*"
_ROTATION: Final = "aws:secretsmanager/secretRotation:SecretRotation"
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
    Need("aws:pipes/pipe:Pipe", "desiredState", wants="(?!stopped$).*", says="`RUNNING`"),
    Need("aws:glue/trigger:Trigger", "enabled", wants=_UNLESS_OFF, says="true"),
    Need("aws:iot/topicRule:TopicRule", "enabled", wants=ON, says="true"),
    Need("aws:imagebuilder/imagePipeline:ImagePipeline", "status", wants=_UNLESS_DISABLED, says="`ENABLED`"),
    # What the provider does not start does not run.
    Need("aws:synthetics/canary:Canary", "startCanary", wants=ON, says="true"),
    *(
        Need(f"aws:{service}/eventSubscription:EventSubscription", "enabled", wants=_UNLESS_OFF, says="true")
        for service in ("rds", "dms", "docdb", "neptune", "redshift")
    ),
    Need("aws:dlm/lifecyclePolicy:LifecyclePolicy", "state", wants=_UNLESS_DISABLED, says="`ENABLED`"),
    Need("aws:route53/healthCheck:HealthCheck", "disabled", wants=OFF, says="false"),
    Need("aws:autoscaling/policy:Policy", "enabled", wants=_UNLESS_OFF, says="true"),
    Need("aws:cloudtrail/eventDataStore:EventDataStore", "suspend", wants=OFF, says="false"),
    Need(kinds.KEY, "isEnabled", wants=_UNLESS_OFF, says="true"),
    Need(_ROTATION, "rotationEnabled", wants=_UNLESS_OFF, says="true"),
    # CloudFront takes web ACLs of its own scope, which are in one region wherever the rest is (WAF developer guide).
    Need(kinds.WEB_ACL, "region", wants="|us-east-1", says="`us-east-1`", where={"scope": "cloudfront"}),
    Need("aws:budgets/budget:Budget", "notifications", wants=GIVEN, says="a notification", some=True),
    Need("aws:costexplorer/anomalySubscription:AnomalySubscription", "subscribers", wants=GIVEN, says="a subscriber", some=True),
)


@dataclass(frozen=True)
class Companion:
    """What a type is nothing without.

    Attributes:
        token: The type.
        by: Types that make something of it, and where they name it.
        says: What it is without them.
        same: Properties that both have, where those tell them apart.
    """

    token: str
    by: tuple[tuple[str, str], ...]
    says: str
    same: tuple[str, ...] = ()

    def missing(self, graph: Graph) -> Findings:
        """Resources of the type that nothing names."""
        beside = [graph.attached(token, path, self.token) for token, path in self.by]
        named = [one for token, _ in self.by for one in graph.of(token)]
        alike = {self._key(one) for one in named} - {()}
        unresolved = [one for attached in beside for one in attached.unresolved]
        unresolved += [one for one in named if UNKNOWN in self._key(one)[1:]]
        for resource in graph.of(self.token):
            if self._key(resource) not in alike and not any(attached.to(resource) for attached in beside):
                hidden = [resource] if UNKNOWN in self._key(resource) else unresolved
                yield Undecided(hidden[0], "what it is for") if hidden else Violation(resource, self.says)

    def _key(self, resource: Resource) -> tuple[object, ...]:
        return tuple(value if value is UNKNOWN else text(value) for value in map(resource.get, self.same))


def misplaced(graph: Graph) -> Findings:
    """Distributions whose web ACL is for what is in one region: AWS refuses it."""
    for distribution in graph.of(kinds.DISTRIBUTION, kinds.TENANTS_DISTRIBUTION):
        links = graph.links(distribution, "webAclId", kinds.WEB_ACL)
        if any(acl.get("scope") == "REGIONAL" for acl in links.targets) or any(":regional/" in name for name in links.outside):
            yield Violation(distribution, "`webAclId` names one of scope `REGIONAL`; it has to be of scope `CLOUDFRONT`.")


_SCALED: Final = ("resourceId", "scalableDimension", "serviceNamespace")
COMPANIONS: Final = (
    Companion(
        "aws:cloudwatch/eventRule:EventRule", ((kinds.EVENT_TARGET, "rule"),), "It has no `EventTarget`, so it starts nothing."
    ),
    Companion(
        kinds.BACKUP_PLAN, ((kinds.BACKUP_SELECTION, "planId"),), "No `aws.backup.Selection` is for it, so it copies nothing."
    ),
    Companion(
        kinds.WEB_ACL,
        (
            (kinds.WEB_ACL_ASSOCIATION, "webAclArn"),
            (kinds.DISTRIBUTION, "webAclId"),
            (kinds.TENANTS_DISTRIBUTION, "webAclId"),
        ),
        "Nothing is associated with it, so it looks at no request.",
    ),
    Companion(
        "aws:appautoscaling/target:Target",
        (("aws:appautoscaling/policy:Policy", "resourceId"), ("aws:appautoscaling/scheduledAction:ScheduledAction", "resourceId")),
        "No `Policy` or `ScheduledAction` is for it, so nothing scales it.",
        same=_SCALED,
    ),
    Companion(
        "aws:cloudwatch/logDeliverySource:LogDeliverySource",
        (("aws:cloudwatch/logDelivery:LogDelivery", "deliverySourceName"),),
        "No `LogDelivery` is for it, so it delivers nothing.",
    ),
    Companion(
        "aws:cfg/recorder:Recorder",
        (("aws:cfg/recorderStatus:RecorderStatus", "name"),),
        "No `RecorderStatus` starts it, so it records nothing.",
    ),
)
