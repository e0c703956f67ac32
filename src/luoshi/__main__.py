"""The entry of the command ``luoshi`` and of ``python -m luoshi``.

Small on purpose: an interruption while the rest is still being imported ends like any other, without a traceback.
Entry: :func:`main`. Not here: everything else (:mod:`luoshi.cli.main`).
"""

import sys


def main() -> int:
    """Run the command line with the arguments of the process; return the exit code."""
    try:
        from luoshi.cli.main import main as run

        return run()
    except KeyboardInterrupt:
        from luoshi.cli import EXIT_INTERRUPTED, INTERRUPTED

        print(INTERRUPTED, file=sys.stderr)
        return EXIT_INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
