"""`python -m config`: the same as `minqing`, where the entry point is not on the path."""

import sys

from config.cli import main

sys.exit(main())
