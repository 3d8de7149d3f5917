"""What the deployer may not do: beyond its systems' names, tags, regions and boundaries."""

import re

from components.account.deployer_permissions.identity import PASSED_TO
from offline.simulation.runner import Mode, Recording
from tests.granting import allowing, policies, statements
from tests.shipped import recorded
from tests.systems.account.account import ACCOUNT


def test_no_action_is_a_wildcard_that_writes(account: Recording) -> None:
    for statement in statements(account, *policies(account)):
        if statement["Effect"] == "Allow":
            assert all("*" not in action or re.match(r"\w[\w-]*:(Get|Describe)", action) for action in statement["Action"])


def test_named_resources_are_the_systems_own(account: Recording) -> None:
    """Another team's database in the same account is out of reach."""
    given = statements(account, *policies(account))
    for action, arn in (
        ("rds:DeleteDBInstance", "arn:aws:rds:us-east-1:111122223333:db:payments"),
        ("s3:DeleteObject", "arn:aws:s3:::payments-111122223333/ledger"),
        ("s3:DeleteObject", "arn:aws:s3:::pde-someone-elses-444455556666/ledger"),
        ("s3:GetObject", "arn:aws:s3:::pde-production-data-111122223333/features/1"),
        ("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:us-east-1:111122223333:secret:/payments/db-a1b2c3"),
        ("iam:CreateRole", "arn:aws:iam::111122223333:role/administrator"),
        ("iam:PassRole", "arn:aws:iam::111122223333:role/administrator"),
        ("logs:DeleteLogGroup", "arn:aws:logs:us-east-1:111122223333:log-group:/account/shared/trail"),
        ("route53:ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/ZANOTHER"),
        ("backup:DeleteRecoveryPoint", "arn:aws:rds:us-east-1:111122223333:snapshot:awsbackup:job-1"),
        ("iam:CreatePolicyVersion", "arn:aws:iam::111122223333:policy/acct-shared-boundary-pde"),
        ("iam:DeleteRolePermissionsBoundary", "arn:aws:iam::111122223333:role/pde-production-api-task"),
        ("cloudtrail:StopLogging", "arn:aws:cloudtrail:us-east-1:111122223333:trail/acct-shared-trail"),
        (
            "iam:UpdateOpenIDConnectProviderThumbprint",
            "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
        ),
    ):
        assert allowing(given, action, arn) == [], (action, arn)


def test_roles_are_written_within_their_systems_boundary_alone() -> None:
    """Whoever may write policies of roles it may also hand to tasks is an administrator, if nothing bounds the roles."""
    two = recorded(
        "account", Mode.APPLIED, ("platform:account.systems", {"pde": "pre-delinquency-engine", "frd": "fraud-detector"})
    )
    given = statements(two, *policies(two))
    for action in ("CreateRole", "PutRolePolicy", "AttachRolePolicy", "UpdateAssumeRolePolicy", "PutRolePermissionsBoundary"):
        for code in ("pde", "frd"):
            (statement,) = allowing(given, f"iam:{action}", f"arn:aws:iam::111122223333:role/{code}-production-api-task")
            bound = statement["Condition"]["StringEquals"]["iam:PermissionsBoundary"]
            assert bound == f"arn:aws:iam::111122223333:policy/acct-shared-boundary-{code}"


def test_roles_go_to_the_programs_services_alone(account: Recording) -> None:
    (statement,) = allowing(statements(account, "deployer-identity"), "iam:PassRole")
    assert statement["Resource"] == ["arn:aws:iam::111122223333:role/pde-*"]
    assert statement["Condition"] == {"StringEquals": {"iam:PassedToService": list(PASSED_TO)}}


def test_the_account_itself_is_refused_in_so_many_words(account: Recording) -> None:
    identities, trail = statements(account, "deployer-guard")
    assert {identities["Effect"], trail["Effect"]} == {"Deny"}
    assert identities["Resource"] == [
        "arn:aws:iam::111122223333:role/acct-*",
        "arn:aws:iam::111122223333:policy/acct-*",
        "arn:aws:iam::111122223333:oidc-provider/*",
    ]
    assert "arn:aws:s3:::acct-*-111122223333/*" in trail["Resource"]
    (foreign,) = (one for one in statements(account, "deployer-keys") if one["Sid"] == "LeaveForeignKeys")
    assert foreign["Effect"] == "Deny"
    assert foreign["Condition"] == {
        "StringNotEquals": {"aws:ResourceTag/System": ["pre-delinquency-engine"]},
        "Null": {"aws:ResourceTag/System": "false"},
    }


def test_regional_permissions_hold_in_the_listed_regions_alone(account: Recording) -> None:
    for statement in statements(account, *policies(account)):
        services = {action.split(":")[0] for action in statement["Action"]}
        anywhere = services & {"iam", "route53", "chatbot"} or statement["Sid"] in ("FindState", "KeepState", "EncryptState")
        if statement["Effect"] == "Allow" and not anywhere:
            assert statement["Condition"]["StringEquals"]["aws:RequestedRegion"] == ["us-east-1", "us-west-2"], statement["Sid"]


def test_keys_are_changed_by_their_tag_and_used_through_services(account: Recording) -> None:
    given = statements(account, "deployer-keys")
    for action in ("PutKeyPolicy", "ScheduleKeyDeletion"):
        *_, statement = allowing(given, f"kms:{action}")
        assert statement["Condition"]["StringEquals"]["aws:ResourceTag/System"] == ["pre-delinquency-engine"]
    (granting,) = allowing(given, "kms:CreateGrant")
    assert granting["Condition"]["Bool"] == {"kms:GrantIsForAWSResource": "true"}
    through, of_state = allowing(given, "kms:Decrypt")
    assert "kms:ViaService" in through["Condition"]["StringLike"]
    assert of_state["Condition"] == {
        "ForAnyValue:StringEquals": {"kms:ResourceAliases": ["alias/platform-state", "alias/platform-state-west"]}
    }


def test_a_new_keys_policy_can_be_put_and_the_state_keys_cannot(account: Recording) -> None:
    """KMS makes a key only for those who may change its policy, and the new key has no tags yet that count."""
    given = statements(account, "deployer-keys")
    first, _ = allowing(given, "kms:PutKeyPolicy")
    assert first["Condition"]["Null"] == {"aws:ResourceTag/System": "true"}
    assert set(first["Condition"]["StringEquals"]) == {"aws:RequestedRegion"}
    (kept,) = (one for one in given if one["Sid"] == "KeepStateKeys")
    assert (kept["Effect"], kept["Action"]) == ("Deny", ["kms:PutKeyPolicy", "kms:TagResource"])
    assert kept["Condition"] == {
        "ForAnyValue:StringEquals": {"kms:ResourceAliases": ["alias/platform-state", "alias/platform-state-west"]}
    }


def test_an_instance_is_found_among_all_and_changed_by_its_name(account: Recording) -> None:
    """The provider searches by AWS's own id, and RDS checks a search on every instance."""
    given = statements(account, *policies(account))
    every = f"arn:aws:rds:us-east-1:{ACCOUNT}:db:*"
    assert allowing(given, "rds:DescribeDBInstances", every)
    assert allowing(given, "rds:ModifyDBInstance", every) == []


def test_what_has_no_name_yet_is_made_everywhere_and_changed_by_name(account: Recording) -> None:
    given = statements(account, *policies(account))
    for action in ("kafka:CreateCluster", "kafka:CreateClusterV2", "kafka:CreateConfiguration"):
        (making,) = allowing(given, action)
        assert making["Resource"] == ["*"]
        assert ("aws:RequestTag/System" in making["Condition"]["StringEquals"]) is (action != "kafka:CreateConfiguration")
    (changing,) = allowing(given, "kafka:UpdateConfiguration")
    assert changing["Resource"] == [f"arn:aws:kafka:*:{ACCOUNT}:{kind}/pde-*" for kind in ("cluster", "configuration")]


def test_the_web_acl_before_a_balancer_is_read_and_changed_at_both_ends(account: Recording) -> None:
    """WAF asks for the load balancer's own permissions as well (Service Authorization Reference, dependent actions)."""
    given = statements(account, *policies(account))
    balancer = f"arn:aws:elasticloadbalancing:us-east-1:{ACCOUNT}:loadbalancer/app/pde-production-alb/0123456789abcdef"
    for call in ("GetLoadBalancerWebACL", "CreateWebACLAssociation", "DeleteWebACLAssociation"):
        assert allowing(given, f"elasticloadbalancing:{call}", balancer)


def test_the_state_of_this_stack_is_not_the_deployers(account: Recording) -> None:
    given = statements(account, *policies(account))
    bucket = "arn:aws:s3:::example-platform-state"
    assert allowing(given, "s3:PutObject", f"{bucket}/.pulumi/stacks/platform/production.json")
    assert allowing(given, "s3:GetObject", f"{bucket}/account/.pulumi/stacks/platform/account.json") == []
