"""The verdict as JUnit XML, for a CI server."""

from xml.etree import ElementTree as ET

from offline.judging.findings import Finding
from offline.reporting.forms import printable
from offline.reporting.summary import Summary


def junit(summary: Summary) -> str:
    """A test case for each rule; a violation, or a mandatory rule that no mode decides, fails it. Advice is its output.

    A rule that asks less than usual is skipped, with the reason; one that still stops a deployment says so in its output.
    """
    stack = summary.project.stack
    lowered = {one.rule: one for one in summary.lowered}
    suite = ET.Element(
        "testsuite",
        name=f"policies of {stack} (offline, AWS not contacted)",
        tests=str(len({*summary.rules, *summary.advising})),
        failures=str(len(summary.forbidding)),
        errors="0",
        skipped=str(sum(not one.stops for one in summary.lowered)),
        time=f"{summary.total:.3f}",
    )
    properties = {"policy pack": summary.judges.removeprefix("Policy pack "), "not judged": ", ".join(summary.not_judged)}
    if any(properties.values()):
        about = ET.SubElement(suite, "properties")
        for name, value in properties.items():
            if value:
                ET.SubElement(about, "property", name=name, value=value)
    for rule in dict.fromkeys([*summary.rules, *summary.advising]):
        case = ET.SubElement(suite, "testcase", classname=f"policy.{stack}", name=rule)
        if rule in lowered and not lowered[rule].stops:
            ET.SubElement(case, "skipped", message=printable(str(lowered[rule])))
        for finding in summary.forbidding.get(rule, ()):
            text = f"{finding.text}\n{finding.urn or ''}".strip()
            ET.SubElement(case, "failure", message=printable(_headline(finding))).text = printable(text)
        said = [str(lowered[rule])] if rule in lowered and lowered[rule].stops else []
        said += [f"{_headline(one)}\n{one.text}" for one in summary.advising.get(rule, ())]
        if said:
            ET.SubElement(case, "system-out").text = printable("\n\n".join(said))
    ET.indent(suite)
    return ET.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _headline(finding: Finding) -> str:
    return f"{finding.resource or 'the stack'}: {finding.title}" + (" (not decided in any mode)" if finding.undecided else "")
