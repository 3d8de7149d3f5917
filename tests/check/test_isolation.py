"""No stack's deployer, and no role that it makes, reaches another stack: its resources, its state, or the key of its state."""

import functools
import itertools
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import pytest

from components.account.deployer_permissions.scope import ENVIRONMENT_TAG, SYSTEM_TAG
from offline.simulation.runner import Recording, Resource
from systems import Systems
from tests import reading
from tests.check.found import (
    ACCOUNTS,
    BLOCK,
    LIMITED,
    Limited,
    environment_of,
    given_to_deployer,
    given_to_roles,
    line_of,
    listed,
    name_of,
    system_of,
)
from tests.granting import Context, permits, permitted
from tests.stacks import recorded, values_of

EACH = pytest.mark.parametrize("one", LIMITED)
RECORD = "aws:route53/record:Record"
CHANGE_RECORDS = "route53:ChangeResourceRecordSets"
NARROW = "narrow it in components/account/deployer_permissions/"
WIDEN = "give it in components/account/deployer_permissions/"
# Calls that AWS checks on no resource, or on none that has a name or tags, and that change something nevertheless -> what one
# stack's deployer can do to another with them (decision 7, "What is left").
CHECKED_ON_NOTHING = {
    "acm:RequestCertificate": "makes a new one",
    "backup-storage:MountCapsule": "part of making a vault",
    "chatbot:CreateSlackChannelConfiguration": "makes a new one",
    "cloudwatch:PutMetricData": "only into the namespace of the system",
    "ecs:DeregisterTaskDefinition": "an inactive revision: services go on with it",
    "elasticloadbalancing:SetWebAcl": "WAF checks both ends by name",
    "kafka:CreateCluster": "makes a new one",
    "kafka:CreateClusterV2": "makes a new one",
    "kafka:CreateConfiguration": "makes a new one",
    "kms:CreateKey": "makes a new one",
    "logs:CreateLogDelivery": "the account's, by ids that nobody is told",
    "logs:DeleteLogDelivery": "the account's, by ids that nobody is told",
    "logs:DeleteQueryDefinition": "a saved query",
    "logs:PutQueryDefinition": "a saved query",
    "logs:PutResourcePolicy": "lets services write into log groups",
    "logs:UpdateLogDelivery": "the account's, by ids that nobody is told",
    "route53:CreateHealthCheck": "makes a new one",
    "servicediscovery:CreateHttpNamespace": "makes a new one",
    "servicediscovery:TagResource": "a namespace with services in it cannot be deleted",
    "servicediscovery:UntagResource": "a namespace with services in it cannot be deleted",
    "signer:PutSigningProfile": "makes a new one",
    **{
        f"ssmmessages:{verb}{kind}Channel": "the caller's own way to Systems Manager; another's takes ecs:ExecuteCommand"
        for verb in ("Create", "Open")
        for kind in ("Control", "Data")
    },
    "xray:PutTelemetryRecords": "traces of its own",
    "xray:PutTraceSegments": "traces of its own",
}
# Checked on the instance as well, whose name is its stack's; the copy has an id of AWS's and no tags.
COPY_BACKUPS = "rds:StartDBInstanceAutomatedBackupsReplication"
# What a stack that turns its domain over may do with every check of the account, which its line says.
CHANGE_HEALTH_CHECKS = {"route53:ChangeTagsForResource", "route53:DeleteHealthCheck", "route53:UpdateHealthCheck"}
# EC2's calls that make something -> what they are put into (Service Authorization Reference). On anything else of another stack
# AWS does not check them: what they make is new, and has the tags of the request.
PUT_INTO = {
    "ec2:AllocateAddress": set(),
    "ec2:AuthorizeSecurityGroupEgress": {"security-group"},
    "ec2:AuthorizeSecurityGroupIngress": {"security-group"},
    "ec2:CreateFlowLogs": {"natgateway", "network-interface", "subnet", "vpc"},
    "ec2:CreateInternetGateway": set(),
    "ec2:CreateNatGateway": {"elastic-ip", "subnet", "vpc"},
    "ec2:CreateRouteTable": {"vpc"},
    "ec2:CreateSecurityGroup": {"vpc"},
    "ec2:CreateSubnet": {"vpc"},
    "ec2:CreateVpc": set(),
    "ec2:CreateVpcEndpoint": {"route-table", "security-group", "subnet", "vpc"},
}
# What a stack that recovers another may do with what the other declares.
FROM_COPIES = {"rds:RestoreDBInstanceToPointInTime", "kms:CreateGrant", "kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"}
IMAGES = {"ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"}
PUSH = IMAGES | {f"ecr:{name}" for name in ("CompleteLayerUpload", "InitiateLayerUpload", "PutImage", "UploadLayerPart")}
# Get, List, Describe and Check: metadata, but for what is in objects, secrets, parameters, streams and images.
READS = re.compile(r"[\w-]+:(BatchCheck|Check|Describe|Filter|Get|List|Validate)\w*\*?")
DATA = re.compile(r"s3:GetObject.*|secretsmanager:GetSecretValue|ssm:GetParameter.*|ecr:(BatchGet|GetDownload).*")


class Thing(NamedTuple):
    """What an action is tried on."""

    arn: str
    context: Context


def tags_of(stack: str) -> dict[str, str]:
    return {SYSTEM_TAG: system_of(stack), ENVIRONMENT_TAG: environment_of(stack)}


@functools.cache
def things_of(stack: str) -> tuple[Thing, ...]:
    """Return every resource of a stack that has an ARN, with its tags, and what is in it or comes with it."""
    return tuple(_things_of(stack))


def _things_of(stack: str) -> Iterator[Thing]:
    recording = recorded(stack)
    for resource in recording.resources:
        arn = resource.outputs.get("arn")
        if not resource.custom or not isinstance(arn, str) or not arn.startswith("arn:aws:"):
            continue
        context: dict[str, str | list[str] | None] = {**(tags_of(stack) if is_tagged(resource) else untagged())}
        if resource.type == "aws:kms/key:Key":
            context["kms:ResourceAliases"] = [
                one.inputs["name"] for one in recording.of("aws:kms/alias:Alias") if one.parent == resource.parent
            ]
        if resource.type == reading.ROLE:
            context["iam:PermissionsBoundary"] = resource.inputs.get("permissionsBoundary")
        yield Thing(arn, context)
        if resource.type in ("aws:s3/bucket:Bucket", "aws:cloudwatch/logGroup:LogGroup"):
            yield Thing(arn + (":log-stream:one" if ":log-group:" in arn else "/any/object"), context)
    yield from (
        copy_of_backups(one)
        for one in recording.of("aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication")
    )


def copy_of_backups(resource: Resource) -> Thing:
    return Thing(f"arn:aws:rds:{resource.inputs['region']}:111122223333:auto-backup:ab-1", untagged())


def untagged() -> dict[str, str | list[str] | None]:
    return {SYSTEM_TAG: None, ENVIRONMENT_TAG: None}


def is_tagged(resource: Resource) -> bool:
    return "tagsAll" in resource.outputs


def reached(given: list[dict[str, Any]], things: Iterable[Thing]) -> set[str]:
    """Return the actions that change one of the things, or read the data in it."""
    named = [one for one in given if one["Resource"] != ["*"]]
    found = set()
    for thing in things:
        for action in permitted(named, thing.arn, {"ec2:CreateAction": None, **thing.context}):
            reads = READS.fullmatch(action) and not DATA.fullmatch(action)
            kind = thing.arn.split(":")[5].partition("/")[0]
            if not reads and kind in PUT_INTO.get(action, {kind}):
                found.add(action)
    return found


def copied(one: Limited, other: Limited) -> set[str]:
    """What may be done with the other's because the one recovers it."""
    line = line_of(*one)
    return (
        FROM_COPIES if line.get("recovers") == environment_of(other.stack) and line["system"] == system_of(other.stack) else set()
    )


def delivered(one: Limited, other: Limited) -> set[str]:
    """What roles of a pipeline may do with the stack that it delivers to: push images, and act as its deployer."""
    pipeline = line_of(*other).get("delivered_by")
    is_its = pipeline == {"system": system_of(one.stack), "environment": environment_of(one.stack)}
    return PUSH | {"sts:AssumeRole"} if is_its else set()


def others(one: Limited) -> list[Limited]:
    """Return the other stacks of the account."""
    return [other for other in LIMITED if other != one and other.account == one.account]


@EACH
def test_a_deployer_changes_nothing_of_another_stack_and_reads_no_data_of_it(one: Limited) -> None:
    told = []
    for other in others(one):
        found = reached(given_to_deployer(*one), things_of(other.stack)) - copied(one, other) - {COPY_BACKUPS}
        if found := found - (CHANGE_HEALTH_CHECKS if line_of(*one).get("failover") else set()):
            told.append(f"the deployer of {one.stack} may do this to {other.stack}, {NARROW}: {listed(found)}")
    assert not told, "\n".join(told)


@EACH
def test_no_role_of_a_stack_reaches_another(one: Limited) -> None:
    """Whatever a deployer writes into a role's policies: the boundary is what holds."""
    told = []
    for other in others(one):
        allowed = copied(one, other) | (IMAGES if copied(one, other) else set()) | delivered(one, other)
        if found := reached(given_to_roles(*one), things_of(other.stack)) - allowed:
            told.append(f"a role of {one.stack} may do this to {other.stack}, narrow the boundary: {listed(found)}")
    assert not told, "\n".join(told)


@EACH
def test_a_deployer_writes_no_record_of_another_stack(one: Limited) -> None:
    given, told = given_to_deployer(*one), []
    zones = [arn for statement in given for arn in statement["Resource"] if ":hostedzone/" in arn]
    for other in others(one):
        both = set(line_of(*one).get("domains", ())) & set(line_of(*other).get("domains", ()))
        shared = both if copied(one, other) or copied(other, one) else set()
        for record in recorded(other.stack).of(RECORD):
            name = str(record.inputs["name"]).rstrip(".")
            names: Context = {"route53:ChangeResourceRecordSetsNormalizedRecordNames": name}
            is_shared = any(name == domain or name.endswith(f".{domain}") for domain in shared)
            if not is_shared and any(permits(given, CHANGE_RECORDS, zone, names) for zone in zones):
                told.append(f"the deployer of {one.stack} may write {name} of {other.stack}: mend the domains of their lines")
    assert not told, "\n".join(told)


@pytest.mark.parametrize("limited", LIMITED)
def test_what_is_allowed_on_everything_reads_or_is_known_to_reach_nobody(limited: Limited) -> None:
    everywhere = [
        one
        for given in (given_to_deployer(*limited), given_to_roles(*limited))
        for one in given
        if one["Effect"] == "Allow" and one["Resource"] == ["*"]
    ]
    actions = {action for one in everywhere for action in one["Action"] if not READS.fullmatch(action)}
    more = actions - set(CHECKED_ON_NOTHING)
    assert not more, f"{limited.stack} may do this to everything, narrow it or say in CHECKED_ON_NOTHING why it may: {listed(more)}"


# --- state


class State(NamedTuple):
    """Where a stack's state is, and the keys that it takes."""

    bucket: str
    folder: str
    secrets: Thing
    objects: Thing


@functools.cache
def state_of(limited: Limited) -> State:
    """Return a stack's state, from what the account stack tells people to log in with."""
    account: Recording = recorded(limited.account)
    told = account.outputs["deployers"][f"{system_of(limited.stack)}/{environment_of(limited.stack)}"]
    ((bucket, folder, region),) = re.findall(r"s3://([^/]+)/(.+)\?region=(.+)", told["login"])
    ((alias, key_region),) = re.findall(r"awskms://(.+)\?region=(.+)", told["secrets_provider"])
    assert region == key_region, f"state and key of {limited.stack} are in two regions: mend Pulumi.{limited.account}.yaml"
    (named,) = (one for one in account.of("aws:kms/alias:Alias") if one.inputs["name"] == alias)
    (key,) = (one for one in account.of("aws:kms/key:Key") if one.parent == named.parent)
    place = next(one for one in values_of(limited.account)[BLOCK]["state"] if one["bucket"] == bucket)
    tags = tags_of(limited.account)
    shared = f"arn:aws:kms:{region}:111122223333:key/of-the-bucket"
    context: Context = {
        **tags,
        "kms:ResourceAliases": [place["key_alias"]],
        "kms:EncryptionContext:aws:s3:arn": f"arn:aws:s3:::{bucket}/{folder}/.pulumi/stacks/platform/a.json",
    }
    return State(bucket, folder, Thing(key.outputs["arn"], {**tags, "kms:ResourceAliases": [alias]}), Thing(shared, context))


def objects_of(state: State) -> list[str]:
    """What Pulumi's S3 backend reads and writes below the path it is given."""
    kinds = ("meta.yaml", "stacks/platform/a.json", "history/platform/a/1.json", "locks/organization/platform/a/1.json")
    return [f"arn:aws:s3:::{state.bucket}/{state.folder}/.pulumi/{kind}" for kind in kinds]


def lists(given: list[dict[str, Any]], bucket: str, prefix: str | None) -> bool:
    return permits(given, "s3:ListBucket", f"arn:aws:s3:::{bucket}", {"s3:prefix": prefix})


@pytest.mark.parametrize("limited", LIMITED)
def test_a_deployer_keeps_its_state(limited: Limited) -> None:
    given, state = given_to_deployer(*limited), state_of(limited)
    for arn, call in itertools.product(objects_of(state), ("GetObject", "PutObject", "DeleteObject")):
        assert permits(given, f"s3:{call}", arn, {}), f"the deployer of {limited.stack} may not {call} its state {arn}: {WIDEN}"
    assert lists(given, state.bucket, f"{state.folder}/.pulumi/stacks/"), f"{limited.stack} cannot list its state: {WIDEN}"
    assert lists(given, state.bucket, None), "S3 would answer 403 for an object that is not there yet, and Pulumi would stop"
    for key, calls in ((state.secrets, ("Encrypt", "Decrypt")), (state.objects, ("GenerateDataKey", "Decrypt"))):
        refused = [call for call in calls if not permits(given, f"kms:{call}", *key)]
        assert not refused, f"the deployer of {limited.stack} may not {listed(refused)} with {key.arn}: {WIDEN}"


@pytest.mark.parametrize("limited", LIMITED)
def test_a_deployer_uses_the_keys_of_its_state_and_changes_neither(limited: Limited) -> None:
    given, state = given_to_deployer(*limited), state_of(limited)
    for key, wanted in ((state.secrets, {"kms:Decrypt", "kms:Encrypt"}), (state.objects, {"kms:Decrypt", "kms:GenerateDataKey"})):
        found = reached(given, [key])
        assert found == wanted, f"the deployer of {limited.stack} may do {listed(found)} with {key.arn}, not {listed(wanted)}"
    bare = Thing(state.objects.arn, {**state.objects.context, **untagged()})
    assert not permits(given, "kms:PutKeyPolicy", *bare), "also where the key of the bucket was made without tags"
    assert not permits(given, "kms:TagResource", *bare), "with a tag it would become the stack's own"


@EACH
def test_a_deployer_has_no_use_of_another_stacks_state(one: Limited) -> None:
    """Whoever may write a stack's state decides what its next `up` deletes; whoever may read it has its passwords."""
    told = []
    for other in others(one):
        state = state_of(other)
        if state.folder == state_of(one).folder:
            told.append(f"{one.stack} and {other.stack} keep their state in one folder: {state.folder}")
        things = [*(Thing(arn, {}) for arn in objects_of(state)), state.secrets, state.objects]
        for given in (given_to_deployer(*one), given_to_roles(*one)):
            if found := reached(given, things):
                told.append(f"{one.stack} may do this with the state of {other.stack}, {NARROW}: {listed(found)}")
            if lists(given, state.bucket, f"{state.folder}/.pulumi/stacks/"):
                told.append(f"{one.stack} may list the state of {other.stack}, {NARROW}")
    assert not told, "\n".join(told)


@pytest.mark.parametrize("limited", LIMITED)
def test_the_state_of_the_account_stack_is_no_deployers(limited: Limited) -> None:
    given, state = given_to_deployer(*limited), state_of(limited)
    for place in ("account/.pulumi", ".pulumi", f"{state.folder}-2/.pulumi"):
        found = reached(given, [Thing(f"arn:aws:s3:::{state.bucket}/{place}/stacks/platform/account.json", {})])
        seen = lists(given, state.bucket, f"{place}/stacks/")
        assert not found, f"the deployer of {limited.stack} may do this in {place}, {NARROW}: {listed(found)}"
        assert not seen, f"the deployer of {limited.stack} may list {place}, {NARROW}"


def test_the_deployers_of_an_account_are_those_of_its_lines() -> None:
    for account in ACCOUNTS:
        lines = {f"{line['system']}/{line['environment']}" for line in values_of(account)[BLOCK]["deployments"]}
        differ = set(recorded(account).outputs["deployers"]) ^ lines
        assert not differ, f"Pulumi.{account}.yaml, platform:account.deployments: lines and deployers differ in {listed(differ)}"


@pytest.mark.parametrize("limited", LIMITED)
def test_a_deployer_is_assumed_by_one_environment_of_one_repository_and_its_own_operator(limited: Limited) -> None:
    settings, line = values_of(limited.account)[BLOCK], line_of(*limited)
    role = recorded(limited.account).named(f"deployer-{name_of(limited.stack)}-role")
    trusted, *besides = reading.document(role, "assumeRolePolicy")
    own = {"AWS": [str(role.outputs["arn"]).replace("-deployer-", "-operator-")]}
    more = [one for one in besides if one["Principal"] != own]
    environment = line.get("github_environment", line["environment"])
    issuer = "token.actions.githubusercontent.com"
    wanted = {
        "StringEquals": {
            f"{issuer}:aud": "sts.amazonaws.com",
            f"{issuer}:sub": f"repo:{settings['github']['repository']}:environment:{environment}",
        }
    }
    assert trusted["Condition"] == wanted, f"the deployer of {limited.stack} trusts {trusted['Condition']}, not {wanted}"
    pipeline = line.get("delivered_by")
    named = [one["Condition"] for one in more]
    told = f"the deployer of {limited.stack} trusts {named} besides"
    if pipeline is None:
        assert named == [], told
        return
    code = Systems()[pipeline["system"]].code
    by_name = f"arn:aws:iam::111122223333:role/{code}-{pipeline['environment']}-deploy-{name_of(limited.stack)}"
    assert named == [{"ArnEquals": {"aws:PrincipalArn": by_name}}], f"{told}, not {by_name} alone"


@pytest.mark.parametrize("limited", LIMITED)
def test_roles_that_deployers_trust_by_name_are_declared_by_who_is_named(limited: Limited) -> None:
    """A name that nobody has yet is an opening for whoever takes it, and until then the pipeline deploys nothing."""
    pipeline = line_of(*limited).get("delivered_by")
    if pipeline is None:
        return
    theirs = [one.stack for one in LIMITED if (system_of(one.stack), environment_of(one.stack)) == tuple(pipeline.values())]
    assert theirs, f"no stack file is {pipeline}: write one, or remove delivered_by from the line of {limited.stack}"
    trusted = reading.document(recorded(limited.account).named(f"deployer-{name_of(limited.stack)}-role"), "assumeRolePolicy")
    (arn,) = (one["Condition"]["ArnEquals"]["aws:PrincipalArn"] for one in trusted if one["Sid"] == "AssumedByPipeline")
    roles = {role.outputs["arn"]: role for role in recorded(theirs[0]).of(reading.ROLE)}
    assert arn in roles, f"{theirs[0]} has no role {arn}: the deployer of {limited.stack} waits for it"
    acting = [
        one for one in reading.permissions(recorded(theirs[0]), roles[arn].inputs["name"]) if one["Action"] == ["sts:AssumeRole"]
    ]
    deployer = recorded(limited.account).outputs["deployers"][f"{system_of(limited.stack)}/{environment_of(limited.stack)}"]
    assert [one["Resource"] for one in acting] == [[deployer["role"]]], f"{arn} may act as {acting}, not as {deployer['role']}"
