"""Policy documents: statements that cannot be broad by accident, rendered as AWS reads them."""

import json

import pytest

from components.base.iam import Statement, document
from offline.simulation.runner import record


@pytest.mark.parametrize(
    ("actions", "resources", "because", "complaint"),
    [
        (("*",), ("arn:aws:s3:::x",), "I want it", "never allowed"),
        ((), ("arn:aws:s3:::x",), "", "actions must be named"),
        (("s3:GetObject",), ("*",), "", "resource '\\*' needs because="),
        (("s3:*",), ("arn:aws:s3:::x",), "", "wildcard action needs because="),
    ],
)
def test_a_statement_cannot_be_broad_by_accident(
    actions: tuple[str, ...], resources: tuple[str, ...], because: str, complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        Statement(sid="Broad", actions=actions, resources=resources, because=because)


def test_a_sid_that_aws_refuses_is_refused() -> None:
    with pytest.raises(ValueError, match="letters and digits"):
        Statement(sid="read models", actions=("s3:GetObject",), resources=("arn:aws:s3:::x",))


def test_a_document_is_what_aws_reads() -> None:
    documents: list[str] = []
    statement = Statement(sid="Read", actions=("s3:GetObject",), resources=("arn:aws:s3:::x/*",))

    def program() -> None:
        document([statement]).apply(documents.append)

    record(program, stack="dev")
    assert json.loads(documents[0]) == {
        "Version": "2012-10-17",
        "Statement": [{"Sid": "Read", "Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["arn:aws:s3:::x/*"]}],
    }
