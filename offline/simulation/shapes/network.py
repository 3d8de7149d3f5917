"""Answers of VPC, load balancing, DNS, certificates and the web application firewall."""

from collections.abc import Mapping
from typing import Any, Final

from offline.simulation.shapes.templates import AnswerContext, AnswerTemplate, account_wide, by_arn, companion, named, regional

# Hosted zones of application load balancers: docs.aws.amazon.com/general/latest/gr/elb.html
_BALANCER_ZONES: Final[Mapping[str, str]] = {
    "us-east-1": "Z35SXDOTRQ7X7K",
    "us-east-2": "Z3AADJGX6KTTL2",
    "us-west-1": "Z368ELLRRE2KJ0",
    "us-west-2": "Z1H1FL5HABSF5",
    "ca-central-1": "ZQSVJUPU6J1EY",
    "eu-central-1": "Z215JYRZR1TBD5",
    "eu-west-1": "Z32O12XQLNTSW2",
    "eu-west-2": "ZHURV8PSTC4K8",
}


def _ec2(prefix: str, kind: str) -> AnswerTemplate:
    return {"id": f"{prefix}-{{hex17}}", "arn": regional("ec2", f"{kind}/{{id}}"), "ownerId": "{account}"}


_RULE: Final[AnswerTemplate] = {
    "securityGroupRuleId": "sgr-{hex17}",
    "id": "{securityGroupRuleId}",
    "arn": regional("ec2", "security-group-rule/{id}"),
}


def _balancer_kind(context: AnswerContext) -> str:
    return {"network": "net", "gateway": "gwy"}.get(context["loadBalancerType"], "app")


def _balancer_suffix(context: AnswerContext) -> str:
    return context.fill(f"{_balancer_kind(context)}/{{name}}/{{hex16}}")


def _below(parent: str, kind: str, own: str) -> Any:
    """The ARN of a listener or rule continues that of what it belongs to."""

    def arn(context: AnswerContext) -> str:
        return str(context[parent]).replace(f":{kind}/", f":{own}/") + context.fill("/{hex16}")

    return arn


_BALANCER: Final[AnswerTemplate] = {
    "loadBalancerType": "application",
    "arnSuffix": _balancer_suffix,
    **by_arn(regional("elasticloadbalancing", "loadbalancer/{arnSuffix}")),
    "dnsName": "{name}-{digits10}.{region}.elb.amazonaws.com",
    "zoneId": lambda context: _BALANCER_ZONES.get(context["region"], context.fill("Z{upper13}")),
    "ipAddressType": "ipv4",
}
_TARGET_GROUP: Final[AnswerTemplate] = {
    "arnSuffix": "targetgroup/{name}/{hex16}",
    **by_arn(regional("elasticloadbalancing", "{arnSuffix}")),
    "ipAddressType": "ipv4",
    "loadBalancingAlgorithmType": "round_robin",
    "protocolVersion": "HTTP1",
}
_LISTENER: Final = by_arn(_below("loadBalancerArn", "loadbalancer", "listener"))
_LISTENER_RULE: Final = by_arn(_below("listenerArn", "listener", "listener-rule"))


def _validation_options(context: AnswerContext) -> list[Mapping[str, str]]:
    names = dict.fromkeys([context["domainName"], *(context["subjectAlternativeNames"] or [])])
    hosts = {name: name.removeprefix("*.") for name in names}
    return [
        {
            "domainName": name,
            "resourceRecordName": f"_{context.identity.hex(32, host)}.{host}.",
            "resourceRecordType": "CNAME",
            "resourceRecordValue": f"_{context.identity.hex(32, f'value {host}')}.acm-validations.aws.",
        }
        for name, host in hosts.items()
    ]


def _waf(kind: str) -> AnswerTemplate:
    def arn(context: AnswerContext) -> str:
        scope = "global" if context["scope"] == "CLOUDFRONT" else "regional"
        return context.fill(regional("wafv2", f"{scope}/{kind}/{{name}}/{{id}}"))

    return {"id": "{uuid}", "arn": arn, "lockToken": "{uuid}"}


def _endpoint_dns(context: AnswerContext) -> list[Mapping[str, str]]:
    host = context.fill("{id}-{lower8}.") + ".".join(reversed(context["serviceName"].split("."))) + ".vpce.amazonaws.com"
    return [{"dnsName": host, "hostedZoneId": context.fill("Z{upper13}")}]


NETWORK: Final[Mapping[str, AnswerTemplate]] = {
    "aws:ec2/vpc:Vpc": {
        **_ec2("vpc", "vpc"),
        "instanceTenancy": "default",
        "enableDnsSupport": True,
        "defaultSecurityGroupId": "sg-{hex17}",
        "defaultRouteTableId": "rtb-{hex17}",
        "mainRouteTableId": "{defaultRouteTableId}",
        "defaultNetworkAclId": "acl-{hex17}",
        "dhcpOptionsId": "dopt-{hex17}",
        "ipv6AssociationId": "",
    },
    "aws:ec2/subnet:Subnet": {**_ec2("subnet", "subnet"), "ipv6CidrBlockAssociationId": ""},
    "aws:ec2/securityGroup:SecurityGroup": _ec2("sg", "security-group"),
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": {"name": "default", **_ec2("sg", "security-group")},
    "aws:ec2/securityGroupRule:SecurityGroupRule": {"securityGroupRuleId": "sgr-{hex17}", "id": "sgrule-{digits10}"},
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": _RULE,
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": _RULE,
    "aws:ec2/routeTable:RouteTable": _ec2("rtb", "route-table"),
    "aws:ec2/defaultRouteTable:DefaultRouteTable": {"id": "{defaultRouteTableId}", "arn": regional("ec2", "route-table/{id}")},
    "aws:ec2/route:Route": {"id": "r-{routeTableId}{digits10}", "state": "active", "origin": "CreateRoute"},
    "aws:ec2/routeTableAssociation:RouteTableAssociation": {"id": "rtbassoc-{hex17}"},
    "aws:ec2/internetGateway:InternetGateway": _ec2("igw", "internet-gateway"),
    "aws:ec2/natGateway:NatGateway": {"id": "nat-{hex17}", "publicIp": "203.0.113.10", "networkInterfaceId": "eni-{hex17}"},
    "aws:ec2/eip:Eip": {
        "id": "eipalloc-{hex17}",
        "allocationId": "{id}",
        "arn": regional("ec2", "elastic-ip/{id}"),
        "publicIp": "203.0.113.10",
        "publicDns": "ec2-203-0-113-10.compute-1.amazonaws.com",
        "domain": "vpc",
    },
    "aws:ec2/networkAcl:NetworkAcl": _ec2("acl", "network-acl"),
    "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl": _ec2("acl", "network-acl"),
    "aws:ec2/flowLog:FlowLog": {"id": "fl-{hex17}", "arn": regional("ec2", "vpc-flow-log/{id}")},
    "aws:ec2/vpcEndpoint:VpcEndpoint": {
        **_ec2("vpce", "vpc-endpoint"),
        "vpcEndpointType": "Gateway",
        "prefixListId": "pl-{hex8}",
        "state": "available",
        "dnsEntries": _endpoint_dns,
    },
    "aws:lb/loadBalancer:LoadBalancer": _BALANCER,
    "aws:alb/loadBalancer:LoadBalancer": _BALANCER,
    "aws:lb/targetGroup:TargetGroup": _TARGET_GROUP,
    "aws:alb/targetGroup:TargetGroup": _TARGET_GROUP,
    "aws:lb/listener:Listener": _LISTENER,
    "aws:alb/listener:Listener": _LISTENER,
    "aws:lb/listenerRule:ListenerRule": _LISTENER_RULE,
    "aws:alb/listenerRule:ListenerRule": _LISTENER_RULE,
    "aws:lb/listenerCertificate:ListenerCertificate": {"id": "{listenerArn}_{certificateArn}"},
    "aws:acm/certificate:Certificate": by_arn(
        regional("acm", "certificate/{uuid}"),
        domainValidationOptions=_validation_options,
        status="PENDING_VALIDATION",
        type="AMAZON_ISSUED",
        keyAlgorithm="RSA_2048",
    ),
    "aws:acm/certificateValidation:CertificateValidation": companion("certificateArn"),
    "aws:route53/zone:Zone": {
        "zoneId": "Z{upper20}",
        "id": "{zoneId}",
        "arn": "arn:{partition}:route53:::hostedzone/{zoneId}",
        "primaryNameServer": "ns-1.awsdns-01.com",
        "nameServers": lambda _: ["ns-1.awsdns-01.com", "ns-2.awsdns-02.net", "ns-3.awsdns-03.org", "ns-4.awsdns-04.co.uk"],
    },
    "aws:route53/record:Record": {"id": "{zoneId}_{name}_{type}", "fqdn": "{name}"},
    "aws:route53/healthCheck:HealthCheck": {"id": "{uuid}", "arn": "arn:{partition}:route53:::healthcheck/{id}"},
    "aws:wafv2/webAcl:WebAcl": {**_waf("webacl"), "capacity": 100},
    "aws:wafv2/ipSet:IpSet": _waf("ipset"),
    "aws:wafv2/ruleGroup:RuleGroup": _waf("rulegroup"),
    "aws:wafv2/webAclAssociation:WebAclAssociation": {"id": "{webAclArn},{resourceArn}"},
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": companion("resourceArn"),
    "aws:servicediscovery/httpNamespace:HttpNamespace": {
        "id": "ns-{lower16}",
        "arn": regional("servicediscovery", "namespace/{id}"),
        "httpName": "{name}",
    },
    "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace": {
        "id": "ns-{lower16}",
        "arn": regional("servicediscovery", "namespace/{id}"),
        "hostedZone": "Z{upper20}",
    },
    "aws:servicediscovery/service:Service": {"id": "srv-{lower16}", "arn": regional("servicediscovery", "service/{id}")},
    "aws:cloudfront/distribution:Distribution": {
        "id": "E{upper13}",
        "arn": account_wide("cloudfront", "distribution/{id}"),
        "domainName": "d{lower13}.cloudfront.net",
        "hostedZoneId": "Z2FDTNDATAQYW2",
    },
    "aws:apigatewayv2/api:Api": {
        "id": "{lower10}",
        "arn": "arn:{partition}:apigateway:{region}::/apis/{id}",
        "executionArn": regional("execute-api", "{id}"),
        "apiEndpoint": "https://{id}.execute-api.{region}.amazonaws.com",
    },
    "aws:apigatewayv2/vpcLink:VpcLink": named("apigateway", "/vpclinks/{lower10}"),
}
