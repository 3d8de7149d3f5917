"""Trails, alarms, and providers without static keys."""

from policy.knowledge.alarm_users import acted_upon
from policy.knowledge.callers import admitted
from policy.model import kinds
from policy.model.expectations import at_most_undecided, must_be_on, must_be_one_of, must_have_customer_key, must_name
from policy.model.graph import Graph, Resource
from policy.model.rule import About, Config, Findings, Rule, Undecided, Violation, resource_rule, stack_rule
from policy.model.values import UNKNOWN, dig, has_unknown, is_absent, items, text

_PROVIDER = "pulumi:providers:aws"
# What a selector records besides management events that read, or change, something: all of them, some of a kind, none.
_ALL, _PART, _DATA = "All", "some", "data"
_KINDS = {"true": "ReadOnly", "false": "WriteOnly"}
# What alarms may lead to, and what calls it for them; and what hears a topic.
_HEARS = {kinds.TOPIC: "cloudwatch", kinds.FUNCTION: "lambda.alarms.cloudwatch"}
_LISTENERS = (
    (kinds.TOPIC_SUBSCRIPTION, "topic"),
    ("aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration", "snsTopicArns"),
    ("aws:chatbot/teamsChannelConfiguration:TeamsChannelConfiguration", "snsTopicArns"),
)
_STATIC_KEYS = ("accessKey", "secretKey", "token")


@resource_rule(
    About(
        name="trail-hardened",
        title="Trails cover every region, are encrypted, validated and watched",
        severity="high",
        why="Whoever breaks in works in a region nobody records, or changes the record afterwards.",
        fix="Set `is_multi_region_trail=True`, `enable_log_file_validation=True`, `kms_key_id` and "
        "`cloud_watch_logs_group_arn`; leave management events of both kinds and of every service in `event_selectors` or "
        "`advanced_event_selectors`.",
        references=(
            "AWS-FSBP CloudTrail.1",
            "AWS-FSBP CloudTrail.2",
            "AWS-FSBP CloudTrail.4",
            "AWS-FSBP CloudTrail.5",
            "CIS-AWS-3.0 3.1",
        ),
        preview="the switches themselves; key and log group by being named",
        passes="is_multi_region_trail=True, enable_log_file_validation=True",
        fails="enable_log_file_validation=False",
    ),
    kinds.TRAIL,
)
def trail(resource: Resource, _: Config) -> Findings:
    """Logging and global events are on unless switched off."""
    yield from must_be_on(resource, "isMultiRegionTrail")
    yield from must_be_on(resource, "enableLogFileValidation")
    yield from must_be_on(resource, "enableLogging")
    yield from must_be_on(resource, "includeGlobalServiceEvents")
    yield from must_have_customer_key(resource, "kmsKeyId")
    yield from must_name(resource, "cloudWatchLogsGroupArn")
    yield from _selectors(resource)


def _selectors(resource: Resource) -> Findings:
    """Without selectors a trail records all management events. One for data alone leaves them to another trail."""
    for path, recorded in (("eventSelectors", _recorded), ("advancedEventSelectors", _recorded_by_fields)):
        selectors = resource.get(path)
        if has_unknown(selectors):
            yield Undecided(resource, path)
            continue
        found = {recorded(one) for one in items(selectors)}
        if found - {_DATA} and not (_ALL in found or found >= {"ReadOnly", "WriteOnly"}):
            yield Violation(resource, f"`{path}` leave out what changes something, what reads it, or a service.")


def _recorded(selector: object) -> str:
    """Which management events a selector records."""
    if dig(selector, "includeManagementEvents") is False:
        return _DATA if dig(selector, "dataResources") else _PART
    return _PART if items(dig(selector, "excludeManagementEventSources")) else text(dig(selector, "readWriteType")) or _ALL


def _recorded_by_fields(selector: object) -> str:
    """The same for a selector that names fields of events: any but the two here leave some of a kind out."""
    fields = {text(dig(one, "field")): [str(word).lower() for word in items(dig(one, "equals"))] for one in _fields(selector)}
    if fields.get("eventCategory") != ["management"]:
        return _DATA
    if not fields.keys() <= {"eventCategory", "readOnly"}:
        return _PART
    return _KINDS.get(" ".join(fields.get("readOnly", ())), _ALL)


def _fields(selector: object) -> list[object]:
    return items(dig(selector, "fieldSelectors"))


@stack_rule(
    About(
        name="alarm-acts",
        title="Every alarm tells somebody, and knows what silence means",
        severity="low",
        level="advisory",
        why="An alarm nobody hears changes colour on a page; one with no rule for missing data stays green when the source dies.",
        fix="Set `alarm_actions` to a topic with an `aws.sns.TopicSubscription`, whose policy and key let CloudWatch come, "
        "and `treat_missing_data` to what silence means for the metric.",
        references=("AWS-FSBP CloudWatch.15", "AWS-FSBP CloudWatch.17", "NIST-800-53 AU-6(1)", "NIST-800-53 SI-4(12)"),
        preview="the actions by being named; the edges from actions to topics, from subscriptions to those, and from what acts on "
        "an alarm itself; policies when known",
        passes='alarm_actions=[topic.arn], treat_missing_data="breaching"',
        fails="alarm_actions=[]",
    ),
)
def acts(graph: Graph, _: Config) -> Findings:
    """A composite alarm has states instead of data. An alarm that a composite one, a deployment or a health check acts on needs no
    action of its own.

    What an alarm leads to has to hear it: a topic of the stack by a subscription, a policy and a key that let CloudWatch come.
    """
    users = acted_upon(graph)
    acted_on = frozenset(users.found)
    called: dict[Resource, None] = {}
    for alarm in graph.of(kinds.ALARM, kinds.COMPOSITE_ALARM):
        is_told = any(one is UNKNOWN or not is_absent(one) for one in items(alarm.get("alarmActions")))
        if not is_told and alarm.urn not in acted_on:
            found = iter([Violation(alarm, "`alarmActions` names nobody.")])
            yield from at_most_undecided(found, users.undecided[0]) if users.undecided else found
        yield from must_be_on(alarm, "actionsEnabled")
        if alarm.type == kinds.ALARM:
            yield from must_be_one_of(alarm, "treatMissingData", ("breaching", "notBreaching", "ignore", "missing"))
        called |= dict.fromkeys(graph.links(alarm, "alarmActions", *_HEARS).targets)
    for target in called:
        yield from _hears(graph, target)


def _hears(graph: Graph, target: Resource) -> Findings:
    """One finding for each of what alarms lead to, however many do."""
    admits = admitted(graph, target, _HEARS[target.type])
    if admits is not True:
        found = Violation(target, "Alarms lead to it, and neither its policy nor its key's lets CloudWatch come.")
        yield Undecided(target, "whether CloudWatch may come") if admits is UNKNOWN else found
    listening = [graph.attached(token, path, kinds.TOPIC) for token, path in _LISTENERS]
    if target.type != kinds.TOPIC or any(attached.to(target) for attached in listening):
        return
    unresolved = [one for attached in listening for one in attached.unresolved]
    yield Undecided(unresolved[0], "topic") if unresolved else Violation(target, "Alarms lead to it, and nobody is subscribed.")


@resource_rule(
    About(
        name="provider-no-static-keys",
        title="No provider is given access keys",
        severity="critical",
        why="The keys lie in state and in every copy of it, and never expire.",
        fix="Leave `access_key`, `secret_key` and `token` out: the provider takes the role of whoever runs Pulumi, or "
        "`assume_role`.",
        references=("AWS-FSBP IAM.3", "CIS-AWS-3.0 1.14", "NIST-800-53 IA-5(1)", "NIST-800-53 IA-5(7)"),
        preview="the keys by being named",
        passes='assume_role={"role_arn": role_arn}',
        fails="access_key=..., secret_key=...",
    ),
    _PROVIDER,
)
def no_static_keys(provider: Resource, _: Config) -> Findings:
    """Presence decides: a key is a secret and never looked at."""
    for key in _STATIC_KEYS:
        value = provider.get(key)
        if value is UNKNOWN:
            yield Undecided(provider, key)
        elif not is_absent(value):
            yield Violation(provider, f"`{key}` is set.")


RULES: tuple[Rule, ...] = (trail, acts, no_static_keys)
