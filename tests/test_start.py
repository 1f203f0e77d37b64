"""What a process does when it starts: only what is asked for is loaded, and it collects rarely."""

from __future__ import annotations

import gc
import json
import subprocess
import sys

import pytest

from config.cli import build_parser, list_commands
from config.collecting import PACE

LOADED = """
import json, sys
from config.cli import build_parser
build_parser("packs")
print(json.dumps(sorted(sys.modules)))
"""


def test_command_that_is_asked_for_is_loaded_alone() -> None:
    told = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, check=True
    )
    loaded = json.loads(told.stdout)
    assert "config.commands.packs" in loaded
    assert [name for name in loaded if name in ("config.commands.run", "granian")] == []


@pytest.mark.parametrize("words", [[], ["--help"], ["nothing-of-the-kind"]])
def test_every_command_is_named_where_none_is_asked_for(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        build_parser(words[0] if words else "").parse_args(words)
    told = "".join(capsys.readouterr())
    assert words == [] or all(name in told for name in list_commands())


def test_process_looks_for_circles_rarely() -> None:
    assert gc.isenabled()
    assert gc.get_threshold() == PACE
