"""What acts on an alarm itself: then nobody has to be told by the alarm."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from policy.knowledge.paths import given, spread
from policy.model import kinds
from policy.model.graph import Graph, Links, Resource
from policy.model.rule import Known, Undecided
from policy.model.values import UNKNOWN, items, text

_ALARMS: Final = (kinds.ALARM, kinds.COMPOSITE_ALARM)
_RULE: Final = "alarmRule"
# What a composite alarm's rule says of another alarm, by name or ARN ("Create a composite alarm").
_IN_RULE: Final = re.compile(r"""\b(?:ALARM|OK|INSUFFICIENT_DATA)\(\s*["']?([^"')]+?)["']?\s*\)""")
# Where each type that rolls back, waits or turns traffic away names alarms; `*` stands for every element of a list.
ALARM_USERS: Final[Mapping[str, str]] = {
    kinds.COMPOSITE_ALARM: "actionsSuppressor.alarm",
    kinds.SERVICE: "alarms.alarmNames",
    "aws:appconfig/environment:Environment": "monitors.*.alarmArn",
    "aws:autoscaling/group:Group": "instanceRefresh.preferences.alarmSpecification.alarms",
    "aws:codedeploy/deploymentGroup:DeploymentGroup": "alarmConfiguration.alarms",
    "aws:route53/healthCheck:HealthCheck": "cloudwatchAlarmName",
}


def acted_upon(graph: Graph) -> Known[str]:
    """URNs of the alarms that something else of the stack acts on."""
    found = Known[str]()
    for user, path, links in _uses(graph):
        found.add(Known([one.urn for one in links.targets], [Undecided(user, path)] if links.unknown else []))
    return found


def _uses(graph: Graph) -> Iterator[tuple[Resource, str, Links]]:
    for composite in graph.of(kinds.COMPOSITE_ALARM):
        rule = composite.get(_RULE)
        values = [UNKNOWN] if rule is UNKNOWN else _IN_RULE.findall(text(rule))
        yield composite, _RULE, graph.resolve(composite, _RULE, values, *_ALARMS)
    for token, path in ALARM_USERS.items():
        head = path.partition(".*")[0]
        for user in graph.of(token):
            values = [one for place in spread(user, path) for one in items(given(user, place))]
            yield user, head, graph.resolve(user, head, values, *_ALARMS)
