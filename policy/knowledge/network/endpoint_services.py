"""Services offered through PrivateLink, and who may connect to them.

Everyone's permission alone lets anyone ask; where requests are accepted by themselves too, the load balancer behind the service is
public though it has no public address (PrivateLink guide, "Configure an endpoint service").
"""

from typing import Final

from policy.knowledge.needs import OFF, Need
from policy.knowledge.paths import given
from policy.model.graph import Graph, Resource
from policy.model.rule import Findings, Undecided, Violation
from policy.model.values import UNKNOWN, text

ENDPOINT_SERVICE: Final = "aws:ec2/vpcEndpointService:VpcEndpointService"
ALLOWED_PRINCIPAL: Final = "aws:ec2/vpcEndpointServiceAllowedPrinciple:VpcEndpointServiceAllowedPrinciple"
OFFERED: Final = Need(
    ENDPOINT_SERVICE,
    "allowedPrincipals",
    wants=r"(?!\*$).*",
    says="those who may connect, or `acceptanceRequired` true",
    where={"acceptanceRequired": OFF},
)
_ACCEPTED, _PRINCIPAL, _SERVICE = "acceptanceRequired", "principalArn", "vpcEndpointServiceId"
_EVERYONE: Final = "*"


def offered_to_everyone(graph: Graph) -> Findings:
    """Permissions for everyone that stand beside their service. How a service of another stack accepts is not known."""
    for permission in graph.of(ALLOWED_PRINCIPAL):
        principal = permission.get(_PRINCIPAL)
        if principal is not UNKNOWN and text(principal) != _EVERYONE:
            continue
        services = graph.links(permission, _SERVICE, ENDPOINT_SERVICE).targets
        if len(services) != 1:
            yield Undecided(permission, _SERVICE)
        else:
            yield from _accepted(permission, services[0])


def _accepted(permission: Resource, service: Resource) -> Findings:
    accepted = given(service, _ACCEPTED)
    if accepted is True:
        return
    if accepted is UNKNOWN or permission.get(_PRINCIPAL) is UNKNOWN:
        yield Undecided(*((service, _ACCEPTED) if accepted is UNKNOWN else (permission, _PRINCIPAL)))
    elif _EVERYONE not in map(text, _listed(service)):
        yield Violation(permission, f"`{_PRINCIPAL}` is `{_EVERYONE}`, and `{service.name}` accepts whoever asks.")


def _listed(service: Resource) -> list[object]:
    """Whom a service names itself, which is judged there."""
    listed = given(service, "allowedPrincipals")
    return listed if isinstance(listed, list) else []
