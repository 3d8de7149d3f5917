"""Time a warm preview of a stack against the least any preview needs: `python -m offline.bench STACK`."""

import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from offline.errors import Exit
from offline.pipelines import recorded_images
from offline.project import load
from offline.simulation.runner import record
from offline.simulation.schema import module

_ROUNDS: Final = 5


def main() -> int:
    """Print the median of a few previews, what that is in imports of the SDK measured in the same run, and the largest process."""
    stack = sys.argv[1] if len(sys.argv) > 1 else "dev"
    project = load(Path.cwd(), stack)
    recording = record(
        project.program,
        stack=stack,
        project=project.name,
        config=project.config,
        parameters=recorded_images(project.config),
        secret_keys=project.secret_keys,
    )
    modules = sorted({name for resource_ in recording.resources if (name := module(resource_.type))})
    touched = "; ".join(f"{name}._utilities" for name in modules)  # the SDK imports a service when something of it is asked for
    imports = _median("-c", f"import gc, os, {', '.join(modules)}; gc.disable(); {touched}; os._exit(0)")
    bare = _median("-c", "import pulumi, pulumi_aws, pulumi_awsx, pulumi_random")
    previews = _median("-m", "offline", "preview", stack)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)
    sys.stdout.write(
        f"{stack}: {len(recording.resources)} resources\n"
        f"preview, both modes, with policies: {previews:.2f} s\n"
        f"bare SDK import:                    {bare:.2f} s; the preview takes {previews / bare:.1f} times as long\n"
        f"... with the services it uses:      {imports:.2f} s; the preview takes {previews / imports:.1f} times as long\n"
        f"largest process:                    {peak:.0f} MB\n"
    )
    return 0


def _median(*arguments: str) -> float:
    seconds = []
    for _ in range(_ROUNDS + 1):
        start = time.perf_counter()
        status = subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=False).returncode  # noqa: S603 - this interpreter
        seconds.append(time.perf_counter() - start)
        if status not in (Exit.OK, Exit.POLICY):
            sys.exit(status)
    return statistics.median(seconds[1:])  # the first one warms the file cache


if __name__ == "__main__":
    sys.exit(main())
