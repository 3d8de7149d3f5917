"""`python -m offline`: the commands of `offline.command`, as a process of their own."""

import contextlib
import os
import sys

try:
    from offline import ending

    ending.install()
except KeyboardInterrupt:
    os._exit(130)  # as from now on, see `ending`

from offline.command import main

if __name__ == "__main__":
    status = main()
    with contextlib.suppress(OSError):  # said already, where it matters
        sys.stdout.flush()
    os._exit(status)  # taking the SDK's half a million objects apart would take longer than some previews
