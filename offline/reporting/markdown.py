"""A summary in Markdown, for a pull request: the verdict, what is declared, each finding with its way out."""

from collections.abc import Iterator, Sequence

from offline.judging.findings import Finding
from offline.reporting.summary import Summary, counted


def markdown(summary: Summary) -> str:
    """The whole summary."""
    return "\n".join(_lines(summary)) + "\n"


def _lines(summary: Summary) -> Iterator[str]:
    verdict = summary.verdict
    yield f"## Offline preview of `{summary.project.stack}`: {'nothing forbids it' if verdict.passed else 'forbidden'}"
    yield ""
    yield "AWS was not contacted and nothing was created: every answer is simulated."
    yield ""
    yield str(summary.counts)
    yield from _table("Violations", verdict.forbidding)
    yield from _table("Not decided in any mode", summary.unclear)
    yield from _table("Advice", verdict.advice)
    if summary.undecided:
        count = sum(map(len, summary.undecided.values()))
        yield ""
        yield f"{counted(count, 'finding')} undecided until AWS has decided on values; in applied mode they are decided."


def _table(title: str, findings: Sequence[Finding]) -> Iterator[str]:
    if not findings:
        return
    yield ""
    yield f"### {title}"
    yield ""
    yield "| rule | resource | what, why, how to fix |"
    yield "| --- | --- | --- |"
    for finding in findings:
        text = " ".join(f"{finding.title}. {finding.text}".split()).replace("|", "\\|")
        yield f"| `{finding.rule}` | `{finding.resource or 'the stack'}` | {text} |"
