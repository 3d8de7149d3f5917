"""Every stack file through the real command and the real pack: nothing crashes, is forbidden or even advised, without a waiver."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from offline.errors import Exit
from offline.judging.pack import judge
from offline.reporting.state import export
from offline.simulation.runner import Mode, Recording
from systems import Systems
from tests.check.everything import asleep_at_night
from tests.check.found import ACCOUNTS, FIRST, SAMPLES, SERVED, listed, system_of
from tests.offline.engine_state import unreadable
from tests.offline.samples import run
from tests.stacks import ROOT, SHARED, STACKS, recorded, values_of

ELSEWHERE = """
import json, sys
from offline.simulation import lazy_sdk
lazy_sdk.install()
from offline.reporting.state import export
from tests.stacks import recorded
for stack in sys.stdin:
    print(json.dumps(export(recorded(stack.strip()))), flush=True)
"""


def tiers_of(stack: str) -> frozenset[type]:
    return frozenset(Systems()[system_of(stack)].tiers)


# A system that has no tier of its own declares what another does.
VARIED = [stack for stack in SAMPLES if not any(tiers_of(stack) < tiers_of(other) for other in SAMPLES)]


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Callable[[str], Any]]:
    """Another process, in which the same sets have another order; asked for a stack, it answers with the state."""
    environment = {**os.environ, "PYTHONHASHSEED": "1"}
    environment.pop(SHARED, None)  # where it would find what was recorded here
    program = [sys.executable, "-c", ELSEWHERE]
    with subprocess.Popen(program, cwd=ROOT, env=environment, stdin=-1, stdout=-1, text=True) as process:  # noqa: S603  our own
        questions, answers = process.stdin, process.stdout
        assert questions, "a pipe was asked for"
        assert answers, "a pipe was asked for"

        def state_of(stack: str) -> Any:
            questions.write(f"{stack}\n")
            questions.flush()
            return json.loads(answers.readline())

        yield state_of


@pytest.mark.parametrize("stack", SAMPLES[:1])
def test_the_command_says_that_a_stack_is_clean(stack: str) -> None:
    """No policy may forbid it; advice about what a stack file chose is for its author to weigh."""
    done = run("preview", stack, "-C", ROOT)
    told = f"make preview STACK={stack} says\n{done.stdout}{done.stderr}"
    assert (done.returncode, done.stderr) == (Exit.OK, ""), told
    assert "No policy forbids this deployment" in told, told
    assert "not decided in any mode" not in told, told


@pytest.mark.parametrize("stack", [*VARIED, *ACCOUNTS])
def test_a_stack_declares_the_same_twice(stack: str, elsewhere: Callable[[str], Any]) -> None:
    """A time stamp, a random value or the order of a set in the program would change something in every `up`."""
    written = elsewhere(stack)
    strange = list(unreadable(written))
    assert not strange, f"the state of {stack} has what no engine reads: {listed(map(str, strange))}"
    again, before = by_urn(written), by_urn(json.loads(json.dumps(export(recorded(stack)))))
    differ = [urn for urn in {**again, **before} if again.get(urn) != before.get(urn)]
    assert not differ, f"two runs of {stack} declare these differently, so every `up` would change them: {listed(differ)}"


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("stack", STACKS)
def test_a_stack_is_clean_in_both_modes(stack: str, mode: Mode, port: int) -> None:
    recording = recorded(stack, mode)
    judgement = judge(port, recording, {})
    found = {one.rule for one in judgement.findings if one.level != "advisory" and not (mode is Mode.PLANNED and one.undecided)}
    assert not found, f"make preview STACK={stack} ARGS='--mode {mode.value}' tells what to do about {listed(found)}"


@pytest.mark.parametrize("stack", FIRST)
def test_a_stack_is_clean_on_day_one(stack: str, port: int) -> None:
    """When no image has been pushed yet. The applied run is enough: everything in it can be judged.

    What runs later and is watched then is the module's to say, and policies ask more where a stack is protected: one stack of each
    such kind tells of day one. What else its file says is there from the beginning, and judged above.
    """
    judgement = judge(port, recorded(stack, day_one=True), {})
    assert judgement.rules, "the policy pack has no rules: policy/rules"
    forbidden = [finding for finding in judgement.findings if finding.level != "advisory" or finding.undecided]
    told = "\n".join(f"{finding.rule}: {finding.resource or 'the stack'}" for finding in forbidden)
    assert not forbidden, f"make preview STACK={stack} ARGS=--day-one tells these with what to do\n{told}"


@pytest.mark.parametrize("stack", SERVED)
def test_a_stack_is_clean_wherever_its_flow_logs_go(stack: str, port: int) -> None:
    found = forbidden(port, asleep_at_night(stack))
    assert not found, f"flow logs of {stack} in a bucket break {listed(found)}: components/data/flow_log_bucket.py"


# One that is protected and one that is not: the rest of what a file says does not matter to the rule.
@pytest.mark.parametrize("stack", {bool(values_of(stack)["platform:protect"]): stack for stack in SERVED}.values())
def test_only_a_stack_without_protection_may_record_refusals_alone(stack: str, port: int) -> None:
    found = forbidden(port, recorded(stack, Mode.APPLIED, ("platform:network.flow_logs", {"traffic": "REJECT"})))
    wanted = {"vpc-flow-logged"} if values_of(stack)["platform:protect"] else set()
    assert found == wanted, f"with refusals alone, {stack} breaks {listed(found)} in place of {listed(wanted)}"


def forbidden(port: int, recording: Recording) -> set[str]:
    """Return the rules by which a stack is stopped; advice is for the author of the stack file to weigh."""
    judgement = judge(port, recording, {})
    assert judgement.rules, "the policy pack has no rules: policy/rules"
    return {one.rule for one in judgement.findings if one.level != "advisory" or one.undecided}


def by_urn(state: Any) -> dict[str, Any]:
    """Return all that a state holds but for providers, whose configuration the command line spaces differently."""
    return {one["urn"]: one for one in state["deployment"]["resources"] if not one["type"].startswith("pulumi:providers:")}


def test_no_waiver_is_configured_anywhere() -> None:
    """A rule that is switched off would let every stack pass."""
    configured = [path.name for path in ROOT.glob("*policy*.json")]
    assert not configured, f"remove these, which can switch rules off: {listed(configured)}"
