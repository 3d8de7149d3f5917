"""What deploying a network and a public entrance takes: EC2, Elastic Load Balancing, ACM, WAF and Route 53.

Actions and the resources AWS checks them on are those of the Service Authorization Reference.
"""

from collections.abc import Sequence

from components.account.deployer_permissions.scope import NEW_SYSTEM_TAG, SYSTEM_TAG, DeployerScope
from components.base.iam import Condition, Statement, actions
from stack.site import PARTITION

# What each call makes carries its tags from the start, so that a rule about tags can be a rule about who made it.
_MAKES = {
    "AllocateAddress": "elastic-ip",
    "AuthorizeSecurityGroupEgress": "security-group-rule",
    "AuthorizeSecurityGroupIngress": "security-group-rule",
    "CreateFlowLogs": "vpc-flow-log",
    "CreateInternetGateway": "internet-gateway",
    "CreateNatGateway": "natgateway",
    "CreateRouteTable": "route-table",
    "CreateSecurityGroup": "security-group",
    "CreateSubnet": "subnet",
    "CreateVpc": "vpc",
    "CreateVpcEndpoint": "vpc-endpoint",
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


def network(scope: DeployerScope) -> list[Statement]:
    """Return what VPCs need. EC2 knows ids, not names: what carries a system's tag is that system's."""
    making = tuple(f"ec2:{call}" for call in _MAKES)
    adopting: Condition = {"StringEquals": {NEW_SYSTEM_TAG: scope.system_names}, "Null": {SYSTEM_TAG: "true"}}
    return [
        scope.allow(
            "ReadNetworks",
            ("ec2:Describe*",),
            ("*",),
            because="EC2 limits no Describe call to a resource, and all of them only read",
        ),
        scope.allow("MakeTagged", making, scope.arns("ec2", *(f"{kind}/*" for kind in sorted(set(_MAKES.values())))), scope.tagged),
        # The same calls are checked on what the new thing is put into: the subnet's VPC, the gateway's subnet.
        scope.allow("MakeInOwn", making, scope.arns("ec2", "*/*"), scope.own),
        scope.allow(
            "TagWhatIsMade",
            ("ec2:CreateTags",),
            scope.arns("ec2", "*/*"),
            {"StringEquals": {"ec2:CreateAction": list(_MAKES), **scope.tagged["StringEquals"]}},
        ),
        scope.allow("ChangeOwn", _CHANGES, scope.arns("ec2", "*/*"), scope.own),
        # A VPC's default group comes without tags; the program adopts it to empty it.
        scope.allow("AdoptDefaultGroup", ("ec2:CreateTags",), scope.arns("ec2", "security-group/*"), adopting),
    ]


def load_balancer(scope: DeployerScope, hosted_zones: Sequence[str]) -> list[Statement]:
    """Return what load balancers, certificates and web ACLs need, and DNS records in the zones with these ids."""
    balancers = scope.arns("elasticloadbalancing", "loadbalancer/app/{code}-*")
    acls = scope.arns("wafv2", "regional/webacl/{code}-*/*")
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
                "DeleteLoadBalancer DeleteRule DeleteWebACLAssociation GetLoadBalancerWebACL ModifyListener "
                "ModifyListenerAttributes ModifyLoadBalancerAttributes ModifyRule RemoveTags SetIpAddressType "
                "SetRulePriorities SetSecurityGroups SetSubnets",
            ),
            (*balancers, *scope.arns("elasticloadbalancing", "listener/app/{code}-*", "listener-rule/app/{code}-*")),
        ),
        # Pulumi names target groups, after the component's part, because they get replaced.
        scope.allow(
            "ManageTargets",
            actions(
                "elasticloadbalancing",
                "AddTags CreateTargetGroup DeleteTargetGroup ModifyTargetGroup ModifyTargetGroupAttributes RemoveTags",
            ),
            scope.arns("elasticloadbalancing", "targetgroup/*-targets-*"),
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
        ),
        scope.allow(
            "ManageFirewalls",
            actions(
                "wafv2",
                "AssociateWebACL CreateWebACL DeleteLoggingConfiguration DeleteWebACL DisassociateWebACL "
                "GetLoggingConfiguration GetWebACL GetWebACLForResource ListTagsForResource PutLoggingConfiguration "
                "TagResource UntagResource UpdateWebACL",
            ),
            (*acls, *balancers, *scope.arns("wafv2", "regional/managedruleset/*")),
        ),
        scope.allow(
            "PutFirewallBeforeBalancer",
            ("elasticloadbalancing:SetWebAcl",),
            ("*",),
            because="the service limits this call to no resource; WAF checks both ends by name",
        ),
        *_records(hosted_zones),
    ]


def _records(hosted_zones: Sequence[str]) -> list[Statement]:
    """DNS is where names are stolen, so zones are named by id, and without one there is nothing to allow."""
    zones = tuple(f"arn:{PARTITION}:route53:::hostedzone/{zone}" for zone in hosted_zones)
    if not zones:
        return []
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
            conditions={"ForAllValues:StringEquals": {"route53:ChangeResourceRecordSetsRecordTypes": list(RECORD_TYPES)}},
        ),
    ]
