"""What a process does when it starts: only what is asked for is loaded, and it collects rarely."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from pathlib import Path

import pytest

from config.cli import build_parser, list_commands
from config.collecting import PACE
from tests.harness.server import make_environment, own_database, run_minqing

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


@pytest.mark.both_databases
@pytest.mark.parametrize("words", [["demo"], ["log", "verify"]], ids=" ".join)
def test_command_before_the_tables_exist_says_what_to_do(words: list[str], tmp_path: Path) -> None:
    told = run_minqing(*words, environment=make_environment(tmp_path, **own_database()))
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr == "不能执行：数据库的表还没有建好，或比程序旧。请先运行 minqing prepare。\n"


def test_command_that_reaches_no_database_says_so_without_the_password(tmp_path: Path) -> None:
    address = {"DATABASE_URL": "postgresql://minqing:very-secret@127.0.0.1:1/minqing"}
    told = run_minqing("log", "verify", environment=make_environment(tmp_path, **address))
    assert told.returncode == 2
    assert told.stderr.startswith("不能执行：连不上数据库。")
    assert "very-secret" not in told.stderr
    assert len(told.stderr.splitlines()) == 1
