"""Services in policies, and the account or resource they act for."""

import pytest

from policy.knowledge.iam.service_principals import lacks_source, services
from policy.model import kinds
from tests.policy.knowledge.iam.reading import only
from tests.policy.plans import allow, document


def test_a_sign_in_provider_is_no_service() -> None:
    assert list(services(only(document(allow("a:b", Principal={"Service": "sns.amazonaws.com"}))))) == ["sns"]
    assert list(services(only(document(allow("a:b", Principal={"Federated": "cognito-identity.amazonaws.com"}))))) == []


@pytest.mark.parametrize(
    ("operator", "value", "said"),
    [
        ("ArnLike", "arn:aws:logs:us-east-1:111122223333:log-group:*", True),
        ("ArnEquals", "arn:aws:logs:us-east-1:111122223333:log-group:*", True),
        ("StringEquals", "arn:aws:logs:us-east-1:111122223333:log-group:/pde/api", True),
        ("StringLike", "arn:aws:logs:us-east-1:111122223333:log-group:*", True),
        ("StringNotLike", "arn:aws:logs:us-east-1:111122223333:log-group:*", False),
        ("ArnLikeIfExists", "arn:aws:logs:us-east-1:111122223333:log-group:*", False),
        ("ArnLike", "arn:aws:logs:us-east-1:*:log-group:*", False),
    ],
)
def test_a_key_s_user_says_whose_log_it_encrypts(operator: str, value: str, *, said: bool) -> None:
    using = only(document(allow("kms:Encrypt", Condition={operator: {"kms:EncryptionContext:aws:logs:arn": value}})))
    assert lacks_source(kinds.KEY, "logs", using) is not said
