"""How the account's images are scanned and copied."""

import json

from offline.simulation.runner import Recording
from tests import reading
from tests.shipped import recorded
from tests.systems.account.account import ACCOUNT, with_less, with_more


def test_images_are_scanned_on_push_in_every_region(account: Recording) -> None:
    configurations = account.of("aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration")
    everything = [{"filter": "*", "filterType": "WILDCARD"}]
    assert [configuration.inputs for configuration in configurations] == [
        {
            "region": region,
            "scanType": "BASIC",
            "rules": [{"scanFrequency": "SCAN_ON_PUSH", "repositoryFilters": everything}],
        }
        for region in ("ca-central-1", "ca-west-1", "us-east-1", "us-west-2")
    ]


def test_enhanced_scanning_looks_again() -> None:
    for configuration in with_more().of("aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration"):
        assert configuration.inputs["scanType"] == "ENHANCED"
        assert configuration.inputs["rules"][0]["scanFrequency"] == "CONTINUOUS_SCAN"


def test_productions_images_are_copied_to_the_recovery_region(account: Recording) -> None:
    configuration = account.named("registry-replication-us-east-1")
    assert configuration.inputs == {
        "region": "us-east-1",
        "replicationConfiguration": {
            "rules": [
                {
                    "destinations": [{"region": "us-west-2", "registryId": ACCOUNT}],
                    "repositoryFilters": [{"filter": "pde-production/", "filterType": "PREFIX_MATCH"}],
                }
            ]
        },
    }
    template = account.named("registry-copies-us-west-2-pde-production")
    assert template.inputs["prefix"] == "pde-production"
    assert (template.inputs["appliedFors"], template.inputs["imageTagMutability"]) == (["REPLICATION"], "IMMUTABLE")
    key = account.named("registry-copies-us-west-2-key")
    assert (key.inputs["region"], template.inputs["region"]) == ("us-west-2", "us-west-2")
    assert template.inputs["encryptionConfigurations"] == [{"encryptionType": "KMS", "kmsKey": key.outputs["arn"]}]
    assert template.inputs["customRoleArn"] == account.named("registry-copies-role").outputs["arn"]


def test_what_makes_the_copies_repositories_may_do_nothing_else(account: Recording) -> None:
    role = account.named("registry-copies-role")
    (trusted,) = reading.document(role, "assumeRolePolicy")
    assert trusted["Principal"] == {"Service": ["ecr.amazonaws.com"]}
    make, encrypt = reading.permissions(account, "acct-shared-registry-copies")
    assert make["Action"] == ["ecr:CreateRepository", "ecr:ReplicateImage", "ecr:TagResource"]
    copied = (("ca-west-1", "frd-production"), ("us-west-2", "pde-production"))
    assert make["Resource"] == [f"arn:aws:ecr:{region}:{ACCOUNT}:repository/{name}/*" for region, name in copied]
    assert encrypt["Action"] == ["kms:CreateGrant", "kms:DescribeKey", "kms:RetireGrant"]
    assert set(encrypt["Resource"]) == {account.named(f"registry-copies-{region}-key").outputs["arn"] for region, _ in copied}


def test_copies_keep_what_was_released_longest_and_as_many_as_the_account_says(account: Recording) -> None:
    rules = json.loads(account.named("registry-copies-us-west-2-pde-production").inputs["lifecyclePolicy"])["rules"]
    assert [one["selection"] for one in rules] == [
        {"tagStatus": "tagged", "tagPatternList": ["released-*"], "countType": "imageCountMoreThan", "countNumber": 500},
        {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 10},
    ]
    rules = json.loads(with_more().named("registry-copies-us-west-2-pde-production").inputs["lifecyclePolicy"])["rules"]
    assert [one["selection"]["countNumber"] for one in rules] == [2000, 20]


def test_nothing_is_copied_before_the_copies_are_encrypted(account: Recording) -> None:
    """ECR gives a repository its encryption once, when it makes it."""
    for earlier in ("registry-copies-us-west-2-pde-production", "registry-copies-permissions-created"):
        assert reading.waits_for(account, "registry-replication-us-east-1", earlier)


def test_every_engine_stack_with_a_recovery_region_has_its_images_copied_there(account: Recording) -> None:
    rules = account.named("registry-replication-us-east-1").inputs["replicationConfiguration"]["rules"]
    copied = {(rule["destinations"][0]["region"], one["filter"]) for rule in rules for one in rule["repositoryFilters"]}
    assert copied == {("us-west-2", "pde-production/")}
    assert recorded("production").named("models-replica-bucket").inputs["region"] == "us-west-2"


def test_without_rules_nothing_is_copied() -> None:
    alone = with_less()
    assert alone.of("aws:ecr/replicationConfiguration:ReplicationConfiguration") == []
    assert alone.of("aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate") == []
