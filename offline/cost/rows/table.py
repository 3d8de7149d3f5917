"""Every type of resource: billed by a function, free with the reason, or billed by use that no estimate here covers.

A type is in one table. A type in none is told in every estimate, and a test fails.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from offline.cost.lines import Line, Unpriced
from offline.cost.rows import compute, data, network, operations
from offline.cost.view import View
from offline.simulation.model import Resource

Row = Callable[[Resource, View], Iterator[Line | Unpriced]]

PRICED: Final[Mapping[str, Row]] = {
    "aws:backup/plan:Plan": data.backup_plan,
    "aws:backup/restoreTestingSelection:RestoreTestingSelection": data.restore_test,
    "aws:cloudtrail/trail:Trail": operations.trail,
    "aws:cloudwatch/dashboard:Dashboard": operations.dashboard,
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": operations.metric_filter,
    "aws:cloudwatch/metricAlarm:MetricAlarm": operations.alarm,
    "aws:ec2/eip:Eip": network.address,
    "aws:ec2/flowLog:FlowLog": network.flow_log,
    "aws:ec2/natGateway:NatGateway": network.nat_gateway,
    "aws:ec2/vpcEndpoint:VpcEndpoint": network.endpoint,
    "aws:ecr/repository:Repository": data.repository,
    "aws:ecs/cluster:Cluster": compute.cluster,
    "aws:ecs/service:Service": compute.service,
    "aws:ecs/taskDefinition:TaskDefinition": compute.job,
    "aws:elasticache/replicationGroup:ReplicationGroup": data.cache,
    "aws:kms/key:Key": operations.key,
    "aws:lb/loadBalancer:LoadBalancer": network.load_balancer,
    "aws:msk/cluster:Cluster": data.stream,
    "aws:rds/cluster:Cluster": data.aurora,
    "aws:rds/clusterInstance:ClusterInstance": data.aurora_instance,
    "aws:rds/instance:Instance": data.instance,
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": data.backup_copy,
    "aws:route53/healthCheck:HealthCheck": network.health_check,
    "aws:s3/bucket:Bucket": data.bucket,
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": data.bucket_copy,
    "aws:secretsmanager/secret:Secret": operations.secret,
    "aws:ssm/parameter:Parameter": operations.parameter,
    "aws:wafv2/webAcl:WebAcl": network.web_acl,
}

_SETTING: Final = "a setting of something that is priced"
_ACCESS: Final = "access costs nothing"
_PATHS: Final = "networks, routes and rules cost nothing"

FREE: Final[Mapping[str, str]] = {
    "aws:accessanalyzer/analyzer:Analyzer": "analysis of access from outside costs nothing",
    "aws:acm/certificate:Certificate": "public certificates cost nothing",
    "aws:acm/certificateValidation:CertificateValidation": "only waits",
    "aws:appautoscaling/policy:Policy": "scaling costs nothing; what runs is priced at the service",
    "aws:appautoscaling/scheduledAction:ScheduledAction": "scaling costs nothing; what runs is priced at the service",
    "aws:appautoscaling/target:Target": "scaling costs nothing; what runs is priced at the service",
    "aws:backup/restoreTestingPlan:RestoreTestingPlan": "priced at its selections",
    "aws:backup/selection:Selection": "priced at the plan",
    "aws:backup/vault:Vault": "priced at the plan",
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration": _SETTING,
    "aws:budgets/budget:Budget": "budgets without actions cost nothing",
    "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration": "messages to a channel cost nothing",
    "aws:cloudwatch/queryDefinition:QueryDefinition": "kept for nothing; a query scans for 0.005 USD a GB",
    "aws:costexplorer/costAllocationTag:CostAllocationTag": _SETTING,
    "aws:ebs/encryptionByDefault:EncryptionByDefault": _SETTING,
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": _PATHS,
    "aws:ec2/internetGateway:InternetGateway": _PATHS,
    "aws:ec2/route:Route": _PATHS,
    "aws:ec2/routeTable:RouteTable": _PATHS,
    "aws:ec2/routeTableAssociation:RouteTableAssociation": _PATHS,
    "aws:ec2/securityGroup:SecurityGroup": _PATHS,
    "aws:ec2/subnet:Subnet": _PATHS,
    "aws:ec2/vpc:Vpc": _PATHS,
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": _SETTING,
    "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate": _SETTING,
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": _SETTING,
    "aws:elasticache/parameterGroup:ParameterGroup": _SETTING,
    "aws:elasticache/subnetGroup:SubnetGroup": _SETTING,
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": _ACCESS,
    "aws:iam/policy:Policy": _ACCESS,
    "aws:iam/role:Role": _ACCESS,
    "aws:iam/rolePolicy:RolePolicy": _ACCESS,
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": _ACCESS,
    "aws:kms/alias:Alias": "a name of a key",
    "aws:lb/listener:Listener": "priced at the load balancer",
    "aws:lb/listenerRule:ListenerRule": "priced at the load balancer",
    "aws:lb/targetGroup:TargetGroup": "priced at the load balancer",
    "aws:msk/configuration:Configuration": _SETTING,
    "aws:msk/topic:Topic": "priced at the brokers",
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": _SETTING,
    "aws:rds/parameterGroup:ParameterGroup": _SETTING,
    "aws:rds/subnetGroup:SubnetGroup": _SETTING,
    "aws:route53/record:Record": "queries of aliases cost nothing",
    "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock": _SETTING,
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": _SETTING,
    "aws:s3/bucketLogging:BucketLogging": _SETTING,
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": _SETTING,
    "aws:s3/bucketPolicy:BucketPolicy": _ACCESS,
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": _SETTING,
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": _SETTING,
    "aws:s3/bucketVersioning:BucketVersioning": _SETTING,
    "aws:secretsmanager/secretVersion:SecretVersion": "priced at the secret",
    "aws:servicediscovery/httpNamespace:HttpNamespace": "names that only an API call finds cost nothing by the month",
    "aws:signer/signingProfile:SigningProfile": "signatures of images cost nothing",
    "aws:sns/topicPolicy:TopicPolicy": _ACCESS,
    "aws:sqs/queuePolicy:QueuePolicy": _ACCESS,
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": _SETTING,
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": _PATHS,
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": _PATHS,
    "aws:wafv2/webAclAssociation:WebAclAssociation": "priced at the web ACL",
}
"""Type -> why it costs nothing by itself."""

BY_USE: Final[Mapping[str, str]] = {
    "aws:cloudwatch/logGroup:LogGroup": "log groups that no service, job or flow log here writes to: 0.50 USD a GB taken in",
    "aws:codebuild/project:Project": "builds on Graviton: 0.0034 USD a minute with 2 vCPU, 100 minutes a month free",
    "aws:codepipeline/pipeline:Pipeline": "pipelines: 0.002 USD for each minute of an action, 100 a month free",
    "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration": "basic scanning is free; enhanced costs by image",
    "aws:ecr/replicationConfiguration:ReplicationConfiguration": "copied images: 0.10 USD a GB kept and 0.02 a GB sent",
    "aws:guardduty/detector:Detector": "GuardDuty: by events and GB that it looks at",
    "aws:guardduty/detectorFeature:DetectorFeature": "plans of GuardDuty: by events, objects and databases that they look at",
    "aws:scheduler/schedule:Schedule": "schedules: 14 million starts a month are free",
    "aws:securityhub/account:Account": "Security Hub: by checks and findings",
    "aws:securityhub/standardsSubscription:StandardsSubscription": "standards of Security Hub: by checks",
    "aws:sfn/stateMachine:StateMachine": "state machines: 0.025 USD for 1,000 steps, 4,000 a month free",
    "aws:sns/topic:Topic": "topics: a million messages a month are free",
    "aws:sns/topicSubscription:TopicSubscription": "mails: 2 USD for 100,000, 1,000 a month free",
    "aws:sqs/queue:Queue": "queues: a million requests a month are free",
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": "logs of blocked requests: 0.50 USD a GB",
}
"""Type -> what it is billed by."""

EVERYWHERE: Final = (
    "requests to keys, secrets, parameters and buckets: at most 0.05 USD for 10,000",
    "traffic between zones (0.01 USD a GB each way), and what models are asked",
)
"""What is billed by use of no one type, and is in no estimate."""
