"""Answers of containers, functions, workflows, messaging and delivery pipelines."""

import json
import zlib
from collections.abc import Mapping
from typing import Final

from offline.simulation.shapes.templates import AnswerContext, AnswerTemplate, account_wide, by_arn, companion, named, regional
from offline.simulation.values import plain

_SCALING_ROLE: Final = (
    "role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService"
)


def _revision(context: AnswerContext) -> int:
    """A number that changes with the definition, as AWS counts: whatever names a revision follows each change."""
    written = json.dumps(plain(context.outputs), default=str, sort_keys=True)
    return 1 + zlib.crc32(written.encode()) % 1000


COMPUTE: Final[Mapping[str, AnswerTemplate]] = {
    "aws:ecs/cluster:Cluster": by_arn(regional("ecs", "cluster/{name}")),
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": companion("clusterName"),
    "aws:ecs/capacityProvider:CapacityProvider": by_arn(regional("ecs", "capacity-provider/{name}")),
    "aws:ecs/service:Service": {
        "cluster": "default",
        "launchType": "FARGATE",
        "platformVersion": "LATEST",
        "availabilityZoneRebalancing": "DISABLED",
        **by_arn(regional("ecs", "service/{cluster:tail}/{name}")),
    },
    "aws:ecs/taskDefinition:TaskDefinition": {
        "id": "{family}",
        "revision": _revision,
        "arnWithoutRevision": regional("ecs", "task-definition/{family}"),
        "arn": "{arnWithoutRevision}:{revision}",
        "networkMode": "bridge",
    },
    "aws:ecs/accountSettingDefault:AccountSettingDefault": {
        "id": regional("ecs", "{name}"),
        "principalArn": account_wide("iam", "root"),
    },
    "aws:ecr/repository:Repository": named(
        "ecr", "repository/{name}", registryId="{account}", repositoryUrl="{account}.dkr.ecr.{region}.amazonaws.com/{name}"
    ),
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": {"id": "{repository}", "registryId": "{account}"},
    "aws:ecr/repositoryPolicy:RepositoryPolicy": {"id": "{repository}", "registryId": "{account}"},
    "aws:ecr/registryPolicy:RegistryPolicy": {"id": "{account}", "registryId": "{account}"},
    "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration": {"id": "{account}", "registryId": "{account}"},
    "aws:ecr/replicationConfiguration:ReplicationConfiguration": {"id": "{account}", "registryId": "{account}"},
    "aws:ecr/pullThroughCacheRule:PullThroughCacheRule": {"id": "{ecrRepositoryPrefix}", "registryId": "{account}"},
    "aws:appautoscaling/target:Target": {
        "id": "{resourceId}",
        "arn": regional("application-autoscaling", "scalable-target/{hex34}"),
        "roleArn": account_wide("iam", _SCALING_ROLE),
    },
    "aws:appautoscaling/policy:Policy": named(
        "autoscaling", "scalingPolicy:{uuid}:resource/{serviceNamespace}/{resourceId}:policyName/{name}", alarmArns=lambda _: []
    ),
    "aws:appautoscaling/scheduledAction:ScheduledAction": named(
        "autoscaling", "scheduledAction:{uuid}:resource/{serviceNamespace}/{resourceId}:scheduledActionName/{name}"
    ),
    "aws:sfn/stateMachine:StateMachine": {
        "type": "STANDARD",
        **by_arn(regional("states", "stateMachine:{name}"), status="ACTIVE", revisionId="{uuid}", stateMachineVersionArn=""),
    },
    "aws:sfn/activity:Activity": by_arn(regional("states", "activity:{name}")),
    "aws:lambda/function:Function": {
        "id": "{name}",
        "arn": regional("lambda", "function:{name}"),
        "version": "$LATEST",
        "qualifiedArn": "{arn}:$LATEST",
        "invokeArn": "arn:{partition}:apigateway:{region}:lambda:path/2015-03-31/functions/{arn}/invocations",
    },
    "aws:lambda/layerVersion:LayerVersion": by_arn(
        regional("lambda", "layer:{layerName}:1"), layerArn=regional("lambda", "layer:{layerName}")
    ),
    "aws:lambda/eventSourceMapping:EventSourceMapping": {
        "uuid": "{uuid}",
        "id": "{uuid}",
        "arn": regional("lambda", "event-source-mapping:{id}"),
    },
    "aws:sns/topic:Topic": by_arn(regional("sns", "{name}"), owner="{account}"),
    "aws:sns/topicPolicy:TopicPolicy": {"id": "{arn}", "owner": "{account}"},
    "aws:sns/topicSubscription:TopicSubscription": by_arn("{topic}:{uuid}", ownerId="{account}", confirmationWasAuthenticated=True),
    "aws:sqs/queue:Queue": {
        "url": "https://sqs.{region}.amazonaws.com/{account}/{name}",
        "id": "{url}",
        "arn": regional("sqs", "{name}"),
    },
    "aws:sqs/queuePolicy:QueuePolicy": companion("queueUrl"),
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": companion("queueUrl"),
    "aws:cloudwatch/eventBus:EventBus": named("events", "event-bus/{name}"),
    "aws:cloudwatch/eventRule:EventRule": named("events", "rule/{name}"),
    "aws:cloudwatch/eventTarget:EventTarget": {"targetId": "{logical}-{hex7}", "id": "{rule}-{targetId}"},
    "aws:scheduler/schedule:Schedule": {
        "groupName": "default",
        "id": "{groupName}/{name}",
        "arn": regional("scheduler", "schedule/{groupName}/{name}"),
    },
    "aws:scheduler/scheduleGroup:ScheduleGroup": named("scheduler", "schedule-group/{name}"),
    "aws:codebuild/project:Project": by_arn(regional("codebuild", "project/{name}")),
    "aws:codepipeline/pipeline:Pipeline": named("codepipeline", "{name}"),
    "aws:codestarconnections/connection:Connection": by_arn(regional("codestar-connections", "connection/{uuid}")),
    "aws:codeconnections/connection:Connection": by_arn(regional("codeconnections", "connection/{uuid}")),
    "aws:codedeploy/application:Application": named("codedeploy", "application:{name}", applicationId="{uuid}"),
    "aws:codedeploy/deploymentGroup:DeploymentGroup": {
        "id": "{uuid}",
        "deploymentGroupId": "{id}",
        "arn": regional("codedeploy", "deploymentgroup:{appName}/{deploymentGroupName}"),
    },
    "aws:batch/jobDefinition:JobDefinition": by_arn(regional("batch", "job-definition/{name}:1"), revision=1),
    "aws:sagemaker/model:Model": named("sagemaker", "model/{name}"),
}
