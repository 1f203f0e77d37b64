"""Checks a downloaded proof of 每日存证: python3 check_proof.py proof-….json

Needs nothing but Python. What it prints as the root of a day is to be compared with the root
that was published for that day, on the board of the village or by whoever kept it.
"""

import hashlib
import json
import sys


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def check(document: dict) -> list[str]:
    """Return a list of faults; empty when everything holds."""
    faults = []
    roots = {}
    for day in document["days"]:
        before, root = bytes.fromhex(day["chain_of_day_before"]), bytes.fromhex(day["root"])
        if sha(before + day["day"].encode() + root).hex() != day["chain"]:
            faults.append(f"{day['day']}: not chained to the day before")
        roots[day["day"]] = day["root"]
    for one in document["entries"]:
        if one["day"] is None:
            continue
        if one["entry"] and sha(b"\x00" + one["entry"].encode()).hex() != one["leaf"]:
            faults.append(f"{one['position']}: the entry is not what was hashed")
        node = bytes.fromhex(one["leaf"])
        for side, sister in one["steps"]:
            other = bytes.fromhex(sister)
            node = sha(b"\x01" + (other + node if side == "left" else node + other))
        if node.hex() != one["root"] or roots.get(one["day"]) != one["root"]:
            faults.append(f"{one['position']}: does not lead to the root of {one['day']}")
    return faults


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        proof = json.load(file)
    found = check(proof)
    for line in found:
        sys.stdout.write(f"FAULT {line}\n")
    for one in proof["days"]:
        sys.stdout.write(f"{one['day']} {one['root']}\n")
    sys.stdout.write("FAULTY\n" if found else "OK\n")
    sys.exit(bool(found))
