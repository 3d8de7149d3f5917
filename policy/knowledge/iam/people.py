"""Statements of trust policies that let people in, and none but people who have shown a code or come through Identity Center."""

import re
from typing import Final

from policy.knowledge.iam.statements import Statement

_ACCOUNT_OR_USER: Final = re.compile(r"^(\d{12}|arn:[^:]*:iam::\d{12}:(root|user/[^*?]+))$")
# Only AWS makes roles on this path (IAM Identity Center guide, "Referencing permission sets in resource policies").
_RESERVED: Final = re.compile(r"^arn:[^:]*:iam::\d{12}:role/aws-reserved/sso\.amazonaws\.com/(\*/)?AWSReservedSSO_[^*?]+_[*?]+$")


def lets_in_people_alone(statement: Statement) -> bool:
    """Whether a statement of a trust policy is for users of an account with a code, or for permission sets of Identity Center.

    A session of Identity Center tells AWS of no code, whatever its own setting asks for; its roles are recognized by their path.
    """
    if not statement.principals or not all(kind == "AWS" and _ACCOUNT_OR_USER.match(name) for kind, name in statement.principals):
        return False
    coded = any(
        (one.key, one.operator, one.values) == ("aws:multifactorauthpresent", "bool", ("true",)) for one in statement.conditions
    )
    signed_in = any(
        one.key == "aws:principalarn" and one.needs(lambda value: _RESERVED.match(value) is not None)
        for one in statement.conditions
    )
    return coded or signed_in
