"""One compliant resource of each type that the tables of needs name, and for each property something that it may not be."""

from collections.abc import Mapping

KEY = "arn:aws:kms:us-east-1:111122223333:key/1"
_MACHINE = {"metadataOptions": {"httpTokens": "required"}, "associatePublicIpAddress": False}
_DISK = {"rootBlockDevice": {"encrypted": True}, "ebsBlockDevices": [{"deviceName": "/dev/sdb", "encrypted": True}]}
_SEARCH = {
    "encryptAtRest": {"enabled": True},
    "nodeToNodeEncryption": {"enabled": True},
    "domainEndpointOptions": {"enforceHttps": True, "tlsSecurityPolicy": "Policy-Min-TLS-1-2-2019-07"},
    "logPublishingOptions": [{"logType": "AUDIT_LOGS", "cloudwatchLogGroupArn": "arn:aws:logs:us-east-1:111122223333:log-group:x"}],
}
_BLOCKS = dict.fromkeys(("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"), True)
_NEGOTIATED = [{"name": "Protocol-TLSv1", "value": "false"}, {"name": "Protocol-TLSv1.2", "value": "true"}]
_ON = {"encrypted": True}
_STORAGE = {"storageEncrypted": True}

GOOD: Mapping[str, Mapping[str, object]] = {
    "aws:ebs/volume:Volume": _ON,
    "aws:ebs/snapshotCopy:SnapshotCopy": _ON,
    "aws:ec2/amiCopy:AmiCopy": _ON,
    "aws:ec2/ami:Ami": {"ebsBlockDevices": [{"deviceName": "/dev/sda", "encrypted": True}]},
    "aws:ec2/instance:Instance": {**_MACHINE, **_DISK},
    "aws:ec2/spotInstanceRequest:SpotInstanceRequest": {**_MACHINE, **_DISK},
    "aws:ec2/launchTemplate:LaunchTemplate": {
        "metadataOptions": {"httpTokens": "required"},
        "networkInterfaces": [{"associatePublicIpAddress": "false"}],
        "blockDeviceMappings": [{"deviceName": "/dev/sda", "ebs": {"encrypted": "true"}}],
    },
    "aws:ec2/launchConfiguration:LaunchConfiguration": {**_MACHINE, **_DISK},
    "aws:ec2/vpcEndpointService:VpcEndpointService": {"acceptanceRequired": False, "allowedPrincipals": ["arn:aws:iam::1:root"]},
    "aws:efs/fileSystem:FileSystem": _ON,
    "aws:opensearch/domain:Domain": _SEARCH,
    "aws:elasticsearch/domain:Domain": _SEARCH,
    "aws:redshift/cluster:Cluster": {"clusterIdentifier": "lake", "encrypted": "true", "publiclyAccessible": False},
    "aws:docdb/cluster:Cluster": {**_STORAGE, "enabledCloudwatchLogsExports": ["profiler", "audit"]},
    "aws:neptune/cluster:Cluster": {**_STORAGE, "enableCloudwatchLogsExports": ["audit"]},
    "aws:rds/globalCluster:GlobalCluster": _STORAGE,
    "aws:docdb/globalCluster:GlobalCluster": _STORAGE,
    "aws:neptune/globalCluster:GlobalCluster": _STORAGE,
    "aws:kinesis/stream:Stream": {"encryptionType": "KMS", "kmsKeyId": KEY},
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": {"serverSideEncryption": {"enabled": True}},
    "aws:workspaces/workspace:Workspace": {"rootVolumeEncryptionEnabled": True, "userVolumeEncryptionEnabled": True},
    "aws:dax/cluster:Cluster": {"serverSideEncryption": {"enabled": True}, "clusterEndpointEncryptionType": "TLS"},
    "aws:glue/dataCatalogEncryptionSettings:DataCatalogEncryptionSettings": {
        "dataCatalogEncryptionSettings": {"encryptionAtRest": {"catalogEncryptionMode": "SSE-KMS"}}
    },
    "aws:glue/securityConfiguration:SecurityConfiguration": {
        "encryptionConfiguration": {
            "s3Encryption": {"s3EncryptionMode": "SSE-KMS"},
            "cloudwatchEncryption": {"cloudwatchEncryptionMode": "SSE-KMS"},
            "jobBookmarksEncryption": {"jobBookmarksEncryptionMode": "CSE-KMS"},
        }
    },
    "aws:apigateway/methodSettings:MethodSettings": {"settings": {"cachingEnabled": True, "cacheDataEncrypted": True}},
    "aws:appsync/apiCache:ApiCache": {"atRestEncryptionEnabled": True, "transitEncryptionEnabled": True},
    "aws:ec2/snapshotCreateVolumePermission:SnapshotCreateVolumePermission": {"accountId": "111122223333"},
    "aws:ec2/amiLaunchPermission:AmiLaunchPermission": {"accountId": "111122223333"},
    "aws:ssm/document:Document": {"permissions": {"type": "Share", "accountIds": "111122223333"}},
    "aws:eks/cluster:Cluster": {
        "vpcConfig": {"endpointPublicAccess": True, "publicAccessCidrs": ["203.0.113.0/24"]},
        "enabledClusterLogTypes": ["api", "audit"],
    },
    "aws:redshiftserverless/workgroup:Workgroup": {
        "publiclyAccessible": False,
        "configParameters": [{"parameterKey": "require_ssl", "parameterValue": "true"}],
    },
    "aws:redshiftserverless/namespace:Namespace": {"logExports": ["userlog", "connectionlog"]},
    "aws:eks/nodeGroup:NodeGroup": {"remoteAccess": {"ec2SshKey": "ours", "sourceSecurityGroupIds": ["sg-1"]}},
    "aws:neptune/clusterInstance:ClusterInstance": {"publiclyAccessible": False},
    "aws:dms/replicationInstance:ReplicationInstance": {"publiclyAccessible": False},
    "aws:timestreaminfluxdb/dbInstance:DbInstance": {"publiclyAccessible": False},
    "aws:timestreaminfluxdb/dbCluster:DbCluster": {"publiclyAccessible": False},
    "aws:sagemaker/domain:Domain": {"appNetworkAccessType": "VpcOnly"},
    "aws:codebuild/project:Project": {"projectVisibility": "PRIVATE"},
    "aws:s3/bucketObject:BucketObject": {"acl": "private"},
    "aws:s3/bucketObjectv2:BucketObjectv2": {"acl": "private"},
    "aws:s3/objectCopy:ObjectCopy": {"acl": "private", "grants": [{"type": "CanonicalUser", "uri": ""}]},
    "aws:lightsail/instancePublicPorts:InstancePublicPorts": {
        "portInfos": [{"protocol": "tcp", "fromPort": 22, "toPort": 22, "cidrs": ["203.0.113.0/24"], "ipv6Cidrs": []}]
    },
    "aws:imagebuilder/infrastructureConfiguration:InfrastructureConfiguration": {
        "instanceMetadataOptions": {"httpTokens": "required"}
    },
    "aws:imagebuilder/distributionConfiguration:DistributionConfiguration": {
        "distributions": [{"amiDistributionConfiguration": {"launchPermission": {"userIds": ["111122223333"], "userGroups": []}}}]
    },
    "aws:ec2/spotFleetRequest:SpotFleetRequest": {
        "launchSpecifications": [{"associatePublicIpAddress": False, "rootBlockDevices": [_ON], "ebsBlockDevices": [_ON]}]
    },
    "aws:mq/broker:Broker": {"publiclyAccessible": False, "logs": {"general": True}},
    "aws:lambda/functionUrl:FunctionUrl": {"authorizationType": "AWS_IAM"},
    "aws:lambda/permission:Permission": {"principal": "sns.amazonaws.com"},
    "aws:lambda/layerVersionPermission:LayerVersionPermission": {"principal": "111122223333"},
    "aws:cloudwatch/eventPermission:EventPermission": {"principal": "111122223333"},
    "aws:sagemaker/notebookInstance:NotebookInstance": {"directInternetAccess": "Disabled"},
    "aws:mwaa/environment:Environment": {"webserverAccessMode": "PRIVATE_ONLY"},
    "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock": _BLOCKS,
    "aws:s3/accessPoint:AccessPoint": {"publicAccessBlockConfiguration": _BLOCKS},
    "aws:emr/blockPublicAccessConfiguration:BlockPublicAccessConfiguration": {"blockPublicSecurityGroupRules": True},
    "aws:opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy": {
        "type": "network",
        "policy": '[{"AllowFromPublic": false}]',
    },
    "aws:apigateway/method:Method": {"httpMethod": "GET", "authorization": "AWS_IAM", "apiKeyRequired": False},
    "aws:apigatewayv2/route:Route": {"routeKey": "GET /orders", "authorizationType": "JWT"},
    "aws:appsync/graphQLApi:GraphQLApi": {
        "authenticationType": "AWS_IAM",
        "additionalAuthenticationProviders": [{"authenticationType": "AWS_LAMBDA"}],
        "logConfig": {"fieldLogLevel": "ERROR"},
    },
    "aws:cloudfront/distribution:Distribution": {
        "viewerCertificate": {"acmCertificateArn": "arn:x", "minimumProtocolVersion": "TLSv1.2_2021"},
        "defaultCacheBehavior": {"viewerProtocolPolicy": "redirect-to-https"},
        "orderedCacheBehaviors": [{"viewerProtocolPolicy": "https-only"}],
        "origins": [
            {
                "domainName": "shop.example.com",
                "customOriginConfig": {"originProtocolPolicy": "https-only", "originSslProtocols": ["TLSv1.2"]},
            }
        ],
        "loggingConfig": {"bucket": "logs.s3.amazonaws.com"},
    },
    "aws:cloudfront/multitenantDistribution:MultitenantDistribution": {
        "viewerCertificate": {"acmCertificateArn": "arn:x", "minimumProtocolVersion": "TLSv1.2_2021"},
        "defaultCacheBehavior": {"viewerProtocolPolicy": "redirect-to-https", "realtimeLogConfigArn": "arn:x"},
        "cacheBehaviors": [{"viewerProtocolPolicy": "https-only"}],
        "origins": [
            {
                "domainName": "shop.example.com",
                "customOriginConfigs": [{"originProtocolPolicy": "https-only", "originSslProtocols": ["TLSv1.2"]}],
            }
        ],
    },
    "aws:apigateway/domainName:DomainName": {"securityPolicy": "TLS_1_2"},
    "aws:apigateway/stage:Stage": {"accessLogSettings": {"destinationArn": "arn:x"}},
    "aws:apigatewayv2/stage:Stage": {"accessLogSettings": {"destinationArn": "arn:x"}},
    "aws:redshift/parameterGroup:ParameterGroup": {
        "family": "redshift-1.0",
        "parameters": [{"name": "require_ssl", "value": "true"}],
    },
    "aws:docdb/clusterParameterGroup:ClusterParameterGroup": {"parameters": [{"name": "tls", "value": "enabled"}]},
    "aws:neptune/clusterParameterGroup:ClusterParameterGroup": {"parameters": [{"name": "neptune_enforce_ssl", "value": "1"}]},
    "aws:memorydb/cluster:Cluster": {"tlsEnabled": True},
    "aws:dms/endpoint:Endpoint": {
        "engineName": "postgres",
        "sslMode": "verify-full",
        "kafkaSettings": {"securityProtocol": "sasl-ssl"},
        "redisSettings": {"sslSecurityProtocol": "ssl-encryption"},
    },
    "aws:elb/sslNegotiationPolicy:SslNegotiationPolicy": {"attributes": _NEGOTIATED},
    "aws:elb/loadBalancerPolicy:LoadBalancerPolicy": {"policyAttributes": _NEGOTIATED},
    "aws:elb/loadBalancer:LoadBalancer": {
        "listeners": [{"lbProtocol": "https"}],
        "accessLogs": {"bucket": "logs", "enabled": True},
    },
    "aws:transfer/server:Server": {"protocols": ["SFTP"], "structuredLogDestinations": ["arn:x"]},
    "aws:ecs/taskDefinition:TaskDefinition": {
        "volumes": [{"name": "files", "efsVolumeConfiguration": {"fileSystemId": "fs-1", "transitEncryption": "ENABLED"}}]
    },
    "aws:sfn/stateMachine:StateMachine": {"loggingConfiguration": {"level": "ERROR"}},
    "aws:globalaccelerator/accelerator:Accelerator": {"attributes": {"flowLogsEnabled": True}},
    "aws:ec2transitgateway/transitGateway:TransitGateway": {"autoAcceptSharedAttachments": "disable"},
    "aws:networkfirewall/firewall:Firewall": {"name": "hub", "arn": "arn:firewall"},
    "aws:guardduty/detector:Detector": {"enable": True},
    "aws:guardduty/detectorFeature:DetectorFeature": {"status": "ENABLED"},
    "aws:cfg/recorderStatus:RecorderStatus": {"isEnabled": True},
    "aws:macie2/account:Account": {"status": "ENABLED"},
    "aws:cloudwatch/eventRule:EventRule": {"name": "nightly", "state": "ENABLED", "isEnabled": True},
    "aws:scheduler/schedule:Schedule": {"state": "ENABLED"},
    "aws:lambda/eventSourceMapping:EventSourceMapping": {"enabled": True},
    "aws:dlm/lifecyclePolicy:LifecyclePolicy": {"state": "ENABLED"},
    "aws:pipes/pipe:Pipe": {"desiredState": "RUNNING"},
    "aws:glue/trigger:Trigger": {"enabled": True},
    "aws:iot/topicRule:TopicRule": {"enabled": True},
    "aws:imagebuilder/imagePipeline:ImagePipeline": {"status": "ENABLED"},
    "aws:synthetics/canary:Canary": {"startCanary": True},
    **{
        f"aws:{service}/eventSubscription:EventSubscription": {"enabled": True}
        for service in ("rds", "dms", "docdb", "neptune", "redshift")
    },
    "aws:ec2clientvpn/endpoint:Endpoint": {"connectionLogOptions": {"enabled": True}},
    "aws:route53/healthCheck:HealthCheck": {"disabled": False},
    "aws:autoscaling/policy:Policy": {"enabled": True},
    "aws:cloudtrail/eventDataStore:EventDataStore": {"suspend": "false"},
    "aws:kms/key:Key": {"isEnabled": True},
    "aws:secretsmanager/secretRotation:SecretRotation": {"rotationEnabled": True},
    "aws:wafv2/webAcl:WebAcl": {"arn": "arn:acl", "name": "acl", "scope": "CLOUDFRONT", "region": "us-east-1"},
    "aws:budgets/budget:Budget": {"notifications": [{"notificationType": "ACTUAL"}]},
    "aws:costexplorer/anomalySubscription:AnomalySubscription": {"subscribers": [{"type": "EMAIL", "address": "a@example.com"}]},
}
# What a property may not be, where that is neither false for what is to be true nor the other way round.
BAD: Mapping[tuple[str, str], object] = {
    ("aws:kinesis/stream:Stream", "encryptionType"): "NONE",
    ("aws:glue/dataCatalogEncryptionSettings:DataCatalogEncryptionSettings", ""): "DISABLED",
    ("aws:glue/securityConfiguration:SecurityConfiguration", ""): "DISABLED",
    ("aws:ec2/snapshotCreateVolumePermission:SnapshotCreateVolumePermission", ""): "all",
    ("aws:ec2/amiLaunchPermission:AmiLaunchPermission", ""): "all",
    ("aws:ssm/document:Document", ""): "All",
    ("", "metadataOptions.httpTokens"): "optional",
    ("", "vpcConfig.publicAccessCidrs"): ["203.0.113.0/24", "0.0.0.0/0"],
    ("aws:lambda/functionUrl:FunctionUrl", ""): "NONE",
    ("", "principal"): "*",
    ("", "allowedPrincipals"): ["arn:aws:iam::111122223333:root", "*"],
    ("aws:sagemaker/notebookInstance:NotebookInstance", ""): "Enabled",
    ("aws:mwaa/environment:Environment", ""): "PUBLIC_ONLY",
    ("aws:opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy", ""): '[{"AllowFromPublic": true}]',
    ("aws:apigateway/method:Method", ""): "NONE",
    ("aws:apigatewayv2/route:Route", ""): "NONE",
    ("", "authenticationType"): "API_KEY",
    ("", "additionalAuthenticationProviders.*.authenticationType"): "API_KEY",
    ("", "viewerCertificate.minimumProtocolVersion"): "TLSv1.1_2016",
    ("", "defaultCacheBehavior.viewerProtocolPolicy"): "allow-all",
    ("", "orderedCacheBehaviors.*.viewerProtocolPolicy"): "allow-all",
    ("", "origins.*.customOriginConfig.originProtocolPolicy"): "http-only",
    ("", "origins.*.customOriginConfig.originSslProtocols"): ["TLSv1.2", "TLSv1"],
    ("aws:apigateway/domainName:DomainName", ""): "TLS_1_0",
    ("", "domainEndpointOptions.tlsSecurityPolicy"): "Policy-Min-TLS-1-0-2019-07",
    ("aws:redshift/parameterGroup:ParameterGroup", "parameters.*.value"): "false",
    ("aws:docdb/clusterParameterGroup:ClusterParameterGroup", ""): "disabled",
    ("aws:neptune/clusterParameterGroup:ClusterParameterGroup", ""): "0",
    ("aws:dax/cluster:Cluster", "clusterEndpointEncryptionType"): "NONE",
    ("aws:dms/endpoint:Endpoint", "sslMode"): "none",
    ("aws:dms/endpoint:Endpoint", ""): "plaintext",
    ("aws:elb/sslNegotiationPolicy:SslNegotiationPolicy", ""): "true",
    ("aws:elb/loadBalancerPolicy:LoadBalancerPolicy", ""): "true",
    ("", "cacheBehaviors.*.viewerProtocolPolicy"): "allow-all",
    ("", "origins.*.customOriginConfigs.0.originProtocolPolicy"): "http-only",
    ("", "origins.*.customOriginConfigs.0.originSslProtocols"): ["TLSv1.2", "TLSv1"],
    ("", "instanceMetadataOptions.httpTokens"): "optional",
    ("", "appNetworkAccessType"): "PublicInternetOnly",
    ("", "projectVisibility"): "PUBLIC_READ",
    ("", "acl"): "public-read",
    ("", "grants.*.uri"): "http://acs.amazonaws.com/groups/global/AllUsers",
    ("", "portInfos.*.cidrs"): ["203.0.113.0/24", "0.0.0.0/0"],
    ("", "portInfos.*.ipv6Cidrs"): ["2001:db8::/32", "::/0"],
    ("", "distributions.*.amiDistributionConfiguration.launchPermission.userGroups"): ["some", "all"],
    ("", "listeners.*.lbProtocol"): "HTTP",
    ("aws:transfer/server:Server", "protocols"): ["SFTP", "FTP"],
    ("aws:ecs/taskDefinition:TaskDefinition", ""): "DISABLED",
    ("", "logConfig.fieldLogLevel"): "NONE",
    ("aws:sfn/stateMachine:StateMachine", ""): "OFF",
    ("", "enabledClusterLogTypes"): ["api"],
    ("", "enabledCloudwatchLogsExports"): ["profiler"],
    ("", "enableCloudwatchLogsExports"): [],
    ("", "status"): "DISABLED",
    ("aws:macie2/account:Account", "status"): "PAUSED",
    ("", "state"): "DISABLED",
    ("", "desiredState"): "STOPPED",
    ("", "notifications"): [],
    ("", "subscribers"): [],
    ("", "suspend"): "true",
    ("", "autoAcceptSharedAttachments"): "enable",
    ("aws:wafv2/webAcl:WebAcl", "region"): "eu-west-1",
}
