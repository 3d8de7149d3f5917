"""How tests read a policy document."""

from policy.knowledge.iam.statements import Statement, parse


def only(text: object) -> Statement:
    parsed = parse(text)
    assert isinstance(parsed, tuple)
    (statement,) = parsed
    return statement
