"""What actions make, where AWS decides the id in the same call: no policy can name it, so a wildcard for it is no finding.

AWS's own policies have the form: `ec2:RunInstances` on `instance/*`, with the image and the subnet named ("Example policies to
control access to the Amazon EC2 API"; types by the Service Authorization Reference of October 2026).
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from policy.knowledge.iam.service_authorization import Action, ResourceType
from policy.knowledge.iam.service_authorization import action as told

# Services whose ARNs end in an id that AWS gives, where the reference calls it one (`key-pair/${KeyPairName}` is a name).
_SERVICES: Final = frozenset(
    {"comprehend", "ec2", "guardduty", "macie2", "route53resolver", "servicediscovery", "ssm", "vpc-lattice"}
)
_MAKING: Final = re.compile(r"^(?:create|copy|import|run|register|request)(\w+)$|^start(\w+(?:job|execution))$")
_ID: Final = re.compile(r":[\w-]+/\$\{\w*I[dD]\}$")
_ARN_COLONS: Final = 5
_RULE: Final = frozenset({"security-group-rule"})
_MACHINE: Final = frozenset({"instance", "network-interface", "volume"})
# What an action makes that is called otherwise than the action.
_OTHERS: Final[Mapping[str, frozenset[str]]] = {
    "ec2:allocateaddress": frozenset({"elastic-ip"}),
    "ec2:allocatehosts": frozenset({"dedicated-host"}),
    "ec2:authorizesecuritygroupegress": _RULE,
    "ec2:authorizesecuritygroupingress": _RULE,
    "ec2:copyimage": frozenset({"snapshot"}),
    "ec2:createfleet": _MACHINE,
    "ec2:createflowlogs": frozenset({"vpc-flow-log"}),
    "ec2:createimage": frozenset({"snapshot"}),
    "ec2:createmanagedprefixlist": frozenset({"prefix-list"}),
    "ec2:createrestoreimagetask": frozenset({"image"}),
    "ec2:createtransitgatewayconnect": frozenset({"transit-gateway-attachment"}),
    "ec2:createtransitgatewaypeeringattachment": frozenset({"transit-gateway-attachment"}),
    "ec2:createtransitgatewayvpcattachment": frozenset({"transit-gateway-attachment"}),
    "ec2:createvpcendpointserviceconfiguration": frozenset({"vpc-endpoint-service"}),
    "ec2:importimage": frozenset({"import-image-task"}),
    "ec2:importsnapshot": frozenset({"import-snapshot-task"}),
    "ec2:requestspotfleet": frozenset({"spot-fleet-request"}),
    "ec2:requestspotinstances": frozenset({"spot-instances-request"}),
    "ec2:runinstances": _MACHINE | {"spot-instances-request"},
}


def is_of_made_type(action: str, resource: str) -> bool:
    """Whether a pattern for resources stands only for what an action makes: for nothing else that the action is checked on.

    Args:
        action: an action in lower case; one with a wildcard is never meant.
        resource: a pattern that covers everything or all of a type.
    """
    found = told(action)
    if found is None or not found.checks:
        return False
    made = made_types(action)
    if not resource.startswith("arn:") or resource.count(":") < _ARN_COLONS:
        return len(made) == len(found.checks)
    service, name = _parts(resource)
    return any(service == of and name.startswith(form.partition("$")[0]) for of, form in (_parts(one.arn) for one in made))


@lru_cache(maxsize=4096)
def made_types(action: str) -> tuple[ResourceType, ...]:
    """What an action makes, of what it is checked on, as far as AWS gives it its id."""
    found = told(action)
    return tuple(check.on for check in found.checks if _makes(found, check.on)) if found else ()


def _makes(action: Action, on: ResourceType) -> bool:
    service, _, call = action.name.lower().partition(":")
    if service not in _SERVICES or not _ID.search(on.arn):
        return False
    called = _MAKING.sub(r"\1\2", call)
    return re.sub(r"\W", "", on.name) in (called, called.removesuffix("s")) or on.name in _OTHERS.get(action.name.lower(), ())


def _parts(arn: str) -> list[str]:
    """An ARN's service, and what stands behind the account."""
    return arn.split(":", _ARN_COLONS)[2::3]
