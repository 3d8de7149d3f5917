"""What deploying a network and a public entrance takes: EC2, Elastic Load Balancing, ACM, WAF and Route 53.

Actions and the resources AWS checks them on are those of the Service Authorization Reference.
"""

from components.account.deployer_permissions.scope import ENVIRONMENT_TAG, SYSTEM_TAG, DeployerScope
from components.base.iam import Condition, Statement, actions
from stack.site import PARTITION

# What each call makes carries its tags from the start, so that a rule about tags can be a rule about who made it. In three
# statements, because a call is checked on what it is put into as well: none makes in one call what another call of it is put into.
_MAKES = {
    "MakeNetworks": {"AllocateAddress": "elastic-ip", "CreateInternetGateway": "internet-gateway", "CreateVpc": "vpc"},
    "MakePartsOfNetworks": {
        "CreateRouteTable": "route-table",
        "CreateSecurityGroup": "security-group",
        "CreateSubnet": "subnet",
    },
    "MakeWaysAndRules": {
        "AuthorizeSecurityGroupEgress": "security-group-rule",
        "AuthorizeSecurityGroupIngress": "security-group-rule",
        "CreateFlowLogs": "vpc-flow-log",
        "CreateNatGateway": "natgateway",
        "CreateVpcEndpoint": "vpc-endpoint",
    },
}
_CHANGES = actions(
    "ec2",
    "AssociateRouteTable AttachInternetGateway CreateRoute CreateTags DeleteFlowLogs DeleteInternetGateway "
    "DeleteNatGateway DeleteRoute DeleteRouteTable DeleteSecurityGroup DeleteSubnet DeleteTags DeleteVpc "
    "DeleteVpcEndpoints DetachInternetGateway DisassociateAddress DisassociateRouteTable GetSecurityGroupsForVpc "
    "ModifySecurityGroupRules ModifySubnetAttribute ModifyVpcAttribute ModifyVpcEndpoint ReleaseAddress ReplaceRoute "
    "ReplaceRouteTableAssociation RevokeSecurityGroupEgress RevokeSecurityGroupIngress",
)
# Alias records point at the load balancer, CNAMEs prove certificates. Delegations and mail stay with the owner of the zone.
RECORD_TYPES = ("A", "CNAME")
# The label of the record that proves a certificate: an underscore and 32 characters (ACM guide, "DNS validation"). A * would
# stand for more labels too, and so for the domains below this one, which may be another stack's.
PROOF = "_" + "?" * 32


def network(scope: DeployerScope) -> list[Statement]:
    """Return what VPCs need. EC2 knows ids, not names: what carries the stack's tags is the stack's."""
    calls = [call for kinds in _MAKES.values() for call in kinds]
    making = tuple(f"ec2:{call}" for call in calls)
    adopting: Condition = {**scope.tagged, "Null": {SYSTEM_TAG: "true", ENVIRONMENT_TAG: "true"}}
    return [
        scope.allow(
            "ReadNetworks",
            ("ec2:Describe*",),
            ("*",),
            because="EC2 limits no Describe call to a resource, and all of them only read",
        ),
        *(
            scope.allow(
                sid,
                tuple(f"ec2:{call}" for call in kinds),
                scope.arns("ec2", *(f"{kind}/*" for kind in sorted(set(kinds.values())))),
                scope.tagged,
            )
            for sid, kinds in _MAKES.items()
        ),
        # The same calls are checked on what the new thing is put into: the subnet's VPC, the gateway's subnet.
        scope.allow("MakeInOwn", making, scope.arns("ec2", "*/*"), scope.own),
        scope.allow(
            "TagWhatIsMade",
            ("ec2:CreateTags",),
            scope.arns("ec2", "*/*"),
            {"StringEquals": {"ec2:CreateAction": calls, **scope.tagged["StringEquals"]}},
        ),
        scope.allow("ChangeOwn", _CHANGES, scope.arns("ec2", "*/*"), scope.own),
        # A VPC's default group comes without tags; the program adopts it to empty it.
        scope.allow("AdoptDefaultGroup", ("ec2:CreateTags",), scope.arns("ec2", "security-group/*"), adopting),
    ]


def firewall_reads(scope: DeployerScope) -> list[Statement]:
    """Return what reading web ACLs takes, apart from what changes them: that is checked on more than is read."""
    balancers, acls = _entrance(scope)
    return [
        scope.allow(
            "ReadFirewalls",
            (
                "elasticloadbalancing:GetLoadBalancerWebACL",
                *actions("wafv2", "GetLoggingConfiguration GetWebACL GetWebACLForResource ListTagsForResource"),
            ),
            (*acls, *balancers),
        )
    ]


def _entrance(scope: DeployerScope) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the ARNs of the stack's load balancers, and of its web ACLs."""
    return scope.arns("elasticloadbalancing", "loadbalancer/app/{name}-*"), scope.arns("wafv2", "regional/webacl/{name}-*/*")


def load_balancer(scope: DeployerScope) -> list[Statement]:
    """Return what load balancers, certificates and web ACLs need, and the records of the stack's domains."""
    balancers, acls = _entrance(scope)
    return [
        scope.allow(
            "ReadBalancers",
            ("elasticloadbalancing:Describe*",),
            ("*",),
            because="the service limits no Describe call to a resource, and all of them only read",
        ),
        scope.allow(
            "ManageBalancers",
            actions(
                "elasticloadbalancing",
                "AddTags CreateListener CreateLoadBalancer CreateRule CreateWebACLAssociation DeleteListener "
                "DeleteLoadBalancer DeleteRule DeleteWebACLAssociation ModifyListener "
                "ModifyListenerAttributes ModifyLoadBalancerAttributes ModifyRule RemoveTags SetIpAddressType "
                "SetRulePriorities SetSecurityGroups SetSubnets",
            ),
            (*balancers, *scope.arns("elasticloadbalancing", "listener/app/{name}-*", "listener-rule/app/{name}-*")),
        ),
        # Pulumi names target groups, after the component's part, because they get replaced.
        scope.allow(
            "ManageTargets",
            actions(
                "elasticloadbalancing",
                "AddTags CreateTargetGroup DeleteTargetGroup ModifyTargetGroup ModifyTargetGroupAttributes RemoveTags",
            ),
            scope.arns("elasticloadbalancing", "targetgroup/*-targets-*"),
            scope.own_or_untagged,
        ),
        scope.allow(
            "RequestCertificates",
            ("acm:RequestCertificate",),
            ("*",),
            scope.tagged,
            because="a certificate has no ARN before it exists; the tag is what AWS can check",
        ),
        scope.allow(
            "ManageCertificates",
            actions(
                "acm",
                "AddTagsToCertificate DeleteCertificate DescribeCertificate ListTagsForCertificate RemoveTagsFromCertificate",
            ),
            scope.arns("acm", "certificate/*"),
            scope.own_or_untagged,
        ),
        scope.allow(
            "ManageFirewalls",
            actions(
                "wafv2",
                "AssociateWebACL CreateWebACL DeleteLoggingConfiguration DeleteWebACL DisassociateWebACL "
                "PutLoggingConfiguration TagResource UntagResource UpdateWebACL",
            ),
            (*acls, *balancers, *scope.arns("wafv2", "regional/managedruleset/*")),
        ),
        scope.allow(
            "PutFirewallBeforeBalancer",
            ("elasticloadbalancing:SetWebAcl",),
            ("*",),
            because="the service limits this call to no resource; WAF checks both ends by name",
        ),
        *_records(scope),
        *_health_checks(scope),
    ]


def _records(scope: DeployerScope) -> list[Statement]:
    """DNS is where names are stolen, so zones are named by id and records by name; without one there is nothing to allow."""
    zones = scope.zones
    if not zones or not scope.domains:
        return []
    names = [name for domain in scope.domains for name in (domain, f"{PROOF}.{domain}")]
    return [
        Statement(
            sid="FindZones",
            actions=("route53:ListHostedZones",),
            resources=("*",),
            because="zones are found by name, which means listing them",
        ),
        Statement(
            sid="ReadRecords",
            actions=("route53:GetHostedZone", "route53:ListResourceRecordSets", "route53:ListTagsForResource", "route53:GetChange"),
            # AWS's ids of changes start with C.
            resources=(*zones, f"arn:{PARTITION}:route53:::change/C*"),
        ),
        Statement(
            sid="WriteRecords",
            actions=("route53:ChangeResourceRecordSets",),
            resources=zones,
            conditions={
                "ForAllValues:StringEquals": {"route53:ChangeResourceRecordSetsRecordTypes": list(RECORD_TYPES)},
                "ForAllValues:StringLike": {"route53:ChangeResourceRecordSetsNormalizedRecordNames": names},
            },
        ),
    ]


def _health_checks(scope: DeployerScope) -> list[Statement]:
    """AWS tells one stack's checks from another's by neither name nor tag, so most stacks get none of them."""
    if not scope.health_checks:
        return []
    return [
        Statement(
            sid="MakeHealthChecks",
            actions=("route53:CreateHealthCheck",),
            resources=("*",),
            because="AWS decides the id of a health check, and limits the call to none",
        ),
        Statement(
            sid="ManageHealthChecks",
            actions=actions(
                "route53", "ChangeTagsForResource DeleteHealthCheck GetHealthCheck ListTagsForResource UpdateHealthCheck"
            ),
            resources=(f"arn:{PARTITION}:route53:::healthcheck/*",),
        ),
    ]
