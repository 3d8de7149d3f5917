"""Resource types that rules name, and the one spelling that stands for all of a type's spellings."""

import re
from functools import cache

BUCKET = "aws:s3/bucket:Bucket"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
TENANTS_DISTRIBUTION = "aws:cloudfront/multitenantDistribution:MultitenantDistribution"
BUCKET_ACL = "aws:s3/bucketAcl:BucketAcl"
BUCKET_ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
BUCKET_LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
BUCKET_LOGGING = "aws:s3/bucketLogging:BucketLogging"
BUCKET_OWNERSHIP = "aws:s3/bucketOwnershipControls:BucketOwnershipControls"
BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy"
ACCOUNT_PUBLIC_ACCESS = "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock"
BUCKET_PUBLIC_ACCESS = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
BUCKET_VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"

# Buckets of other kinds, which have companions of the same types.
OTHER_BUCKETS = ("aws:s3/directoryBucket:DirectoryBucket", "aws:s3tables/tableBucket:TableBucket")

DB_INSTANCE = "aws:rds/instance:Instance"
DB_CLUSTER = "aws:rds/cluster:Cluster"
DB_CLUSTER_INSTANCE = "aws:rds/clusterInstance:ClusterInstance"
DB_SNAPSHOT = "aws:rds/snapshot:Snapshot"
DB_SNAPSHOT_COPY = "aws:rds/snapshotCopy:SnapshotCopy"
DB_CLUSTER_SNAPSHOT_COPY = "aws:rds/clusterSnapshotCopy:ClusterSnapshotCopy"
DB_CLUSTER_SNAPSHOT = "aws:rds/clusterSnapshot:ClusterSnapshot"
DB_PROXY = "aws:rds/proxy:Proxy"
DB_PARAMETERS = "aws:rds/parameterGroup:ParameterGroup"
DB_CLUSTER_PARAMETERS = "aws:rds/clusterParameterGroup:ClusterParameterGroup"

CACHE_CLUSTER = "aws:elasticache/cluster:Cluster"
CACHE_REPLICATION_GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"
CACHE_SERVERLESS = "aws:elasticache/serverlessCache:ServerlessCache"
CACHE_USER = "aws:elasticache/user:User"
CACHE_USER_GROUP = "aws:elasticache/userGroup:UserGroup"
KAFKA_CLUSTER = "aws:msk/cluster:Cluster"
KAFKA_POLICY = "aws:msk/clusterPolicy:ClusterPolicy"
KAFKA_SERVERLESS = "aws:msk/serverlessCluster:ServerlessCluster"

SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup"
DEFAULT_SECURITY_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
SECURITY_GROUP_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule"
INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS_RULE = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
GROUP_ASSOCIATION = "aws:vpc/securityGroupVpcAssociation:SecurityGroupVpcAssociation"
PREFIX_LIST = "aws:ec2/managedPrefixList:ManagedPrefixList"
PREFIX_LIST_ENTRY = "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry"

LOAD_BALANCER = "aws:lb/loadBalancer:LoadBalancer"
CLASSIC_LOAD_BALANCER = "aws:elb/loadBalancer:LoadBalancer"
LISTENER = "aws:lb/listener:Listener"
LISTENER_RULE = "aws:lb/listenerRule:ListenerRule"

SERVICE = "aws:ecs/service:Service"
TASK_SET = "aws:ecs/taskSet:TaskSet"
TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition"
EXPRESS_SERVICE = "aws:ecs/expressGatewayService:ExpressGatewayService"
DAEMON = "aws:ecs/daemon:Daemon"
DAEMON_TASKS = "aws:ecs/daemonTaskDefinition:DaemonTaskDefinition"
STATE_MACHINE = "aws:sfn/stateMachine:StateMachine"
EVENT_TARGET = "aws:cloudwatch/eventTarget:EventTarget"
SCHEDULE = "aws:scheduler/schedule:Schedule"

KEY = "aws:kms/key:Key"
KEY_POLICY = "aws:kms/keyPolicy:KeyPolicy"
KEY_REPLICA = "aws:kms/replicaKey:ReplicaKey"
KEY_EXTERNAL = "aws:kms/externalKey:ExternalKey"
KEY_REPLICA_EXTERNAL = "aws:kms/replicaExternalKey:ReplicaExternalKey"
KEYS = (KEY, KEY_REPLICA, KEY_EXTERNAL, KEY_REPLICA_EXTERNAL)
KEY_GRANT = "aws:kms/grant:Grant"
KEY_ALIAS = "aws:kms/alias:Alias"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
LOG_METRIC_FILTER = "aws:cloudwatch/logMetricFilter:LogMetricFilter"
STORED_SECRETS = "aws:secretsmanager/secret:Secret"

ROLE = "aws:iam/role:Role"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
USER_POLICY = "aws:iam/userPolicy:UserPolicy"
GROUP_POLICY = "aws:iam/groupPolicy:GroupPolicy"
MANAGED_POLICY = "aws:iam/policy:Policy"
PERMISSION_SET_POLICY = "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy"
PERMISSION_SET_ATTACHMENT = "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment"
DEVICE_POLICY = "aws:iot/policy:Policy"
ROLE_ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
USER_ATTACHMENT = "aws:iam/userPolicyAttachment:UserPolicyAttachment"
GROUP_ATTACHMENT = "aws:iam/groupPolicyAttachment:GroupPolicyAttachment"
ATTACHMENT = "aws:iam/policyAttachment:PolicyAttachment"
ROLE_ATTACHMENTS_EXCLUSIVE = "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive"
USER_ATTACHMENTS_EXCLUSIVE = "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive"
GROUP_ATTACHMENTS_EXCLUSIVE = "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive"

REPOSITORY = "aws:ecr/repository:Repository"
REPOSITORY_LIFECYCLE = "aws:ecr/lifecyclePolicy:LifecyclePolicy"
REPOSITORY_TEMPLATE = "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate"
REPOSITORY_POLICY = "aws:ecr/repositoryPolicy:RepositoryPolicy"
REGISTRY_POLICY = "aws:ecr/registryPolicy:RegistryPolicy"

INSTANCE_PROFILE = "aws:iam/instanceProfile:InstanceProfile"

VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"
FLOW_LOG = "aws:ec2/flowLog:FlowLog"
INTERNET_GATEWAY = "aws:ec2/internetGateway:InternetGateway"
ROUTE_TABLE = "aws:ec2/routeTable:RouteTable"
DEFAULT_ROUTE_TABLE = "aws:ec2/defaultRouteTable:DefaultRouteTable"
ROUTE = "aws:ec2/route:Route"
ROUTE_ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
MAIN_ROUTE_ASSOCIATION = "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
ENDPOINT_POLICY = "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy"
ENDPOINT_SUBNET = "aws:ec2/vpcEndpointSubnetAssociation:VpcEndpointSubnetAssociation"
ENDPOINT_TABLE = "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation"
INSTANCE = "aws:ec2/instance:Instance"
DB_SUBNETS = "aws:rds/subnetGroup:SubnetGroup"
CACHE_SUBNETS = "aws:elasticache/subnetGroup:SubnetGroup"

WEB_ACL = "aws:wafv2/webAcl:WebAcl"
WEB_ACL_ASSOCIATION = "aws:wafv2/webAclAssociation:WebAclAssociation"
WEB_ACL_LOGGING = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"

CLUSTER = "aws:ecs/cluster:Cluster"
KAFKA_CONFIGURATION = "aws:msk/configuration:Configuration"
SECRETS_POLICY = "aws:secretsmanager/secretPolicy:SecretPolicy"
PARAMETER = "aws:ssm/parameter:Parameter"
TOPIC = "aws:sns/topic:Topic"
TOPIC_SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"
TOPIC_POLICY = "aws:sns/topicPolicy:TopicPolicy"
QUEUE = "aws:sqs/queue:Queue"
QUEUE_POLICY = "aws:sqs/queuePolicy:QueuePolicy"
PIPE = "aws:pipes/pipe:Pipe"
PIPELINE = "aws:codepipeline/pipeline:Pipeline"
BUILD = "aws:codebuild/project:Project"
EVENT_BUS = "aws:cloudwatch/eventBus:EventBus"
EVENT_DATA_STORE = "aws:cloudtrail/eventDataStore:EventDataStore"
TRAIL = "aws:cloudtrail/trail:Trail"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
COMPOSITE_ALARM = "aws:cloudwatch/compositeAlarm:CompositeAlarm"
USER = "aws:iam/user:User"
ACCESS_KEY = "aws:iam/accessKey:AccessKey"
LOGIN = "aws:iam/userLoginProfile:UserLoginProfile"
SERVICE_CREDENTIAL = "aws:iam/serviceSpecificCredential:ServiceSpecificCredential"
SSH_KEY = "aws:iam/sshKey:SshKey"
GROUP_MEMBERSHIP = "aws:iam/userGroupMembership:UserGroupMembership"
BACKUP_SELECTION = "aws:backup/selection:Selection"
BACKUP_PLAN = "aws:backup/plan:Plan"
BACKUP_VAULT = "aws:backup/vault:Vault"
BACKUP_VAULT_POLICY = "aws:backup/vaultPolicy:VaultPolicy"
TABLE = "aws:dynamodb/table:Table"
VOLUME = "aws:ebs/volume:Volume"
FILE_SYSTEM = "aws:efs/fileSystem:FileSystem"
SEARCH_DOMAIN = "aws:opensearch/domain:Domain"
BACKUPS_REPLICATION = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
BUCKET_REPLICATION = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
FUNCTION = "aws:lambda/function:Function"
FUNCTION_PERMISSION = "aws:lambda/permission:Permission"
FUNCTION_POLICY = "aws:lambda/resourcePolicy:ResourcePolicy"

# What holds data that a deployment cannot make again. Pulumi protection on one of these makes a stack a protected one.
STATEFUL = frozenset(
    {
        BUCKET,
        CACHE_CLUSTER,
        CACHE_REPLICATION_GROUP,
        CACHE_SERVERLESS,
        DB_CLUSTER,
        DB_CLUSTER_INSTANCE,
        DB_INSTANCE,
        KAFKA_CLUSTER,
        KAFKA_SERVERLESS,
        KEY,
        QUEUE,
        REPOSITORY,
        STORED_SECRETS,
        BACKUP_VAULT,
        TABLE,
        VOLUME,
        FILE_SYSTEM,
        SEARCH_DOMAIN,
    }
)

_LOAD_BALANCING = ("aws:alb/", "aws:elasticloadbalancingv2/", "aws:applicationloadbalancing/")
_DEFAULT_VPC = "aws:ec2/defaultVpc:DefaultVpc"
_V2 = re.compile(r"^(aws:s3/\w+)V2(:\w+)V2$")


@cache
def canonical(token: str) -> str:
    """The spelling that rules use: `aws:alb/*` is `aws:lb/*`, S3's `V2` types are the plain ones, AWS's own network is one."""
    if token == _DEFAULT_VPC:
        return VPC
    for prefix in _LOAD_BALANCING:
        if token.startswith(prefix):
            return "aws:lb/" + token.removeprefix(prefix)
    return _V2.sub(r"\1\2", token)
