"""What the headers of tus 1.0 say. Pure."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping

from minqing.vault.public import Use

VERSION = "1.0.0"
EXTENSIONS = "creation,termination,expiration,checksum"
ALGORITHMS = ("sha256", "sha1")
"""Of the checksum extension; sha1 because the protocol demands it, against a bad line only."""
MEDIA = "application/offset+octet-stream"
MISMATCH = 460
LONGEST = 4_000
"""Characters of the header with a file's name."""


class HeaderWrong(Exception):
    """A header that the protocol asks for is missing or unreadable."""


def read_number(text: str | None) -> int:
    """Return a length or an offset; raises HeaderWrong."""
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 15:
        raise HeaderWrong
    return int(text)


def read_metadata(text: str) -> dict[str, str]:
    """Return names and decoded values of Upload-Metadata; raises HeaderWrong."""
    if len(text) > LONGEST:
        raise HeaderWrong
    found: dict[str, str] = {}
    for pair in filter(None, (one.strip() for one in text.split(","))):
        name, _, value = pair.partition(" ")
        try:
            found[name] = base64.b64decode(value.strip(), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError, ValueError) as error:
            raise HeaderWrong from error
    return found


def find_use(metadata: Mapping[str, str]) -> Use:
    """Return what a file is for; whatever else is said is a paper of a case."""
    return Use.TABLE if metadata.get("use") == Use.TABLE else Use.PAPER


def read_checksum(text: str) -> tuple[str, bytes]:
    """Return algorithm and digest; raises HeaderWrong for what is not offered."""
    algorithm, _, digest = text.partition(" ")
    if algorithm not in ALGORITHMS:
        raise HeaderWrong
    try:
        return algorithm, base64.b64decode(digest.strip(), validate=True)
    except (binascii.Error, ValueError) as error:
        raise HeaderWrong from error


def is_same(algorithm: str, digest: bytes, data: bytes) -> bool:
    """Return whether what arrived is what was sent."""
    return hashlib.new(algorithm, data, usedforsecurity=False).digest() == digest
