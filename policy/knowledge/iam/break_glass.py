"""What makes a role with every right an exception for emergencies, not a habit."""

from collections.abc import Container
from typing import Final

from policy.knowledge.iam.people import lets_in_people_alone
from policy.knowledge.iam.statements import parse
from policy.model import kinds
from policy.model.expectations import hides
from policy.model.graph import Graph, Resource
from policy.model.rule import Known, Undecided
from policy.model.values import UNKNOWN, Unknown, Unreadable, dig, has_unknown, is_absent, items, number, text

REASON: Final = "tags.AdministratorBecause"
_TRUST: Final = "assumeRolePolicy"
_HOUR: Final = 3600


def break_glass_lacks(graph: Graph, role: Resource) -> Known[str]:
    """What a role with every right lacks to be an exception: a reason, people with a code, short sessions, an alarm on its use."""
    lacking = Known[str]()
    reason = role.get(REASON)
    if reason is UNKNOWN:
        lacking.unresolved.append(Undecided(role, REASON))
    elif not text(reason).strip():
        lacking.found.append("whose tag `AdministratorBecause` says no reason")
    trusted = parse(role.get(_TRUST))
    if isinstance(trusted, Unknown):
        lacking.unresolved.append(Undecided(role, _TRUST))
    elif isinstance(trusted, Unreadable) or not all(lets_in_people_alone(one) for one in trusted if one.allows):
        lacking.found.append("that trusts others than people with a code or of Identity Center")
    seconds = number(role.get("maxSessionDuration"))
    if role.get("maxSessionDuration") is UNKNOWN and not role.is_unset("maxSessionDuration"):
        lacking.unresolved.append(Undecided(role, "maxSessionDuration"))
    elif seconds is not None and seconds > _HOUR:
        lacking.found.append("with sessions of more than an hour")
    lacking.add(_watch(graph, role))
    return lacking


def _watch(graph: Graph, role: Resource) -> Known[str]:
    """Whether an alarm that acts is about a metric filter whose pattern names the role."""
    ends = f'role/{text(role.get("name"))}"'
    hidden = Known[str]([], [Undecided(role, "name")] if role.get("name") is UNKNOWN else [])
    for metric_filter in graph.of(kinds.LOG_METRIC_FILTER):
        pattern, made = metric_filter.get("pattern"), metric_filter.get("metricTransformation")
        if pattern is UNKNOWN:
            hidden.unresolved.append(Undecided(metric_filter, "pattern"))
        elif ends in text(pattern):
            if has_unknown(made):
                hidden.unresolved.append(Undecided(metric_filter, "metricTransformation"))
                continue
            metrics = {(dig(one, "namespace"), dig(one, "name")) for one in items(made)}
            alarms = [(alarm, _alarms_on(alarm, metrics)) for alarm in graph.of(kinds.ALARM)]
            if any(on is True for _, on in alarms):
                return Known()
            hidden.unresolved += [Undecided(alarm, "metricName") for alarm, on in alarms if on is UNKNOWN]
    return hidden if hidden.unresolved else Known(["whose use no alarm tells of"])


def _alarms_on(alarm: Resource, metrics: Container[tuple[object, object]]) -> bool | Unknown:
    """Whether an alarm acts on one of some metrics."""
    metric = alarm.get("namespace"), alarm.get("metricName")
    if alarm.get("actionsEnabled") is False:
        return False
    if UNKNOWN in metric or (metric in metrics and hides(alarm, "actionsEnabled")):
        return UNKNOWN
    return metric in metrics and not all(is_absent(one) for one in items(alarm.get("alarmActions")))
