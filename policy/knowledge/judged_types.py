"""Which types of resources the pack knows: what it has no row for is counted in every report, so that silence is no pass."""

from collections.abc import Iterable
from typing import Final

from policy.knowledge.activity_logs import ACTIVITY_LOGS
from policy.knowledge.alarm_users import ALARM_USERS
from policy.knowledge.at_rest import AT_REST, EBS_DEFAULT
from policy.knowledge.callers import CALLS
from policy.knowledge.encryption_and_logs import KEY_PATHS, LOGGING_TYPES
from policy.knowledge.environments import ENVIRONMENTS
from policy.knowledge.exposure import AUTHORIZED, EXPOSURE, METADATA_DEFAULTS
from policy.knowledge.http_routes import API
from policy.knowledge.iam.resource_policies import RESOURCE_POLICIES
from policy.knowledge.implicit_log_groups import MAKERS
from policy.knowledge.in_transit import IN_TRANSIT
from policy.knowledge.network.elastic_addresses import EIP, EIP_ASSOCIATION, INTERFACE, INTERFACE_ATTACHMENT
from policy.knowledge.network.endpoint_services import ALLOWED_PRINCIPAL
from policy.knowledge.openapi import REST_API
from policy.knowledge.watchers import COMPANIONS, WATCHERS
from policy.model import kinds
from policy.model.graph import Resource

_PROVIDERS: Final = ("aws:", "aws-native:", "kubernetes:", "docker:")
# What holds nothing that a rule could be about (passwords, waiting), though a provider manages it; and components of AWSX.
_NOTHING: Final = ("pulumi:", "random:", "time:", "std:", "null:", "awsx:")
_NEEDS: Final = (*AT_REST, *IN_TRANSIT, *ACTIVITY_LOGS, *EXPOSURE, *AUTHORIZED, *WATCHERS)
# What other rules look for beside those, and what keeps, opens and says nothing that a rule could ask about.
_OTHERS: Final = (
    "aws:docdb/elasticCluster:ElasticCluster",
    "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration",
    "aws:route53/zone:Zone",
    "aws:s3/bucketNotification:BucketNotification",
    "aws:wafv2/webAclRule:WebAclRule",
    "aws:wafv2/webAclRuleGroupAssociation:WebAclRuleGroupAssociation",
    "aws:codebuild/sourceCredential:SourceCredential",
    "aws:codepipeline/webhook:Webhook",
    "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration",
    "aws:chatbot/teamsChannelConfiguration:TeamsChannelConfiguration",
    "aws:efs/backupPolicy:BackupPolicy",
    "aws:fsx/ontapFileSystem:OntapFileSystem",
    "aws:fsx/openZfsFileSystem:OpenZfsFileSystem",
    "aws:fsx/windowsFileSystem:WindowsFileSystem",
    "aws:keyspaces/table:Table",
)
_NOTHING_TO_JUDGE: Final = (
    "aws:acm/certificateValidation:CertificateValidation",
    "aws:autoscaling/schedule:Schedule",
    "aws:cloudwatch/dashboard:Dashboard",
    "aws:ec2/natGateway:NatGateway",
    "aws:ec2/networkInterfaceSecurityGroupAttachment:NetworkInterfaceSecurityGroupAttachment",
    "aws:ec2/vpcDhcpOptions:VpcDhcpOptions",
    "aws:ec2/vpcDhcpOptionsAssociation:VpcDhcpOptionsAssociation",
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
    "aws:resourcegroups/group:Group",
    "aws:route53/record:Record",
    "aws:scheduler/scheduleGroup:ScheduleGroup",
)
# Not here: types that are only read about others, such as which groups something runs under or which bucket it logs to. Nobody
# looks at what else is wrong with those.
KNOWN: Final = frozenset(
    map(
        kinds.canonical,
        (
            *(one for name, one in vars(kinds).items() if name.isupper() and isinstance(one, str) and one.startswith("aws:")),
            *(need.token for need in _NEEDS),
            *(need.beside[0] for need in _NEEDS if need.beside[0]),
            *(token for one in COMPANIONS for token in (one.token, *dict(one.by))),
            *(call.token for call in CALLS),
            *(maker.token for maker in MAKERS),
            *KEY_PATHS,
            *LOGGING_TYPES,
            *RESOURCE_POLICIES,
            *ENVIRONMENTS,
            *ALARM_USERS,
            EBS_DEFAULT,
            METADATA_DEFAULTS,
            *(API, REST_API, EIP, EIP_ASSOCIATION, INTERFACE, INTERFACE_ATTACHMENT, ALLOWED_PRINCIPAL),
            *_OTHERS,
            *_NOTHING_TO_JUDGE,
        ),
    )
)


def not_judged(resources: Iterable[Resource]) -> list[str]:
    """The types of resources that no rule and no row is about, in order."""
    types = {
        one.type for one in resources if one.type.startswith(_PROVIDERS) or (one.managed and not one.type.startswith(_NOTHING))
    }
    return sorted(types - KNOWN)
