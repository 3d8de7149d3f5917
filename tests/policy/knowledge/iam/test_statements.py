"""Policy documents in every spelling become the same statements."""

import pytest

from policy.knowledge.iam.statements import Condition, parse, restricts_caller
from policy.model.patterns import matches
from policy.model.values import UNKNOWN, UNREADABLE
from tests.policy.knowledge.iam.reading import only
from tests.policy.plans import allow, document


@pytest.mark.parametrize(
    ("pattern", "value", "expected"),
    [
        ("s3:GetObject", "s3:GetObject", True),
        ("s3:Get*", "s3:GetObject", True),
        ("s3:*Object", "s3:GetObject", True),
        ("s3:GetObject", "s3:GetObjectVersion", False),
        ("s3:Get?bject", "s3:GetObject", True),
        ("s3:Get?", "s3:Get", False),
        ("*", "anything:at/all", True),
        ("arn:aws:s3:::b/*", "arn:aws:s3:::b/a/b", True),
        ("arn:aws:s3:::b", "arn:aws:s3:::b/a", False),
        ("arn:aws:s3:::b.c", "arn:aws:s3:::bxc", False),
        ("a*", "a\nb", True),
        ("s3:Get*", "s3:GetObject*", True),
        ("s3:GetObject*", "s3:Get*", False),
        ("s3:GetObjec?", "s3:GetObjec*", False),
        ("s3:GetObjec?", "s3:GetObjec?", True),
    ],
)
def test_matching(pattern: str, value: str, *, expected: bool) -> None:
    assert matches(pattern, value) is expected


def test_scalars_become_lists_and_actions_lower_case() -> None:
    statement = only(document(allow("S3:GetObject", "arn", Sid="Read")))
    assert statement.actions == ("s3:getobject",)
    assert statement.resources == ("arn",)
    assert statement.label == "`Read`"
    assert statement.allows


@pytest.mark.parametrize("spelling", ["*", ["*"], {"AWS": "*"}, {"AWS": ["1", "*"]}, {"*": "*"}])
def test_everyone_in_every_spelling(spelling: object) -> None:
    assert only(document(allow("a:b", Principal=spelling))).names_everyone


@pytest.mark.parametrize(
    "spelling", [None, "111122223333", {"AWS": "arn:aws:iam::1:root"}, {"Service": "*.amazonaws.com"}, {"Service": "*"}]
)
def test_not_everyone(spelling: object) -> None:
    assert not only(document(allow("a:b", Principal=spelling))).names_everyone


def test_everyone_but_some_is_everyone() -> None:
    assert only(document(allow("a:b", NotPrincipal={"AWS": "arn:aws:iam::1:root"}))).names_everyone


@pytest.mark.parametrize(
    ("operator", "key", "value", "expected"),
    [
        ("StringEquals", "aws:SourceAccount", "111122223333", True),
        ("stringequals", "AWS:SOURCEACCOUNT", ["111122223333"], True),
        ("ForAnyValue:StringEquals", "aws:PrincipalOrgPaths", "o-1/r-1/*", True),
        ("ArnLike", "aws:SourceArn", "arn:aws:s3:::bucket", True),
        ("ArnLike", "aws:SourceArn", "arn:aws:sns:*:111122223333:*", True),
        ("IpAddress", "aws:SourceIp", "198.51.100.0/24", True),
        ("ArnLike", "aws:SourceArn", "arn:aws:s3:::*", False),
        ("ArnLike", "aws:SourceArn", "arn:aws:sns:*:*:*", False),
        ("ArnLike", "aws:SourceArn", "arn:aws:sns:us-east-1:1111222?????:x", False),
        ("ArnLike", "aws:SourceArn", "arn:*", False),
        ("StringLike", "aws:PrincipalOrgID", "*", False),
        ("StringEquals", "aws:SourceAccount", ["111122223333", "*"], False),
        ("StringEquals", "aws:SourceAccount", "XXXXXXXXXXXX", True),
        ("StringEquals", "aws:SourceAccount", [], False),
        ("IpAddress", "aws:SourceIp", "0.0.0.0/0", False),
        ("StringEqualsIfExists", "aws:SourceAccount", "111122223333", False),
        ("ForAllValues:StringEquals", "aws:PrincipalOrgID", "o-1", False),
        ("StringNotEquals", "aws:SourceAccount", "111122223333", False),
        ("Null", "aws:SourceArn", "false", False),
        ("Bool", "aws:SecureTransport", "true", False),
        ("StringLike", "aws:PrincipalOrgID", "o-*", False),
        ("StringLike", "aws:PrincipalOrgID", "o-abc12345?", False),
        ("StringEquals", "aws:PrincipalOrgID", "", False),
        ("StringLike", "aws:PrincipalAccount", "1111*", False),
        ("StringLike", "aws:SourceVpc", "vpc-*", False),
        ("StringLike", "aws:SourceVpce", "vpce-*", False),
        ("StringEquals", "aws:SourceVpce", "vpce-1a2b3c4d", True),
        ("StringLike", "kms:CallerAccount", "*333", False),
        ("ForAnyValue:StringLike", "aws:PrincipalOrgPaths", "o-*/*", False),
        ("ForAnyValue:StringLike", "aws:PrincipalOrgPaths", "/r-1/*", False),
        ("ForAnyValue:StringLike", "aws:SourceOrgPaths", "o-1/*", True),
        ("ForAnyValue:StringLike", "aws:SourceOrgPaths", "o-?/*", False),
        ("StringLike", "aws:userid", "AROAEXAMPLEID:*", True),
        ("StringEquals", "aws:userid", "AIDAEXAMPLEID", True),
        ("StringLike", "aws:userid", "AROA*", False),
        ("StringLike", "aws:userid", "*:session", False),
        ("StringLike", "aws:userid", ":session", False),
        ("StringLike", "aws:PrincipalArn", "*:role/reader", False),
        ("StringLike", "aws:PrincipalArn", "*:*:*:*:111122223333:role/reader", False),
        ("StringLike", "aws:PrincipalArn", "arn:aws:iam::*:role/reader", False),
        ("StringLike", "aws:PrincipalArn", "arn:aws:iam::111122223333:role/*", True),
        ("StringLike", "aws:SourceArn", "*:bucket", False),
        ("ArnLike", "aws:SourceArn", "arn:aws:s3:::?ucket", False),
        ("ArnLike", "aws:SourceArn", "arn:aws:s3:*:*:bucket", False),
        ("StringLike", "s3:DataAccessPointArn", "arn:aws:s3:us-east-1:111122223333:accesspoint/*", True),
        ("StringLike", "s3:DataAccessPointArn", "arn:aws:s3:us-east-1:*:accesspoint/*", False),
        ("IpAddress", "aws:SourceIp", "16.0.0.0/8", True),
        ("IpAddress", "aws:SourceIp", "16.0.0.0/7", False),
        ("IpAddress", "aws:SourceIp", "2600::/32", True),
        ("IpAddress", "aws:SourceIp", ["2600::/32", "2601::/32", "16.0.0.0/8"], True),
        ("IpAddress", "aws:SourceIp", "fd00::/8", True),
        ("IpAddress", "aws:SourceIp", "2600::/31", False),
        ("IpAddress", "aws:SourceIp", "2600::/20", False),
        ("IpAddress", "aws:SourceIp", [f"{first}.0.0.0/8" for first in range(224)], False),
        ("IpAddress", "aws:SourceIp", [f"{first}.0.0.0/8" for first in range(11, 31, 4)], False),
        ("StringEquals", "aws:VpceOrgID", "o-1", True),
        ("StringLike", "aws:VpceOrgID", "o-*", False),
        ("StringEqualsIfExists", "aws:VpceOrgID", "o-1", False),
        ("StringEquals", "aws:VpceAccount", "111122223333", True),
        ("StringLike", "aws:VpceAccount", "1111*", False),
        ("ForAnyValue:StringLike", "aws:VpceOrgPaths", "o-1/r-ab/*", True),
        ("ForAnyValue:StringLike", "aws:VpceOrgPaths", "o-*/r-ab/*", False),
        ("ForAllValues:StringLike", "aws:VpceOrgPaths", "o-1/r-ab/*", False),
        ("ArnLike", "aws:SourceVpcArn", "arn:aws:ec2:*:111122223333:vpc/*", True),
        ("ArnEquals", "aws:SourceVpcArn", "arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-1", True),
        ("ArnLike", "aws:SourceVpcArn", "arn:aws:ec2:eu-west-1:*:vpc/vpc-1", False),
        ("StringEquals", "aws:Ec2InstanceSourceVpc", "vpc-1", True),
        ("StringLike", "aws:Ec2InstanceSourceVpc", "vpc-*", False),
        ("IpAddress", "aws:SourceIp", "2600::/8", False),
        ("StringLike", "aws:SourceIp", "198.51.*", False),
    ],
)
def test_conditions_that_say_who_comes(operator: str, key: str, value: object, *, expected: bool) -> None:
    (condition,) = only(document(allow("a:b", Condition={operator: {key: value}}))).conditions
    assert restricts_caller(condition) is expected


def test_one_restricting_condition_of_several_closes_a_statement() -> None:
    conditions = {"Bool": {"aws:SecureTransport": True}, "StringEquals": {"aws:SourceAccount": "1"}}
    statement = only(document(allow("a:b", Principal="*", Condition=conditions)))
    assert statement.conditions[0] == Condition("bool", "aws:securetransport", ("true",))
    assert not statement.is_open


def test_actions_that_a_statement_allows() -> None:
    assert only(document(allow(["s3:Get*", "kms:Decrypt"]))).allows_action("kms:decrypt")
    assert not only(document(allow("kms:Encrypt"))).allows_action("kms:decrypt")
    assert not only(document({"Effect": "Deny", "Action": "*", "Resource": "*"})).allows_action("kms:decrypt")
    excluding = only(document({"Effect": "Allow", "NotAction": "kms:*", "Resource": "*"}))
    assert excluding.allows_action("s3:getobject")
    assert not excluding.allows_action("kms:decrypt")


@pytest.mark.parametrize("nothing", [None, "", {}, "{}", {"Statement": []}])
def test_no_statements(nothing: object) -> None:
    assert parse(nothing) == ()


@pytest.mark.parametrize(
    "nonsense", ["{", "[]", 7, True, ["x"], {"Statement": ["x"]}, {"Statement": "x"}, '"text"', "[" * 100_000, {"statement": []}]
)
def test_what_is_no_document(nonsense: object) -> None:
    assert parse(nonsense) is UNREADABLE


@pytest.mark.parametrize("hidden", [UNKNOWN, {"Statement": UNKNOWN}, {"Statement": [{"Action": [UNKNOWN]}]}])
def test_a_document_with_something_unknown(hidden: object) -> None:
    assert parse(hidden) is UNKNOWN


def test_a_statement_without_an_id_is_called_by_its_position() -> None:
    statements = parse({"Statement": [{"Sid": "Read", "Effect": "Allow"}, {"Effect": "Allow"}, {"Sid": "", "Effect": "Deny"}]})
    assert isinstance(statements, tuple)
    assert [one.label for one in statements] == ["`Read`", "number 2", "number 3"]
