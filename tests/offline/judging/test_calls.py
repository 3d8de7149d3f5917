"""A pack that does not answer is not waited for without end, whichever call it leaves without an answer."""

import time
from pathlib import Path

import pytest

from offline.errors import Exit, PreviewError
from offline.judging.calls import PackError
from offline.judging.pack import judge
from offline.judging.pack_process import PackProcess
from offline.project import Project
from offline.simulation.mode import Mode
from offline.simulation.runner import record
from tests.offline.samples import ROOT, preview_here, run_here, write_pack, write_project

PROJECT = Project(name="platform", stack="dev", program=Path(), config={}, secret_keys=())

SILENT = """
import sys, time
from concurrent import futures

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

class Silent(analyzer_pb2_grpc.AnalyzerServicer):
    def GetAnalyzerInfo(self, request, context): return analyzer_pb2.AnalyzerInfo(name="silent", version="1")
    def Configure(self, request, context): return empty_pb2.Empty()
    def Analyze(self, request, context): return analyzer_pb2.AnalyzeResponse()
    def AnalyzeStack(self, request, context): return analyzer_pb2.AnalyzeResponse()

setattr(Silent, {call!r}, lambda *_: time.sleep(600))
server = grpc.server(futures.ThreadPoolExecutor())
analyzer_pb2_grpc.add_AnalyzerServicer_to_server(Silent(), server)
print(server.add_insecure_port("127.0.0.1:0"))
server.start()
time.sleep(600)
"""


@pytest.mark.parametrize("call", ["GetAnalyzerInfo", "Configure", "Analyze", "AnalyzeStack"])
def test_a_call_without_an_answer_is_an_error_that_names_it(tmp_path: Path, call: str) -> None:
    recording = record(lambda: None, stack="dev")
    with PackProcess(write_pack(tmp_path, SILENT.format(call=call)), PROJECT, Mode.APPLIED) as process:
        port = process.port(Mode.APPLIED)
        start = time.monotonic()
        with pytest.raises(PackError, match=rf"did not answer within 0.5 seconds .*\({call}\)"):
            judge(port, recording, {}, patience=0.5)
    assert time.monotonic() - start < 10


@pytest.mark.parametrize("start", ["", "import sys\nsys.stdout.write('123')\n"])
def test_a_pack_that_does_not_start_is_not_waited_for_without_end(
    tmp_path: Path, start: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write_pack(tmp_path, f"{start}import time\ntime.sleep(600)\n")
    done = preview_here(capsys, write_project(tmp_path, ""), "--policy-pack", "pack", "--policy-pack-timeout", "0.5")
    assert (done.returncode, done.stdout) == (Exit.PROGRAM, "")
    assert done.stderr.endswith("failed: it did not start within 0.5 seconds; --policy-pack-timeout gives it longer\n")


def test_a_port_without_the_end_of_its_line_is_not_waited_for(tmp_path: Path) -> None:
    pack = write_pack(
        tmp_path, "import pathlib, sys, time\nsys.stdout.write('12')\npathlib.Path('printed').touch()\ntime.sleep(600)\n"
    )
    with PackProcess(pack, PROJECT, Mode.APPLIED, patience=0.5) as process:
        while not (pack / "printed").exists():
            time.sleep(0.05)
        with pytest.raises(PreviewError, match=r"did not start within 0.5 seconds"):
            process.port(Mode.APPLIED)


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "inf", "soon"])
def test_a_time_that_is_none_is_refused(seconds: str, capsys: pytest.CaptureFixture[str]) -> None:
    done = run_here(capsys, "policies", "-C", ROOT, "--policy-pack-timeout", seconds)
    assert done.returncode == Exit.INPUT
    assert f"{seconds!r} is not a number of seconds" in done.stderr
