"""Struct classes are worked out before threads decode them (a process died of it)."""

from __future__ import annotations

import subprocess
import sys

CHAIN = """
import sys, threading, types, msgspec
sys.setswitchinterval(1e-6)
from minqing.kernel.structs import prepare_structs

made = sys.modules["made"] = types.ModuleType("made")
made.msgspec = msgspec
for n in range(300):  # each holds the one before: the last takes long to work out
    below = f"S{max(n - 1, 0)}"
    exec(f"class S{n}(msgspec.Struct):\\n  a: int\\n  c: 'tuple[{below}, ...]' = ()", made.__dict__)
PREPARE

def decode():
    for n in reversed(range(300)):
        msgspec.json.decode(b'{"a": 1, "c": [{"a": 2}]}', type=getattr(made, f"S{n}"))

threads = [threading.Thread(target=decode) for _ in range(8)]
for one in threads: one.start()
for one in threads: one.join()
"""


def decode_in_threads(prepare: str) -> int:
    code = CHAIN.replace("PREPARE", prepare)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    return done.returncode


def test_threads_may_decode_for_the_first_time_together_when_structs_are_prepared() -> None:
    assert decode_in_threads("assert prepare_structs() == ()") == 0


def test_server_prepares_all_that_it_decodes() -> None:
    code = (
        "import config.wsgi\n"
        "from minqing.kernel.structs import prepare_structs\n"
        "print(*sorted(one.__name__ for one in prepare_structs()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    # both name the log's entry for the type checker only, and hold functions
    assert done.stdout.split() == ["Follower", "Reaction"]
