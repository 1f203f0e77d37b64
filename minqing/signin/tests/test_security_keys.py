"""Answers of security keys that no key would give: refused, whatever the library stumbles over."""

from __future__ import annotations

import hashlib
import json

import cbor2
import pytest
from webauthn.helpers import bytes_to_base64url

from minqing.signin.security_keys import KeyRefused, Question, Site, ask_for_new, read_new

SITE = Site("localhost", "http://localhost")

PUBLIC_KEYS = [
    b"", b"\xa0", b"\xff", b"\x81" * 3_000, cbor2.dumps([1]), cbor2.dumps(5),
    cbor2.dumps({1: "a"}), cbor2.dumps({1: 2, 3: -7, -1: 99, -2: b"x", -3: b"y"}),
    cbor2.dumps({1: 3, 3: -257, -1: b"", -2: b""}),
]  # fmt: skip


def answer(question: Question, public_key: bytes, form: str, statement: object) -> str:
    said = {"type": "webauthn.create", "challenge": question.challenge, "origin": SITE.origin}
    flags, count, credential = b"\x45", b"\x00" * 4, b"\x00" * 16 + b"\x00\x04AAAA"
    data = hashlib.sha256(b"localhost").digest() + flags + count + credential + public_key
    whole = cbor2.dumps({"fmt": form, "attStmt": statement, "authData": data})
    name = bytes_to_base64url(b"AAAA")
    response = {
        "clientDataJSON": bytes_to_base64url(json.dumps(said).encode()),
        "attestationObject": bytes_to_base64url(whole),
    }
    return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})


@pytest.mark.parametrize("public_key", PUBLIC_KEYS, ids=range(len(PUBLIC_KEYS)))
@pytest.mark.parametrize(
    ("form", "statement"),
    [
        ("none", {}),
        ("packed", {"alg": -7, "sig": b"x", "x5c": [b"junk"]}),
        ("packed", {"alg": "x", "sig": 5, "x5c": 5}),
        ("tpm", {"ver": "2.0", "alg": -7, "certInfo": b"x", "pubArea": b"y", "x5c": [b"z"]}),
        ("fido-u2f", {"x5c": [b"a"], "sig": b"a"}),
        ("nothing", 5),
    ],
)
def test_crooked_answer_of_a_new_key_is_refused(
    public_key: bytes, form: str, statement: object
) -> None:
    question = ask_for_new(SITE, "cadre", b"h" * 32, [])
    with pytest.raises(KeyRefused):
        read_new(answer(question, public_key, form, statement), question.challenge, SITE)
