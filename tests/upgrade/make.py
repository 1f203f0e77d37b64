"""Make the database of this version and keep it: `python -m tests.upgrade.make NAME`.

Done once, when a version is finished, at its last commit; never again for the same name.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.harness.server import make_environment
from tests.upgrade import fixture
from tests.upgrade.observe import NOW

LOAD = f"""
import django
django.setup()
from datetime import datetime
from minqing.simulation import demo
measure = demo.Measure(towns=1, villages=3, per_month=40, recent=40)
demo.load(json=True, measure=measure, now=datetime.fromisoformat("{NOW.isoformat()}"))
"""


def main() -> None:
    name = sys.argv[1]
    if name in fixture.list_names():
        sys.exit(f"{name} is kept already; a kept database is never made again")
    with tempfile.TemporaryDirectory(prefix="minqing-left-") as folder:
        var = Path(folder)
        environment = make_environment(var) | {"DJANGO_SETTINGS_MODULE": "config.settings"}

        def run(*words: str) -> str:
            command = [sys.executable, *words]
            return subprocess.run(
                command, env=environment, check=True, stdout=subprocess.PIPE, text=True
            ).stdout

        run("-m", "config", "prepare")
        run("-c", LOAD)
        told = json.loads(run("-m", "tests.upgrade.observe"))
        told["commit"] = _read_commit()
        fixture.pack(name, var, told)
    fixture.pack_events(name, Path("minqing"))


def _read_commit() -> str:
    words = ["git", "rev-parse", "HEAD"]
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


if __name__ == "__main__":
    main()
