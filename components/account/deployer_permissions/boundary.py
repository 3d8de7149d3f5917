"""The most that any role of one stack may ever do, whatever its own policies say: what its components grant, and no more."""

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from components.account.deployer_permissions.scope import DeployerScope
from components.base.grant import COPIES_VAULT, Grant, Pattern, Reach
from components.base.iam import Condition, Statement

# Placeholders of what the account stack says of a pipeline.
_OF_PIPELINES: Mapping[str, Callable[[DeployerScope], tuple[str, ...]]] = {
    "connection": lambda scope: scope.connections,
    "delivered": lambda scope: scope.delivers,
    "deployer": lambda scope: scope.deployers,
}
_OTHERS = re.compile(r"\{(readable|" + "|".join(_OF_PIPELINES) + r")")
_MODELS, _PROFILE = "bedrock", "bedrock:InferenceProfileArn"


def boundary(scope: DeployerScope, grants: Iterable[Grant]) -> list[Statement]:
    """Return statements for all reaches, with everything that the grants allow within them.

    It grants nothing by itself: a role gets what both its own policies and this one allow.

    Args:
        scope: the stack.
        grants: what its components can give to roles.
    """
    actions: dict[Reach, dict[str, None]] = {}
    for grant in grants:
        actions.setdefault(grant.reach, {}).update(dict.fromkeys(grant.actions))
    allowed = [
        Statement(
            sid=together[0].sid if len(together) == 1 else f"{together[0].sid}AndMore",
            actions=tuple(sorted({call for reach in together for call in actions[reach]})),
            resources=tuple(arn for reach in together for pattern in reach.resources for arn in _filled(scope, pattern)),
            conditions=_conditions(scope, together[0].conditions),
            because=together[0].because,
        )
        for together in _together({reach: calls for reach, calls in actions.items() if _reaches(scope, reach)})
    ]
    services = {call.partition(":")[0] for calls in actions.values() for call in calls} - {"iam"}
    refused = [_nowhere_else(scope, "Elsewhere", services - {_MODELS})] if services - {_MODELS} else []
    if _MODELS in services:
        refused.append(_nowhere_else(scope, "ModelsElsewhere", {_MODELS}, {_PROFILE: "true"}))
    return [*allowed, *refused]


def _together(actions: Mapping[Reach, Iterable[str]]) -> list[list[Reach]]:
    """Return the reaches that one statement can hold: under the same conditions, each of services that no other is about.

    No action of one then means a resource of another, and 6,144 characters hold a system with every tier. What may read another
    stack as well, or is AWS's, stands alone, easy to see.
    """
    groups: list[list[Reach]] = []
    alone = [reach for reach in actions if any("{" not in arn or _OTHERS.search(arn) for arn in reach.resources)]
    for reach in actions:
        about = _services(reach, actions)
        fitting = (
            group
            for group in groups
            if reach not in alone
            and group[0] not in alone
            and group[0].conditions == reach.conditions
            and all(about.isdisjoint(_services(other, actions)) for other in group)
        )
        if (group := next(fitting, None)) is None:
            groups.append([reach])
        else:
            group.append(reach)
    return groups


def _services(reach: Reach, actions: Mapping[Reach, Iterable[str]]) -> set[str]:
    """Return the services of a reach's actions and of its resources, which differ for Kafka and for backups.

    What a connection is a resource of, only its whole ARN says; its actions say both.
    """
    return {call.partition(":")[0] for call in actions[reach]} | {arn.split(":")[2] for arn in reach.resources if ":" in arn}


def _nowhere_else(
    scope: DeployerScope, sid: str, services: set[str], absent: Mapping[str, str] = MappingProxyType({})
) -> Statement:
    """Refuse other regions, once for all; IAM has none, and handing roles on is bounded by their names.

    Where a service tells no region, as brokers may not, there is nothing to refuse. A model is asked in other regions by the
    profile that a request names (Amazon Bedrock guide, "geographic cross-Region inference"), and by nothing else.
    """
    region = "aws:RequestedRegion"
    return Statement(
        sid=sid,
        effect="Deny",
        actions=tuple(f"{service}:*" for service in sorted(services)),
        resources=("*",),
        conditions={"StringNotEquals": {region: list(scope.regions)}, "Null": {region: "false", **absent}},
        because="it refuses, whatever the resource",
    )


def _reaches(scope: DeployerScope, reach: Reach) -> bool:
    """Whether a reach covers anything: nothing of other stacks, where a pipeline delivers to none yet."""
    return any(_filled(scope, pattern) for pattern in reach.resources)


def _filled(scope: DeployerScope, pattern: str) -> list[str]:
    """Return a pattern for the stack, and once more for each environment it may read and stack it delivers to, where it says so.

    A pattern about what the stack has not, such as a vault in another account, is none.
    """
    if pattern == COPIES_VAULT:
        return [] if scope.copies_vault is None else [scope.copies_vault]
    for placeholder, names in (*_OF_PIPELINES.items(), ("adopted", lambda scope: scope.adopts)):
        if f"{{{placeholder}}}" in pattern:
            return [pattern.format(account=scope.account, **{placeholder: name}) for name in names(scope)]
    environments = [scope.environment, *([] if scope.recovers is None else [scope.recovers])]
    filled = [
        pattern.format(
            account=scope.account,
            name=scope.name,
            underscored=scope.underscored,
            path=scope.path,
            system=scope.system,
            environment=scope.environment,
            readable=f"{scope.code}-{environment}",
            readable_environment=environment,
        )
        for environment in environments
    ]
    return list(dict.fromkeys(filled))


def _conditions(scope: DeployerScope, conditions: Pattern) -> Condition:
    return {operator: {key: _value(scope, value) for key, value in keys.items()} for operator, keys in conditions.items()}


def _value(scope: DeployerScope, pattern: str) -> str | list[str]:
    values = _filled(scope, pattern)
    return values[0] if len(values) == 1 else values
