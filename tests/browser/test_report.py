"""The report of a real stack in headless Chromium: no error, the search finds, the drawing answers, nothing spills over."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from offline.project import load
from offline.reporting.html import html
from offline.reporting.summary import Run, summarize
from offline.simulation.mode import Mode
from tests.stacks import ROOT, recorded

# A telephone is narrower than a window of Chromium can be, so the page is in a frame; what it answers becomes the title.
FRAME = """<!DOCTYPE html><title></title><script>
window.addEventListener("message", (event) => {{ document.title = event.data; }});
</script><iframe src="{address}" width="{width}" height="900"></iframe>"""
# What is asked of the page when it has loaded.
ASKED = """
<script>
window.addEventListener("load", () => {
  const shown = () => [...document.querySelectorAll("details.node")].filter((one) => !one.hidden && one.offsetParent !== null);
  const key = (name) => document.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true }));
  const answer = { before: shown().length };
  key("/");
  answer.focused = document.activeElement.id;
  search.value = "API-Definition";
  search.dispatchEvent(new Event("input"));
  answer.found = shown().filter((one) => one.open).map((one) => one.querySelector("summary").firstChild.textContent.trim());
  answer.said = found.textContent;
  key("Escape");
  answer.after = shown().length;
  const box = document.querySelector("svg .box");
  box.dispatchEvent(new Event("mouseenter"));
  answer.own = document.querySelectorAll("svg .own").length;
  box.dispatchEvent(new Event("mouseleave"));
  answer.left = document.querySelectorAll("svg .own").length;
  answer.wider = document.documentElement.scrollWidth - window.innerWidth;
  answer.cut = [...document.querySelectorAll("svg .box")].filter((one) => {
    const frame = one.querySelector("rect").getBBox();
    return [...one.querySelectorAll("text")].some((text) => text.getBBox().x + text.getBBox().width > frame.x + frame.width);
  }).map((one) => one.dataset.node);
  window.dispatchEvent(new Event("beforeprint"));
  answer.open = document.querySelectorAll("details.node:not([open])").length;
  parent.postMessage("ANSWER" + JSON.stringify(answer), "*");
});
</script>
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("report") / "report.html"
    runs = {mode: Run(recording=recorded("production", mode)) for mode in Mode}
    file.write_text(html(summarize(load(ROOT, "production"), runs)) + ASKED, encoding="utf-8")
    return file


def answered(report: Path, tmp_path: Path, width: int) -> tuple[dict[str, Any], str]:
    """Return what the page answers in a frame of this width, and what the browser logs."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert browser, "install chromium: the report is looked at in a real browser"
    frame = tmp_path / "frame.html"
    frame.write_text(FRAME.format(address=report.as_uri(), width=width), encoding="utf-8")
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--window-size=1400,1000"]
    command += [f"--user-data-dir={tmp_path}", "--virtual-time-budget=5000", "--dump-dom", frame.as_uri()]
    done = subprocess.run(  # noqa: S603  a browser on a file of ours
        command, capture_output=True, text=True, timeout=120, check=False, env={**os.environ, "HOME": str(tmp_path)}
    )
    found = re.search(r"<title>ANSWER(.*?)</title>", done.stdout)
    assert found, done.stderr[-2000:]
    answer: dict[str, Any] = json.loads(found[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
    return answer, "\n".join(line for line in done.stderr.splitlines() if "CONSOLE" in line)


@pytest.mark.parametrize("width", [1280, 390])
def test_it_works(report: Path, tmp_path: Path, width: int) -> None:
    answer, console = answered(report, tmp_path, width)
    assert console == ""
    assert answer["focused"] == "search"
    assert set(answer["found"]) == {"api", "api-definition", "api-service"}, "it, what waits for it and what they are in"
    assert answer["said"] == "2 found"
    assert (answer["after"], answer["open"]) == (answer["before"], 0), "an empty search shows all; paper has all open"
    assert answer["own"] > 0
    assert answer["left"] == 0
    assert answer["wider"] <= 0, "the page is no wider than the window"
    assert answer["cut"] == [], "every name fits its box"
