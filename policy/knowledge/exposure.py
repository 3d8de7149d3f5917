"""Where each type says that it is open to everyone."""

from functools import partial
from typing import Final

from policy.knowledge.function_urls import FUNCTION_URL
from policy.knowledge.http_routes import ROUTE_AUTHORIZED
from policy.knowledge.needs import ABSENT, GIVEN, OFF, ON, Need
from policy.knowledge.network.cidr import are_anywhere
from policy.knowledge.network.endpoint_services import OFFERED
from policy.model import kinds

_MACHINES: Final = (
    "aws:ec2/instance:Instance",
    "aws:ec2/spotInstanceRequest:SpotInstanceRequest",
    "aws:ec2/launchTemplate:LaunchTemplate",
    "aws:ec2/launchConfiguration:LaunchConfiguration",
)
_SIGN_IN: Final = "a sign-in: a key is the same for everyone who has the page"
_NOT_ALL: Final = "(?!all$).*"
# An ARN with neither an account nor a bucket in it (`pattern_scope.names_no_account`), or none: whoever has such a thing may come.
_ANYONES_ARN: Final = r"(?!arn:[^:]*:[^:]*:[^:]*:(?:[^:*?]+:|:(?![*?]))).*"
_ANYONES: Final = {"principalOrgId": ABSENT, "sourceArn": _ANYONES_ARN, "sourceAccount": ABSENT}
_PUBLIC_ACL: Final = "(public-read|public-read-write|authenticated-read)"
_OBJECTS: Final = ("aws:s3/bucketObject:BucketObject", "aws:s3/bucketObjectv2:BucketObjectv2", "aws:s3/objectCopy:ObjectCopy")
_BLOCKS: Final = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")


METADATA_DEFAULTS: Final = "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults"
"""The defaults of an account and region for the metadata service of what says nothing (since 2024-03-25)."""
# The metadata service's first version hands a role's credentials to whoever makes the machine forward a request.
METADATA: Final = (
    *(
        Need(
            token,
            "metadataOptions.httpTokens",
            wants="required",
            says="`required`",
            where={"metadataOptions.httpEndpoint": "|enabled"},
            absent_unless=("launchTemplate",) if "Launch" not in token else (),
        )
        for token in _MACHINES
    ),
    Need(
        "aws:imagebuilder/infrastructureConfiguration:InfrastructureConfiguration",
        "instanceMetadataOptions.httpTokens",
        wants="required",
        says="`required`",
    ),
)

EXPOSURE: Final = (
    *METADATA,
    OFFERED,
    Need(
        "aws:ec2/snapshotCreateVolumePermission:SnapshotCreateVolumePermission",
        "accountId",
        wants=_NOT_ALL,
        says="an account",
    ),
    Need("aws:ec2/amiLaunchPermission:AmiLaunchPermission", "group", wants=_NOT_ALL, says="left out"),
    Need("aws:ssm/document:Document", "permissions.accountIds", wants=_NOT_ALL, says="accounts"),
    Need("aws:ssm/document:Document", "permissions.account_ids", wants=_NOT_ALL, says="accounts"),
    *(
        Need(token, path, wants=OFF, says="false")
        for token, path in (
            *((token, "associatePublicIpAddress") for token in _MACHINES if "launchTemplate" not in token),
            ("aws:ec2/launchTemplate:LaunchTemplate", "networkInterfaces.*.associatePublicIpAddress"),
            ("aws:ec2/spotFleetRequest:SpotFleetRequest", "launchSpecifications.*.associatePublicIpAddress"),
            ("aws:redshift/cluster:Cluster", "publiclyAccessible"),
            ("aws:redshiftserverless/workgroup:Workgroup", "publiclyAccessible"),
            ("aws:neptune/clusterInstance:ClusterInstance", "publiclyAccessible"),
            ("aws:dms/replicationInstance:ReplicationInstance", "publiclyAccessible"),
            ("aws:mq/broker:Broker", "publiclyAccessible"),
            ("aws:timestreaminfluxdb/dbInstance:DbInstance", "publiclyAccessible"),
            ("aws:timestreaminfluxdb/dbCluster:DbCluster", "publiclyAccessible"),
        )
    ),
    Need(
        "aws:eks/cluster:Cluster",
        "vpcConfig.publicAccessCidrs",
        wants=".*",
        says="the addresses of those who may come",
        refuses=partial(are_anywhere, share=1 / 64),
        where={"vpcConfig.endpointPublicAccess": "|true"},
    ),
    *(
        Need(token, path, wants=f"(?!{word}$).*", says="something else", where=where)
        for token, path, word, where in (
            (FUNCTION_URL, "authorizationType", "none", {}),
            ("aws:lambda/permission:Permission", "principal", r"\*", _ANYONES),
            ("aws:lambda/layerVersionPermission:LayerVersionPermission", "principal", r"\*", {"organizationId": ABSENT}),
            ("aws:cloudwatch/eventPermission:EventPermission", "principal", r"\*", {"condition": ABSENT}),
            ("aws:mwaa/environment:Environment", "webserverAccessMode", "public_only", {}),
            # Whoever has its address reads what a build says and makes (CodeBuild API reference, UpdateProjectVisibility).
            (kinds.BUILD, "projectVisibility", "public_read", {}),
            (
                "aws:imagebuilder/distributionConfiguration:DistributionConfiguration",
                "distributions.*.amiDistributionConfiguration.launchPermission.userGroups",
                "all",
                {},
            ),
            *((token, "acl", _PUBLIC_ACL, {}) for token in _OBJECTS),
            ("aws:s3/objectCopy:ObjectCopy", "grants.*.uri", ".*/global/(allusers|authenticatedusers)", {}),
            *(("aws:s3/accessPoint:AccessPoint", f"publicAccessBlockConfiguration.{path}", "false", {}) for path in _BLOCKS),
            (
                "aws:emr/blockPublicAccessConfiguration:BlockPublicAccessConfiguration",
                "blockPublicSecurityGroupRules",
                "false",
                {},
            ),
        )
    ),
    Need(
        "aws:sagemaker/notebookInstance:NotebookInstance",
        "directInternetAccess",
        wants="disabled",
        says="`Disabled`",
    ),
    # Notebooks reach the internet through a network that is not the account's (Config, sagemaker-domain-in-vpc).
    Need("aws:sagemaker/domain:Domain", "appNetworkAccessType", wants="vpconly", says="`VpcOnly`"),
    # Web ports are for everyone, the others of a machine of Lightsail for those who look after it; the API names no default.
    *(
        Need(
            "aws:lightsail/instancePublicPorts:InstancePublicPorts",
            f"portInfos.*.{path}",
            wants=".*",
            says="the addresses of those who may come",
            refuses=partial(are_anywhere, share=1 / 64),
            where={"portInfos.*.toPort": "(?!(80|443)$).+", "portInfos.*.protocol": "(?!icmp).*"},
        )
        for path in ("cidrs", "ipv6Cidrs")
    ),
    *(Need(kinds.ACCOUNT_PUBLIC_ACCESS, path, wants=ON, says="true") for path in _BLOCKS),
    Need(
        "aws:opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy",
        "policy",
        wants=r'(?!.*"allowfrompublic"\s*:\s*true).*',
        says="one with `AllowFromPublic` false",
        where={"type": "network"},
    ),
    # With a key and no groups, EKS opens port 22 (Windows: 3389) of the nodes to everyone (EKS API reference, RemoteAccessConfig).
    Need(
        "aws:eks/nodeGroup:NodeGroup",
        "remoteAccess.sourceSecurityGroupIds",
        wants=GIVEN,
        says="the groups of those who may sign in",
        where={"remoteAccess.ec2SshKey": GIVEN},
    ),
    # What CloudFront reads from a bucket with no identity of its own anyone reads (Security Hub, CloudFront.13). The older way, an
    # origin access identity, is one; a bucket's website can have none.
    *(
        Need(
            token,
            "origins.*.originAccessControlId",
            wants=GIVEN,
            says="an `aws.cloudfront.OriginAccessControl`'s id",
            where={
                "origins.*.domainName": r"(?!.*\.s3-website[.-]).+\.s3[.-].*amazonaws\.com(\.cn)?",
                **dict.fromkeys((f"origins.*.{other}" for other in others), ABSENT),
            },
        )
        for token, others in (
            (kinds.DISTRIBUTION, ("customOriginConfig", "vpcOriginConfig", "s3OriginConfig.originAccessIdentity")),
            (kinds.TENANTS_DISTRIBUTION, ("customOriginConfigs", "vpcOriginConfigs")),
        )
    ),
)

# Interfaces of programs, and who may call them. Preflight requests carry no credentials.
AUTHORIZED: Final = (
    Need(
        "aws:apigateway/method:Method",
        "authorization",
        wants="(?!none$).+",
        says="`AWS_IAM`, `CUSTOM` or `COGNITO_USER_POOLS`",
        where={"httpMethod": "(?!options$).+", "apiKeyRequired": OFF},
    ),
    ROUTE_AUTHORIZED,
    # A network of any account that the gateway is shared with joins by itself (Security Hub, EC2.23).
    Need(
        "aws:ec2transitgateway/transitGateway:TransitGateway",
        "autoAcceptSharedAttachments",
        wants="|disable",
        says="`disable`",
    ),
    Need(
        "aws:appsync/graphQLApi:GraphQLApi",
        "authenticationType",
        wants="(?!api_key$).+",
        says=_SIGN_IN,
    ),
    Need(
        "aws:appsync/graphQLApi:GraphQLApi",
        "additionalAuthenticationProviders.*.authenticationType",
        wants="(?!api_key$).+",
        says=_SIGN_IN,
    ),
)
