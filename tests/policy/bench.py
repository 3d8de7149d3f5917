"""Time the pack on copies of the production stack, process start included: `python -m tests.policy.bench`."""

import json
import re
import resource
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

from google.protobuf import json_format, struct_pb2
from pulumi.runtime.proto import analyzer_pb2

from tests.policy.engine.client import Pack
from tests.policy.rules.replay import Record, production

# Seconds that the pack may compute, by resources: its own, so that what else the machine does says nothing.
LIMITS = {300: 2.0, 3000: 6.0, 10_000: 20.0}
# How much longer a plan may take than a smaller one, for each time that it is larger. Starting the process makes it less than 1;
# a rule that compares every resource with every other makes it grow with the plan.
GROWTH = 1.0


def copies(count: int) -> list[tuple[Record, Mapping[str, object], Mapping[str, object]]]:
    """That many resources with their inputs and outputs: whole copies of the stack whose names and ids differ."""
    records = [one for one in production().values() if one.token.startswith(("aws:", "random:"))]
    ids = sorted({str(one.outputs.get("id")) for one in records} | {"pde-production", "/production"}, key=len, reverse=True)
    named = re.compile("|".join(re.escape(one) for one in ids if len(one) > 3))
    found = []
    for number in range(count // len(records) + 1):
        for one in records:
            text = json.dumps([one.inputs, one.outputs])
            inputs, outputs = json.loads(named.sub(rf"\g<0>{number}", text))
            found.append((_copy(one, number), inputs, outputs))
    return found[:count]


def _copy(one: Record, number: int) -> Record:
    edges = {path: [f"{urn}-{number}" for urn in urns] for path, urns in one.edges.items()}
    dependencies = [f"{urn}-{number}" for urn in one.dependencies]
    return Record(
        token=one.token,
        name=f"{one.name}-{number}",
        urn=f"{one.urn}-{number}",
        inputs=one.inputs,
        outputs=one.outputs,
        edges=edges,
        dependencies=dependencies,
        protect=one.protect,
        ignore_changes=one.ignore_changes,
    )


def _struct(values: Mapping[str, object]) -> struct_pb2.Struct:
    return json_format.ParseDict(dict(values), struct_pb2.Struct())


def requests(count: int) -> tuple[list[analyzer_pb2.AnalyzeRequest], analyzer_pb2.AnalyzeStackRequest]:
    """What the engine would ask about that many resources."""
    single, whole = [], []
    for one, inputs, outputs in copies(count):
        options = analyzer_pb2.AnalyzerResourceOptions(protect=one.protect, ignoreChanges=list(one.ignore_changes))
        single.append(
            analyzer_pb2.AnalyzeRequest(type=one.token, name=one.name, urn=one.urn, properties=_struct(inputs), options=options)
        )
        whole.append(
            analyzer_pb2.AnalyzerResource(
                type=one.token,
                name=one.name,
                urn=one.urn,
                properties=_struct(outputs),
                options=options,
                dependencies=one.dependencies,
                propertyDependencies={
                    path: analyzer_pb2.AnalyzerPropertyDependencies(urns=urns) for path, urns in one.edges.items()
                },
            )
        )
    return single, analyzer_pb2.AnalyzeStackRequest(resources=whole)


def seconds(count: int) -> tuple[float, float]:
    """How long the pack takes, from its start to its last answer: what it computes, and what passes."""
    single, whole = requests(count)
    start, before = time.perf_counter(), _computed()
    pack = Pack()
    pack.configure()
    with ThreadPoolExecutor(4) as four:  # the engine asks about several resources at a time
        list(four.map(pack.calls.Analyze, single))
    pack.calls.AnalyzeStack(whole)
    passed = time.perf_counter() - start
    pack.stop()
    return _computed() - before, passed


def _computed() -> float:
    """Seconds that processes which have ended computed."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def problems(took: Mapping[int, float]) -> list[str]:
    """What is wrong with seconds by resources: a limit passed, or a growth that is worse than linear."""
    slow = [f"{count} resources take more than {limit:g} s" for count, limit in LIMITS.items() if took[count] > limit]
    steep = [
        f"from {few} to {many} resources the time grows {took[many] / took[few]:.1f} times"
        for few, many in pairwise(sorted(LIMITS))
        if took[many] / took[few] > GROWTH * many / few
    ]
    return [*slow, *steep]


def main() -> int:
    """Print the times, and fail when they are not what they have to be."""
    took = {count: seconds(count) for count in LIMITS}
    for count, limit in LIMITS.items():
        computed, passed = took[count]
        sys.stdout.write(f"{count} resources: {computed:.2f} s computed (limit {limit:g}), {passed:.2f} s passed\n")
    found = problems({count: computed for count, (computed, _) in took.items()})
    sys.stdout.writelines(f"{one}\n" for one in found)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
