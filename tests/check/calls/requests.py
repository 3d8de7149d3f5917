"""The questions that AWS asks of a deployer's policies for one call: on what is it made, and with what."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from offline.simulation.runner import Recording, Resource
from offline.simulation.values import leaves
from policy.knowledge.iam.service_authorization import Action, Check, action
from tests import reading
from tests.check.calls.made import arns, linked_role, region, searched
from tests.deciding import Context, Request
from tests.overlapping import is_a

ALIAS = "aws:kms/alias:Alias"
RECORD = "aws:route53/record:Record"
# Where the endpoint of a service is that has one for all regions.
_GLOBAL = {"chatbot": "us-east-2", "iam": "us-east-1", "route53": "us-east-1"}
# What services call themselves towards KMS, where types of the provider have another name.
_VIA = {"cloudwatch": "logs", "msk": "kafka", "sfn": "states"}


class UnnamedError(LookupError):
    """A resource names nothing of what AWS checks a call on, so that it seems not to need the call."""


class Thing(NamedTuple):
    """What a call is checked on, and the resource that it is or belongs to."""

    arn: str
    resource: Resource | None
    """None for what another stack has, or AWS."""


class Questions:
    """What AWS asks while a stack is deployed.

    Args:
        recording: the stack.
        zone: the ARN of the hosted zone that its records are in, which the program looks up.
        place: a region to ask about instead of each resource's own, where the regions are another test's matter.
    """

    def __init__(self, recording: Recording, zone: str, place: str = "") -> None:
        self.recording = recording
        self._zone = zone
        self._place = place

    def about(self, resource: Resource, handler: str, call: str) -> Iterator[Request]:
        """Yield what is asked for one call of a handler (`create`, `read`, `update`, `delete`).

        Raises:
            UnnamedError: the resource names nothing of what AWS checks the call on.
            LookupError: AWS has no such action.
        """
        known = action(call)
        if known is None:
            raise LookupError("the service authorization reference has no such action")
        if not known.checks:
            yield from self._requests(resource, handler, known, None, None)
            return
        is_named = False
        for check in known.checks:
            things = self._things(resource, known, check)
            # Where tags of several types are changed by one call, the reference asks for them all; it is made on one.
            if check.is_required and not things and known.access != "Tagging":
                raise UnnamedError(f"it is checked on a {check.on.name}, {check.on.arn}")
            is_named = is_named or bool(things)
            for thing in things:
                yield from self._requests(resource, handler, known, check, thing)
        search = searched(resource, known.name)
        if search:
            yield from self._requests(resource, handler, known, known.checks[0], Thing(search, None))
        if not is_named and not search:
            raise UnnamedError(f"it is checked on one of {', '.join(check.on.name for check in known.checks)}")

    def _things(self, resource: Resource, known: Action, check: Check) -> list[Thing]:
        """What a call is checked on of what the resource is and names."""
        if known.name == "iam:CreateServiceLinkedRole":
            role = linked_role(resource)
            return [Thing(role, resource)] if role and is_a(check.on.arn, role) else []
        changes_tags = known.access == "Tagging" or "Tags" in known.name
        key = (resource.urn, check.on.name, check.on.arn, changes_tags)
        if key not in self._checked:
            found = self._in_question(resource, check, changes_tags=changes_tags)
            self._checked[key] = [thing for thing in found if is_a(check.on.arn, thing.arn)]
        return self._checked[key]

    @cached_property
    def _checked(self) -> dict[tuple[str, str, str, bool], list[Thing]]:
        return {}

    def _in_question(self, resource: Resource, check: Check, *, changes_tags: bool) -> list[Thing]:
        named = self._named_by(resource)
        if changes_tags:
            return [thing for thing in named if thing.resource is resource]
        if check.on.name == "vpc":  # that of the subnets and groups that are named
            return [
                *named,
                *(
                    thing
                    for one in named
                    if one.resource and one.resource.type in _IN_VPCS
                    for thing in self._named_by(one.resource)
                ),
            ]
        return named

    def _named_by(self, resource: Resource) -> list[Thing]:
        """The resource itself and those that its arguments name."""
        if resource.urn not in self._named:
            names = sorted({leaf for leaf in leaves(resource.inputs) if isinstance(leaf, str)})
            own = {resource.urn: resource, **{other.urn: other for name in names for other in self._by_name.get(name, ())}}
            others = [name for name in names if name.startswith("arn:") and name not in self._by_name]
            self._named[resource.urn] = [
                *(Thing(arn, one) for one in own.values() for arn in arns(one)),
                *(Thing(arn, None) for arn in others),
                *([Thing(self._zone, resource)] if resource.type == RECORD else []),
            ]
        return self._named[resource.urn]

    @cached_property
    def _named(self) -> dict[str, list[Thing]]:
        return {}

    @cached_property
    def _by_name(self) -> Mapping[str, list[Resource]]:
        found: dict[str, list[Resource]] = {}
        for resource in self.recording.resources:
            if resource.custom and resource.type.startswith("aws:"):
                own = {str(resource.outputs.get("arn", "")), resource.id}
                if resource.type in _CALLED_BY_NAME:
                    own.add(str(resource.outputs["name"]))
                for name in own - {""}:
                    found.setdefault(name, []).append(resource)
        return found

    def _requests(
        self, resource: Resource, handler: str, known: Action, check: Check | None, thing: Thing | None
    ) -> Iterator[Request]:
        of_thing = () if check is None else check.keys if known.name.startswith("ec2:") else check.known_keys
        keys = (*known.keys, *of_thing)
        is_new = thing is not None and thing.resource is resource and handler == "create"
        # EC2 asks about the tags of what it makes before there are any; the others' calls that tag come after the one that makes.
        makes = is_new and "aws:RequestTag/*" in keys and (known.access != "Tagging" or known.name == "ec2:CreateTags")
        context = {"aws:RequestedRegion": (self._place or _region(resource, known),), **_values(resource, handler, known, thing)}
        if handler in ("create", "update") and "aws:RequestTag/*" in keys and (own := tags(resource)):
            context |= {f"aws:RequestTag/{key}": (value,) for key, value in own.items()}
            context["aws:TagKeys"] = tuple(own)
        arn = thing.arn if thing else "*"
        if thing is not None and not makes and "aws:ResourceTag/*" in keys:
            marked = {f"aws:ResourceTag/{key}": (value,) for key, value in tags(thing.resource).items()}
            yield Request(action=known.name, arn=arn, context={**context, **marked})
        # What is being made has no tags yet, and KMS takes minutes to know those of a new key (KMS guide, "ABAC").
        if thing is None or makes or "aws:ResourceTag/*" not in keys or (is_new and known.name.startswith("kms:")):
            yield Request(action=known.name, arn=arn, context=context)


_IN_VPCS = ("aws:ec2/securityGroup:SecurityGroup", "aws:ec2/subnet:Subnet")
# Types that others name by what is neither id nor ARN.
_CALLED_BY_NAME = ("aws:ecs/cluster:Cluster",)


def _region(resource: Resource, known: Action) -> str:
    return _GLOBAL.get(known.name.partition(":")[0]) or region(resource)


def _values(resource: Resource, handler: str, known: Action, thing: Thing | None) -> Context:
    """The values of condition keys that only some services have."""
    service, _, call = known.name.partition(":")
    role = thing.resource if thing and thing.resource and thing.resource.type == reading.ROLE else None
    found: dict[str, tuple[str, ...]] = {}
    if known.name == "ec2:CreateTags" and handler == "create" and resource.type in _MAKERS:
        found["ec2:CreateAction"] = (_MAKERS[resource.type],)
    if role is not None and service == "iam":
        found["iam:PermissionsBoundary"] = (role.inputs["permissionsBoundary"],)
    if role is not None and call == "PassRole":
        found["iam:PassedToService"] = tuple(_trusted(role))
    if thing is not None and call == "CreateServiceLinkedRole":
        found["iam:AWSServiceName"] = (thing.arn.split("/")[2],)
    if "policyArn" in resource.inputs:
        found["iam:PolicyARN"] = (resource.inputs["policyArn"],)
    family = resource.type.split(":")[1].split("/")[0]
    if service == "kms" and family != "kms":
        found["kms:ViaService"] = (f"{_VIA.get(family, family)}.{region(resource)}.amazonaws.com",)
        found["kms:GrantIsForAWSResource"] = ("true",)
    if resource.type == RECORD:
        found["route53:ChangeResourceRecordSetsRecordTypes"] = (resource.inputs["type"],)
        found["route53:ChangeResourceRecordSetsNormalizedRecordNames"] = (str(resource.inputs["name"]).rstrip(".").lower(),)
    return found


# The calls that tag what they make, by what they make: EC2 asks for `ec2:CreateTags` with their name.
_MAKERS = {
    "aws:ec2/eip:Eip": "AllocateAddress",
    "aws:ec2/flowLog:FlowLog": "CreateFlowLogs",
    "aws:ec2/internetGateway:InternetGateway": "CreateInternetGateway",
    "aws:ec2/natGateway:NatGateway": "CreateNatGateway",
    "aws:ec2/routeTable:RouteTable": "CreateRouteTable",
    "aws:ec2/securityGroup:SecurityGroup": "CreateSecurityGroup",
    "aws:ec2/subnet:Subnet": "CreateSubnet",
    "aws:ec2/vpc:Vpc": "CreateVpc",
    "aws:ec2/vpcEndpoint:VpcEndpoint": "CreateVpcEndpoint",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": "AuthorizeSecurityGroupEgress",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": "AuthorizeSecurityGroupIngress",
}


def _trusted(role: Resource) -> Iterator[str]:
    for statement in reading.document(role, "assumeRolePolicy"):
        services = statement["Principal"].get("Service", ())
        yield from [services] if isinstance(services, str) else services


def tags(resource: Resource | None) -> Mapping[str, str]:
    """Return the tags that a resource has once it is made, those of the provider's defaults too."""
    return dict(resource.outputs.get("tagsAll") or {}) if resource else {}
