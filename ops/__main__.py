"""`python -m ops`: the commands of `ops.command`, as a process of their own."""

import sys

try:
    from ops.command import main
except KeyboardInterrupt:  # while modules are loaded: nothing has begun
    sys.exit(130)

if __name__ == "__main__":
    sys.exit(main())
