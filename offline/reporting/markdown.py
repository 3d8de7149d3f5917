"""The verdict for machines and for review pages: JUnit XML for a CI server, Markdown for a pull request."""

from collections.abc import Iterable, Iterator
from xml.etree import ElementTree as ET

from offline.judging.findings import Finding, Verdict, by_rule, verdict
from offline.preview import Preview
from offline.reporting import tree


def junit(preview: Preview) -> str:
    """A test case for each rule; a violation, or a mandatory rule nobody could decide, fails it. Advice is its output."""
    said = verdict(preview.judgements)
    names = list(dict.fromkeys(name for judgement in preview.judgements.values() for name in judgement.rules))
    failed, advised = by_rule((*said.violations, *said.never)), by_rule(said.advice)
    suite = ET.Element(
        "testsuite",
        name=f"policies of {preview.project.stack} (offline, AWS not contacted)",
        tests=str(len(names)),
        failures=str(len(failed)),
        errors="0",
        skipped="0",
        time=f"{preview.total:.3f}",
    )
    for name in names:
        case = ET.SubElement(suite, "testcase", classname=f"policy.{preview.project.stack}", name=name)
        for finding in failed.get(name, []):
            ET.SubElement(case, "failure", message=_headline(finding)).text = f"{finding.text}\n{finding.urn or ''}".strip()
        if name in advised:
            ET.SubElement(case, "system-out").text = "\n\n".join(f"{_headline(one)}\n{one.text}" for one in advised[name])
    ET.indent(suite)
    return ET.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def markdown(preview: Preview) -> str:
    """A summary for a pull request: the verdict, what is declared, each finding with its way out."""
    return "\n".join(_markdown(preview, verdict(preview.judgements))) + "\n"


def _markdown(preview: Preview, said: Verdict) -> Iterator[str]:
    yield f"## Offline preview of `{preview.project.stack}`: {'nothing forbids it' if said.passed else 'forbidden'}"
    yield ""
    yield "AWS was not contacted and nothing was created: every answer is simulated."
    yield ""
    yield tree.counts(next(iter(preview.recordings.values())))
    yield from _table("Violations", (*said.violations, *said.never))
    yield from _table("Advice", said.advice)
    if said.later:
        yield ""
        yield f"{len(said.later)} findings are undecided until AWS has decided on values; in applied mode they are decided."


def _table(title: str, findings: Iterable[Finding]) -> Iterator[str]:
    rows = list(findings)
    if not rows:
        return
    yield ""
    yield f"### {title}"
    yield ""
    yield "| rule | resource | what, why, how to fix |"
    yield "| --- | --- | --- |"
    for finding in rows:
        text = " ".join(f"{finding.title}. {finding.text}".split()).replace("|", "\\|")
        yield f"| `{finding.rule}` | `{_resource(finding)}` | {text} |"


def _headline(finding: Finding) -> str:
    return f"{_resource(finding)}: {finding.title}" + (" (not decided in any mode)" if finding.undecided else "")


def _resource(finding: Finding) -> str:
    return finding.urn.rpartition("::")[2] if finding.urn else "the stack"
