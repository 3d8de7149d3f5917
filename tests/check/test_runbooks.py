"""Who is woken by an alarm is told what to read, and what is read begins with that alarm."""

import pytest

from tests.check.everything import with_everything
from tests.check.found import SAMPLES
from tests.runbooks import RUNBOOKS, leading, named, patterns
from tests.stacks import STACKS, recorded


@pytest.mark.parametrize("stack", STACKS)
def test_every_alarm_names_a_runbook_that_begins_with_it(stack: str) -> None:
    wrong = []
    for recording in (recorded(stack), *([with_everything(stack)] if stack in SAMPLES else [])):
        meant = leading(recording)
        for alarm, runbook in named(recording):
            listing = [one for one in RUNBOOKS if any(meant[pattern].fullmatch(alarm) for pattern in patterns(one))]
            if not runbook:
                wrong.append(f"{stack}: the description of the alarm {alarm} does not end with ` Runbook: docs/runbooks/<name>.md`")
            elif runbook not in RUNBOOKS:
                wrong.append(f"{stack}: the alarm {alarm} names docs/runbooks/{runbook}.md, which does not exist")
            elif listing != [runbook]:
                told = ", ".join(listing) or "none"
                wrong.append(f"{stack}: the alarm {alarm} names the runbook {runbook}, and the one that begins with it is {told}")
    assert not wrong, "\n".join(dict.fromkeys(wrong))
