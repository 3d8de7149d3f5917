"""The words of the rules: a message that names the wrong property or value sends its reader the wrong way."""

from tests.policy.said import RECORDED, lines


def test_every_message_is_as_recorded() -> None:
    """Mend with: python -m tests.policy.said > tests/policy/said.txt, and read what changed."""
    assert list(lines()) == RECORDED.read_text(encoding="utf-8").splitlines()
