"""What a deployer may not do: beyond its stack's names, tags, regions and boundary."""

import re

from components.account.deployer_permissions.identity import PASSED_TO
from offline.simulation.runner import Recording
from tests.granting import allowing
from tests.systems.account.account import ACCOUNT, given

# Named by bucket and by the region of the keys.
OF_STATE = ("FindState", "KeepState", "EncryptState", "EncryptSecretsInState")


def test_no_action_is_a_wildcard_that_writes(account: Recording) -> None:
    for statement in given(account):
        if statement["Effect"] == "Allow":
            assert all("*" not in action or re.match(r"\w[\w-]*:(Get|Describe)", action) for action in statement["Action"])


def test_named_resources_are_the_stacks_own(account: Recording) -> None:
    """Another team's database in the same account is out of reach."""
    allowed = given(account)
    for action, arn in (
        ("rds:DeleteDBInstance", "arn:aws:rds:us-east-1:111122223333:db:payments"),
        ("s3:DeleteObject", "arn:aws:s3:::payments-111122223333/ledger"),
        ("s3:DeleteObject", "arn:aws:s3:::pde-production-someone-elses-444455556666/ledger"),
        ("s3:GetObject", "arn:aws:s3:::pde-production-data-111122223333/features/1"),
        ("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:us-east-1:111122223333:secret:/payments/db-a1b2c3"),
        ("iam:CreateRole", "arn:aws:iam::111122223333:role/administrator"),
        ("iam:PassRole", "arn:aws:iam::111122223333:role/administrator"),
        ("logs:DeleteLogGroup", "arn:aws:logs:us-east-1:111122223333:log-group:/account/shared/trail"),
        ("route53:ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/ZANOTHER"),
        ("backup:DeleteRecoveryPoint", "arn:aws:rds:us-east-1:111122223333:snapshot:awsbackup:job-1"),
        ("iam:CreatePolicyVersion", "arn:aws:iam::111122223333:policy/acct-shared-boundary-pde-production"),
        ("iam:DeleteRolePermissionsBoundary", "arn:aws:iam::111122223333:role/pde-production-api-task"),
        ("cloudtrail:StopLogging", "arn:aws:cloudtrail:us-east-1:111122223333:trail/acct-shared-trail"),
        (
            "iam:UpdateOpenIDConnectProviderThumbprint",
            "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
        ),
    ):
        assert allowing(allowed, action, arn) == [], (action, arn)


def test_roles_are_written_within_the_stacks_boundary_alone(account: Recording) -> None:
    """Whoever may write policies of roles it may also hand to tasks is an administrator, if nothing bounds the roles."""
    for action in ("CreateRole", "PutRolePolicy", "AttachRolePolicy", "UpdateAssumeRolePolicy", "PutRolePermissionsBoundary"):
        for environment in ("dev", "production"):
            allowed = given(account, f"deployer-pde-{environment}")
            (statement,) = allowing(allowed, f"iam:{action}", f"arn:aws:iam::111122223333:role/pde-{environment}-api-task")
            bound = statement["Condition"]["StringEquals"]["iam:PermissionsBoundary"]
            assert bound == f"arn:aws:iam::111122223333:policy/acct-shared-boundary-pde-{environment}"


def test_roles_go_to_the_programs_services_alone(account: Recording) -> None:
    (statement,) = allowing(given(account), "iam:PassRole")
    assert statement["Resource"] == ["arn:aws:iam::111122223333:role/pde-production-*"]
    # None of its jobs starts by the clock, and its pipeline is another stack's.
    others = {f"{service}.amazonaws.com" for service in ("scheduler", "codebuild", "codepipeline")}
    services = [service for service in PASSED_TO if service not in others]
    assert statement["Condition"] == {"StringEquals": {"iam:PassedToService": services}}


def test_the_account_itself_is_refused_in_so_many_words(account: Recording) -> None:
    identities, trail, keys = [one for one in given(account) if one["Effect"] == "Deny"]
    assert identities["Resource"] == [
        "arn:aws:iam::111122223333:role/acct-*",
        "arn:aws:iam::111122223333:policy/acct-*",
        "arn:aws:iam::111122223333:oidc-provider/*",
    ]
    assert "arn:aws:s3:::acct-*-111122223333/*" in trail["Resource"]
    assert (keys["Sid"], keys["Action"]) == ("KeepStateKeys", ["kms:PutKeyPolicy", "kms:TagResource"])
    assert keys["Condition"] == {"ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/platform-state"}}


def test_regional_permissions_hold_in_the_listed_regions_alone(account: Recording) -> None:
    for statement in given(account):
        services = {action.split(":")[0] for action in statement["Action"]}
        anywhere = services & {"iam", "route53", "chatbot", "budgets"} or statement["Sid"] in OF_STATE
        if statement["Effect"] == "Allow" and not anywhere:
            assert statement["Condition"]["StringEquals"]["aws:RequestedRegion"] == ["us-east-1", "us-west-2"], statement["Sid"]


OF_KEYS = ("UseKeysThroughServices", "EncryptSecretsInState", "EncryptState")
OWN = {"aws:ResourceTag/System": "pre-delinquency-engine", "aws:ResourceTag/Environment": "production"}


def test_keys_are_changed_by_their_tags_and_used_through_services(account: Recording) -> None:
    allowed = given(account)
    for action in ("PutKeyPolicy", "ScheduleKeyDeletion"):
        *_, statement = allowing(allowed, f"kms:{action}")
        assert OWN.items() <= statement["Condition"]["StringEquals"].items()
    (granting,) = allowing(allowed, "kms:CreateGrant")
    assert granting["Condition"]["Bool"] == {"kms:GrantIsForAWSResource": "true"}
    through, of_secrets, of_objects = sorted(allowing(allowed, "kms:Decrypt"), key=lambda one: OF_KEYS.index(one["Sid"]))
    assert "kms:ViaService" in through["Condition"]["StringLike"]
    assert through["Condition"]["StringEqualsIfExists"] == OWN
    assert of_secrets["Condition"] == {
        "ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/acct-shared-state-pde-production"}
    }
    assert of_objects["Condition"] == {
        "ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/platform-state"},
        "StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"},
        "StringLike": {
            "kms:EncryptionContext:aws:s3:arn": "arn:aws:s3:::example-platform-state/pre-delinquency-engine/production/*"
        },
    }


def test_a_new_keys_policy_can_be_put(account: Recording) -> None:
    """KMS makes a key only for those who may change its policy, and the new key has no tags yet that count."""
    first, _ = allowing(given(account), "kms:PutKeyPolicy")
    assert first["Condition"]["Null"] == {"aws:ResourceTag/System": "true", "aws:ResourceTag/Environment": "true"}
    assert set(first["Condition"]["StringEquals"]) == {"aws:RequestedRegion"}


def test_what_only_aws_names_is_ones_own_or_nobodys(account: Recording) -> None:
    """Ids of certificates, plans, targets and namespaces say nothing of whose they are; their tags do."""
    allowed = given(account)
    for action in (
        "acm:DeleteCertificate",
        "application-autoscaling:DeregisterScalableTarget",
        "backup:DeleteBackupPlan",
        "elasticloadbalancing:DeleteTargetGroup",
        "elasticache:DeleteCacheParameterGroup",
        "rds:DeleteDBParameterGroup",
        "servicediscovery:DeleteNamespace",
    ):
        (statement,) = allowing(allowed, action)
        assert statement["Condition"]["StringEqualsIfExists"] == OWN, action


def test_the_stack_that_recovers_another_restores_its_backups_with_its_keys_through_rds(account: Recording) -> None:
    copy = f"arn:aws:rds:us-west-2:{ACCOUNT}:auto-backup:ab-1"
    recovering = given(account, "deployer-pde-dr")
    assert allowing(recovering, "rds:RestoreDBInstanceToPointInTime", copy)
    theirs = [one for one in recovering if one["Sid"] in ("UseKeysOfCopies", "GrantKeysOfCopies")]
    for statement in theirs:
        assert OWN.items() <= statement["Condition"]["StringEquals"].items()
        assert statement["Condition"]["StringLike"] == {"kms:ViaService": "rds.*.amazonaws.com"}
    assert len(theirs) == 2
    for deployer in ("deployer-pde-production", "deployer-pde-dev"):
        assert allowing(given(account, deployer), "rds:RestoreDBInstanceToPointInTime", copy) == []


def test_an_instance_is_found_among_all_and_changed_by_its_name(account: Recording) -> None:
    """The provider searches by AWS's own id, and RDS checks a search on every instance."""
    allowed = given(account)
    every = f"arn:aws:rds:us-east-1:{ACCOUNT}:db:*"
    assert allowing(allowed, "rds:DescribeDBInstances", every)
    assert allowing(allowed, "rds:ModifyDBInstance", every) == []


def test_what_has_no_name_yet_is_made_everywhere_and_changed_by_name(account: Recording) -> None:
    allowed = given(account)
    for action in ("kafka:CreateCluster", "kafka:CreateConfiguration"):
        (making,) = allowing(allowed, action)
        assert making["Resource"] == ["*"]
        assert ("aws:RequestTag/System" in making["Condition"]["StringEquals"]) is (action != "kafka:CreateConfiguration")
    (changing,) = allowing(allowed, "kafka:UpdateConfiguration")
    assert changing["Resource"] == [f"arn:aws:kafka:*:{ACCOUNT}:{kind}/pde-production-*" for kind in ("cluster", "configuration")]


def test_the_web_acl_before_a_balancer_is_read_and_changed_at_both_ends(account: Recording) -> None:
    """WAF asks for the load balancer's own permissions as well (Service Authorization Reference, dependent actions)."""
    allowed = given(account)
    balancer = f"arn:aws:elasticloadbalancing:us-east-1:{ACCOUNT}:loadbalancer/app/pde-production-alb/0123456789abcdef"
    for call in ("GetLoadBalancerWebACL", "CreateWebACLAssociation", "DeleteWebACLAssociation"):
        assert allowing(allowed, f"elasticloadbalancing:{call}", balancer)
