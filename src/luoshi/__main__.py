"""``python -m luoshi``: the same as the command ``luoshi``."""

import sys

from luoshi.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
