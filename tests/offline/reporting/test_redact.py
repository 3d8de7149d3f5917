"""No secret is in anything that is written."""

from offline.reporting.redact import redact
from offline.simulation.runner import Recording
from offline.simulation.values import secrets


def test_no_secret_is_ever_written(sample: tuple[str, str], applied: Recording) -> None:
    hidden = {value for resource in applied.resources for value in secrets([resource.inputs, resource.outputs])}
    assert hidden
    for text in sample:
        assert not [value for value in hidden if value in text]


def test_a_text_that_quotes_a_secret_is_cleaned(applied: Recording) -> None:
    password = next(secrets(applied.named("database-password").outputs["result"]))
    assert redact(f"the password {password} is weak", applied.resources) == "the password [secret] is weak"
