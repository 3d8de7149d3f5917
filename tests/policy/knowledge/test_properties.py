"""What rules look for is there: a type or a property that no provider has makes a rule that can never fire."""

import builtins
import collections.abc
import importlib
import importlib.util
import re
import sys
import typing
from collections.abc import Callable
from functools import cache
from pathlib import Path

from offline.simulation import schema
from policy.knowledge.activity_logs import ACTIVITY_LOGS
from policy.knowledge.at_rest import AT_REST, EBS_DEFAULT
from policy.knowledge.encryption_and_logs import AUDIT_BUCKETS, KEY_PATHS
from policy.knowledge.environments import ENVIRONMENTS
from policy.knowledge.exposure import AUTHORIZED, EXPOSURE, METADATA
from policy.knowledge.iam.resource_policies import RESOURCE_POLICIES
from policy.knowledge.implicit_log_groups import MAKERS
from policy.knowledge.in_transit import IN_TRANSIT
from policy.knowledge.watchers import WATCHERS
from policy.model import kinds
from policy.model.aws_defaults import DEFAULTS
from tests.policy.asking import EDGE, noting
from tests.policy.rules import CASES
from tests.policy.tables import BY_NAME, judge

NEEDS = (*AT_REST, *IN_TRANSIT, *ACTIVITY_LOGS, *EXPOSURE, *AUTHORIZED, *WATCHERS)
INVENTED = "aws:any/thing:Thing"  # stands in cases for a type that rules do not know


def properties(token: str) -> set[str]:
    """Return the names of a type's properties; none for a type that the provider does not have."""
    room = token.split(":")[1].partition("/")[0]
    name = f"pulumi_aws.{'lambda_' if room == 'lambda' else room}"
    if importlib.util.find_spec(name):
        importlib.import_module(name)
    found = set(schema.properties(token))
    return found and {*found, "id"}


def is_there(token: str, path: str) -> bool:
    """Whether a type has a property, however deep; below an object of any keys there is everything."""
    if not properties(token):
        return False
    found: object = schema._class(token)  # noqa: SLF001  what the preview knows of the SDK
    for step in (one for one in path.split(".") if one != "*" and not one.isdigit()):
        if found is dict:
            return True
        if not isinstance(found, type) or issubclass(found, str | int | bool):
            return False
        getters = getters_of(found)
        getter = getters.get(step) or getters.get(re.sub("[A-Z]", lambda capital: f"_{capital[0].lower()}", step))
        if getter is None:
            return False
        found = inside(getter.__annotations__["return"], found)
    return True


def getters_of(cls: type) -> dict[str, Callable[..., object]]:
    """What reads each property of a class, by the property's name."""
    return {vars(one.fget).get("_pulumi_name", name): one.fget for name, one in all_properties(cls) if one.fget}


def all_properties(cls: type) -> list[tuple[str, property]]:
    return [(name, one) for base in cls.__mro__ for name, one in vars(base).items() if isinstance(one, property)]


def inside(annotation: object, owner: type) -> object:
    """The class in an annotation such as `Output[Optional[Sequence['outputs.Rule']]]`, which may be written as a string."""
    room = sys.modules[owner.__module__]
    if isinstance(annotation, str):
        annotation = eval(annotation, {**vars(room), "_builtins": builtins})  # noqa: S307  the SDK's own words
    while typing.get_args(annotation):
        if typing.get_origin(annotation) is collections.abc.Mapping:
            return dict
        annotation = next(one for one in typing.get_args(annotation) if one is not type(None))
    if not isinstance(annotation, str | typing.ForwardRef):
        return annotation
    name = (annotation if isinstance(annotation, str) else annotation.__forward_arg__).rpartition(".")[2].strip("'")
    outputs = importlib.import_module(".".join(owner.__module__.split(".")[:2]) + ".outputs")
    return getattr(outputs, name)


def test_every_row_s_property_exists() -> None:
    rows = {(need.token, path) for need in NEEDS for path in (need.path, *need.where, *need.absent_unless)}
    rows |= {need.beside for need in NEEDS if need.beside[0]} | {*DEFAULTS, *RESOURCE_POLICIES.items(), (EBS_DEFAULT, "enabled")}
    rows |= {row for row in AUDIT_BUCKETS if "networkfirewall" not in row[0]}  # whose destination is an object of any keys
    rows |= {(token, path) for token, paths in ENVIRONMENTS.items() for path in paths}
    assert sorted(row for row in rows if not is_there(*row)) == []


def test_a_property_that_is_not_there_is_found() -> None:
    for path in ("encrypt", "vpcOptions.subnets", "encryptAtRest.enabled.on", "clusterConfig.zoneAwarenessConfig.zones"):
        assert not is_there(kinds.SEARCH_DOMAIN, path), path
    assert not is_there("aws:opensearch/nothing:Nothing", "id")
    assert is_there("aws:ssm/document:Document", "permissions.anything")


def test_every_default_is_asked_for() -> None:
    with noting() as noted:
        for case in CASES:
            judge(BY_NAME[case.rule], case.plan, case.config)
    asked = {(token, path) for token, _, path in noted}
    assert [row for row in DEFAULTS if (kinds.canonical(row[0]), row[1].partition(".")[0]) not in asked] == []


def test_every_default_has_a_day_and_a_source() -> None:
    for row in DEFAULTS.values():
        assert row.since == "always" or re.fullmatch(r"20[12]\d(-\d\d(-\d\d)?)?", row.since)
        assert row.since[:4] != "2027"
        assert row.source


# What the provider's documentation says nothing about; their sources are elsewhere.
NOT_THE_PROVIDER_S = {
    *((kinds.CACHE_REPLICATION_GROUP, "transitEncryptionMode"), (kinds.CACHE_REPLICATION_GROUP, "snapshotRetentionLimit")),
    *((kinds.CACHE_CLUSTER, "snapshotRetentionLimit"), (kinds.CACHE_SERVERLESS, "snapshotRetentionLimit")),
    (kinds.KAFKA_CLUSTER, "brokerNodeGroupInfo.connectivityInfo.publicAccess.type"),
    *((kinds.KAFKA_CLUSTER, "clientAuthentication.unauthenticated"), (kinds.LOG_GROUP, "retentionInDays")),
    *((kinds.QUEUE, "sqsManagedSseEnabled"), (kinds.BUCKET_OWNERSHIP, "rule.objectOwnership")),
    *((need.token, need.path) for need in METADATA if "launchTemplate:" not in need.token),
    *(("aws:dms/endpoint:Endpoint", "sslMode"), ("aws:sfn/stateMachine:StateMachine", "loggingConfiguration.level")),
    *((f"aws:{search}/domain:Domain", "domainEndpointOptions.tlsSecurityPolicy") for search in ("opensearch", "elasticsearch")),
}


def test_the_provider_s_documentation_names_the_same_defaults() -> None:
    said = {row: re.findall(r"[^.]*[Dd]efault.*", documentation(*row)) for row in DEFAULTS}
    assert {row for row in DEFAULTS if not said[row]} == NOT_THE_PROVIDER_S
    words = {row: str(default.value).lower().removesuffix(".0") for row, default in DEFAULTS.items()}
    assert [row for row, text in said.items() if text and words[row] not in text[0].lower()] == []
    assert [row for row in NOT_THE_PROVIDER_S if DEFAULTS[row].source.startswith("provider")] == []


def documentation(token: str, path: str) -> str:
    """What the provider says about a property, in one line: from its source, as tests load the SDK without its documentation."""
    properties(token)
    found: object = schema._class(token)  # noqa: SLF001  what the preview knows of the SDK
    said = ""
    for step in (one for one in path.split(".") if one != "*"):
        assert isinstance(found, type)
        getter = getters_of(found)[step]
        source = class_source(str(sys.modules[found.__module__].__file__), found.__name__)
        text = re.search(rf'    def {getter.__name__}\(self\)[^\n]*:\n        """(.*?)"""', source, re.DOTALL)
        said = " ".join(text[1].split()) if text else ""
        found = inside(getter.__annotations__["return"], found)
    return said


@cache
def class_source(file: str, name: str) -> str:
    return Path(file).read_text().partition(f"\nclass {name}(")[2].partition("\nclass ")[0]


def test_every_type_exists() -> None:
    named = {one for one in vars(kinds).values() if isinstance(one, str) and one.startswith("aws:")}
    judged = {one.token for case in CASES for one in case.plan.specs.values() if one.token.startswith("aws:")}
    made = {maker.token for maker in MAKERS}
    assert {token for token in named | judged | made if not properties(kinds.canonical(token))} <= {INVENTED}


def test_every_key_s_property_exists() -> None:
    assert {
        (token, path) for token, paths in KEY_PATHS.items() for path in paths if path.split(".")[0] not in properties(token)
    } == set()


def test_every_property_of_what_has_a_log_group_exists() -> None:
    asked: set[tuple[str, str]] = set()
    for case in (case for case in CASES if case.rule == "log-groups-declared"):
        with noting() as noted:
            judge(BY_NAME[case.rule], case.plan, case.config)
        asked |= {(token, path.removeprefix(EDGE)) for token, _, path in noted if token.startswith("aws:")}
    names = {"name", "arn", "id", "bucket", "clusterIdentifier", "family", "keyId", "url"}  # any may identify one
    asked = {one for one in asked if one[0] not in (kinds.LOG_GROUP, kinds.FUNCTION) or one[1] not in names}
    assert {(token, path) for token, path in asked if path not in properties(token)} == set()
    assert {maker.token for maker in MAKERS} <= {token for token, _ in asked}
