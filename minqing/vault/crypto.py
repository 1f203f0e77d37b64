"""Encryption of personal values: AES-256-GCM, one random data key per subject.

Data keys are wrapped by the master key of the installation. The name of what is encrypted
(ref, subject) is authenticated with it, so a cipher cannot be moved to another name.
"""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12
KEY = 32


class KeyWrong(Exception):
    """The master key does not open the stored keys; nothing was read or changed."""

    code = "master-key-wrong"
    sentence = "不能打开个人信息库：主密钥与库中数据不符。请放回原来的密钥文件，或从备份恢复。"

    def __str__(self) -> str:
        return self.sentence


class RandomBytes:
    """Hands out chance in small pieces from one large read; a system call per value is slow."""

    def __init__(self, block: int = 8192) -> None:
        self._block = block
        self._bytes = b""
        self._at = 0

    def take(self, size: int) -> bytes:
        end = self._at + size
        if end > len(self._bytes):
            self._bytes = os.urandom(max(self._block, size))
            self._at, end = 0, size
        piece = self._bytes[self._at : end]
        self._at = end
        return piece


def load_master_key(path: Path) -> bytes:
    """Return the installation's master key, making it (mode 600) on first use."""
    if path.exists():
        key = path.read_bytes()
        if len(key) != KEY:
            raise KeyWrong
        return key
    path.parent.mkdir(parents=True, exist_ok=True)
    key = os.urandom(KEY)
    try:
        write_key_file(path, key)
    except FileExistsError:  # another process was first
        return load_master_key(path)
    return key


def write_key_file(path: Path, key: bytes) -> None:
    """Write a key to a new file (mode 600), on the disk when this returns."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
    with os.fdopen(handle, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())


def compute_fingerprint(key: bytes) -> str:
    """Return the name of a master key: tells which file, says nothing of the key."""
    return hashlib.sha256(b"minqing master key" + key).hexdigest()[:32]


def wrap_key(master: AESGCM, key: bytes, subject: str, chance: RandomBytes) -> bytes:
    """Encrypt a data key under the master key, bound to its subject."""
    nonce = chance.take(NONCE)
    return nonce + master.encrypt(nonce, key, subject.encode())


def unwrap_key(master: AESGCM, wrapped: bytes, subject: str) -> bytes:
    """Decrypt a data key; raises KeyWrong when the master key is another one."""
    try:
        return master.decrypt(wrapped[:NONCE], wrapped[NONCE:], subject.encode())
    except InvalidTag as error:
        raise KeyWrong from error


def encrypt(key: AESGCM, plain: bytes, ref: str, chance: RandomBytes) -> bytes:
    """Encrypt one value, bound to its ref."""
    nonce = chance.take(NONCE)
    return nonce + key.encrypt(nonce, plain, ref.encode())


def decrypt(key: AESGCM, cipher: bytes, ref: str) -> bytes:
    """Decrypt one value; raises KeyWrong when key or name do not belong to it."""
    try:
        return key.decrypt(cipher[:NONCE], cipher[NONCE:], ref.encode())
    except InvalidTag as error:
        raise KeyWrong from error
