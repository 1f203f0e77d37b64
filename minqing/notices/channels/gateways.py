"""Formats of SMS gateways, as data: how a text is handed over, how one comes in. Pure.

A gateway is known by its entry in `data/gateways.yaml`; code names none.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import msgspec
import yaml


class SendFields(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Names of the fields of a request."""

    phone: str
    text: str
    message: str


class Accepted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where an answer says yes, and the gateway's own number of the message."""

    field: str
    values: tuple[str, ...]
    number: str


class TextFields(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Names of the fields of a text that came in."""

    number: str
    phone: str
    text: str
    at: str = ""


class ReportFields(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Names of the fields of a report of delivery. `message`: our id, `number`: theirs."""

    message: str
    number: str
    status: str
    at: str = ""


class Gateway(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One format. `key_header` or `key_field`: where the key goes."""

    title_zh: str
    title_en: str
    encoding: Literal["json", "form"]
    send: SendFields
    accepted: Accepted
    texts: TextFields
    reports: ReportFields | None = None
    delivered: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    key_header: str = ""
    key_prefix: str = ""
    key_field: str = ""
    signature_header: str
    timestamp_header: str


def load_gateways(path: Path) -> dict[str, Gateway]:
    """Read the formats; raises msgspec.ValidationError naming what is wrong."""
    return msgspec.convert(yaml.safe_load(path.read_text("utf-8")), dict[str, Gateway])


GATEWAYS: Mapping[str, Gateway] = load_gateways(
    Path(__file__).resolve().parent.parent / "data" / "gateways.yaml"
)
