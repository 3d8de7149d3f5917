"""Where each type takes variables, arguments and scripts that whoever may look at it reads.

Tasks of ECS and builds are in `containers` and `build_specs`: their rules are older.
"""

from collections.abc import Callable, Mapping
from typing import Final

from policy.knowledge.containers import Container, containers_in, plain_secrets, singular
from policy.knowledge.paths import spread
from policy.knowledge.scripts import UnreadableScriptError, secret_lines
from policy.knowledge.secret_text import is_secret
from policy.model.graph import Resource
from policy.model.rule import Findings, Undecided, Violation
from policy.model.values import UNKNOWN, decode, dig, has_unknown, text

Reader = Callable[[Resource, str, object], Findings]
# Options whose names are the program's own, and those of the database that an environment has.
_OPTIONS: Final = ("aws:elasticbeanstalk:application:environment", "aws:rds:dbinstance")
_MACHINE, _LAUNCH = "aws:ec2/instance:Instance", "aws:ec2/launchTemplate:LaunchTemplate"
_OLD_LAUNCH: Final = "aws:ec2/launchConfiguration:LaunchConfiguration"
_RUNNER: Final = "sourceConfiguration"


def _variables(resource: Resource, path: str, value: object) -> Findings:
    """An object of names and values."""
    for name, one in value.items() if isinstance(value, Mapping) else ():
        if one is UNKNOWN:
            yield Undecided(resource, f"{path}.{name}")
        elif is_secret(str(name), text(one)):
            yield Violation(resource, f"`{path}` holds a secret in `{name}`.")


def _option(resource: Resource, path: str, value: object) -> Findings:
    """One of Elastic Beanstalk's options, of which some are variables, and one is a database's password.

    https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/command-options-general.html
    """
    namespace, name, held = (dig(value, key) for key in ("namespace", "name", "value"))
    if namespace is not UNKNOWN and namespace not in _OPTIONS:
        return
    if UNKNOWN in (namespace, name, held):
        yield Undecided(resource, path)
    elif is_secret(text(name), text(held)):
        yield Violation(resource, f"`{path}` holds a secret in `{text(name)}`.")


def _containers(resource: Resource, path: str, value: object) -> Findings:
    """A document with containers as tasks have them, in whatever depth."""
    for container in containers_in(decode(value)):
        yield from (Violation(resource, f"In `{path}`, {what}") for what in plain_secrets(container))


def _override(resource: Resource, path: str, value: object) -> Findings:
    """What a pipe changes about a container that it runs."""
    changed = singular(value)
    if has_unknown([dig(changed, name) for name in ("environment", "command")]):
        yield Undecided(resource, path)
    elif isinstance(changed, Mapping):
        container = Container(text(changed.get("name")) or "of the job", changed)
        yield from (Violation(resource, f"In `{path}`, {what}") for what in plain_secrets(container))


def _script(resource: Resource, path: str, value: object) -> Findings:
    """A script that a machine runs when it starts, in base64 or not, compressed or not."""
    try:
        for number in secret_lines(text(value)):
            yield Violation(resource, f"Line {number} of `{path}` holds a secret.")
    except UnreadableScriptError:
        yield Undecided(resource, path)


ENVIRONMENTS: Final[Mapping[str, Mapping[str, Reader]]] = {
    "aws:amplify/app:App": {"environmentVariables": _variables},
    "aws:amplify/branch:Branch": {"environmentVariables": _variables},
    "aws:apprunner/service:Service": {
        f"{_RUNNER}.imageRepository.imageConfiguration.runtimeEnvironmentVariables": _variables,
        f"{_RUNNER}.codeRepository.codeConfiguration.codeConfigurationValues.runtimeEnvironmentVariables": _variables,
    },
    "aws:batch/jobDefinition:JobDefinition": {
        "containerProperties": _containers,
        "ecsProperties": _containers,
        "nodeProperties": _containers,
    },
    "aws:bedrock/agentcoreAgentRuntime:AgentcoreAgentRuntime": {"environmentVariables": _variables},
    "aws:bedrock/agentcoreHarness:AgentcoreHarness": {"environmentVariables": _variables},
    "aws:cloudformation/stack:Stack": {"parameters": _variables},
    _MACHINE: {"userData": _script, "userDataBase64": _script},
    _LAUNCH: {"userData": _script},
    _OLD_LAUNCH: {"userData": _script, "userDataBase64": _script},
    "aws:ec2/spotFleetRequest:SpotFleetRequest": {"launchSpecifications.*.userData": _script},
    "aws:ec2/spotInstanceRequest:SpotInstanceRequest": {"userData": _script, "userDataBase64": _script},
    "aws:elasticbeanstalk/configurationTemplate:ConfigurationTemplate": {"settings.*": _option},
    "aws:elasticbeanstalk/environment:Environment": {"settings.*": _option},
    "aws:glue/connection:Connection": {"connectionProperties": _variables},
    "aws:glue/job:Job": {"defaultArguments": _variables, "nonOverridableArguments": _variables},
    "aws:imagebuilder/imageRecipe:ImageRecipe": {"userDataBase64": _script},
    "aws:kinesisanalyticsv2/application:Application": {
        "applicationConfiguration.environmentProperties.propertyGroups.*.propertyMap": _variables
    },
    "aws:lambda/function:Function": {"environment.variables": _variables},
    "aws:lambda/microvmsImage:MicrovmsImage": {"environmentVariables": _variables},
    "aws:lambdamicrovms/image:Image": {"environmentVariables": _variables},
    "aws:lightsail/containerServiceDeploymentVersion:ContainerServiceDeploymentVersion": {"containers.*.environment": _variables},
    "aws:lightsail/instance:Instance": {"userData": _script},
    "aws:mskconnect/connector:Connector": {"connectorConfiguration": _variables},
    "aws:mwaa/environment:Environment": {"airflowConfigurationOptions": _variables},
    "aws:pipes/pipe:Pipe": {
        "targetParameters.ecsTaskParameters.overrides.containerOverrides.*": _override,
        "targetParameters.batchJobParameters.containerOverrides": _override,
    },
    "aws:sagemaker/dataQualityJobDefinition:DataQualityJobDefinition": {
        "dataQualityAppSpecification.environment": _variables,
    },
    "aws:sagemaker/hyperParameterTuningJob:HyperParameterTuningJob": {
        "trainingJobDefinition.environment": _variables,
        "trainingJobDefinitions.*.environment": _variables,
    },
    "aws:sagemaker/model:Model": {"primaryContainer.environment": _variables, "containers.*.environment": _variables},
    "aws:sagemaker/trainingJob:TrainingJob": {"environment": _variables},
    "aws:synthetics/canary:Canary": {"runConfig.environmentVariables": _variables},
}


def environment_secrets(resource: Resource) -> Findings:
    """The secrets that a resource shows to whoever may look at it."""
    for pattern, read in ENVIRONMENTS.get(resource.type, {}).items():
        for path in spread(resource, pattern):
            value = resource.get(path)
            yield from [Undecided(resource, path)] if value is UNKNOWN else read(resource, path, value)
