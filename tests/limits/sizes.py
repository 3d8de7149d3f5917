"""Limits of a whole resource or of several together: documents, rules of a group, values of a condition."""

import json
import re
from collections import Counter
from collections.abc import Iterator

from offline.simulation.runner import UNKNOWN, Recording, Resource, plain

# The documents of a type, and the most bytes AWS takes; IAM counts no white space (IAM guide, "quotas").
DOCUMENTS = {
    "aws:iam/policy:Policy": ("policy", 6144),
    "aws:iam/rolePolicy:RolePolicy": ("policy", 10_240),
    "aws:kms/key:Key": ("policy", 32_768),
    "aws:s3/bucketPolicy:BucketPolicy": ("policy", 20_480),
    "aws:sns/topicPolicy:TopicPolicy": ("policy", 30_720),
    "aws:ecs/taskDefinition:TaskDefinition": ("containerDefinitions", 65_536),
    "aws:sfn/stateMachine:StateMachine": ("definition", 1_048_576),
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": ("policy", 30_720),
}
RULES_OF_A_GROUP, VALUES_OF_A_RULE = 60, 5
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"


def too_large(recording: Recording) -> Iterator[str]:
    """Yield what is larger than AWS takes it (each service's "quotas")."""
    for token, (key, most) in DOCUMENTS.items():
        for resource in recording.of(token):
            document = plain(resource.inputs.get(key))
            if isinstance(document, str) and document != UNKNOWN:
                size = len(re.sub(r"\s", "", document) if ":iam/" in token else document.encode())
                if size > most:
                    yield f"{resource.name}: {key} has {size} bytes, more than {most}"
    for direction in (INGRESS, EGRESS):
        held = Counter(_group(rule) for rule in recording.of(direction))
        for group, count in held.items():
            if count > RULES_OF_A_GROUP:
                yield f"{group}: {count} rules, more than {RULES_OF_A_GROUP}"
    for rule in recording.of("aws:lb/listenerRule:ListenerRule"):
        values = [value for one in rule.inputs["conditions"] for inner in one.values() for value in inner["values"]]
        if len(values) > VALUES_OF_A_RULE:
            yield f"{rule.name}: {len(values)} values in its conditions, more than {VALUES_OF_A_RULE}"


def _group(rule: Resource) -> str:
    """The group of a rule: by the edge, for in a preview its id is unknown."""
    return json.dumps(rule.property_dependencies.get("securityGroupId", rule.inputs["securityGroupId"]))
