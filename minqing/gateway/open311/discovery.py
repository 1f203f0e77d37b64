"""Service discovery: which specification is answered where, and in which formats."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from minqing.gateway.open311.frame import Call, Told
from minqing.gateway.open311.places import list_jurisdictions
from minqing.gateway.open311.shapes import EXTENSION
from minqing.log.public import find_demonstration, get_snapshot
from minqing.org.public import Directory

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CHANGED = "2026-11-23T00:00:00+08:00"
"""When this door last changed in a way that clients may notice."""


def describe(call: Call) -> Told:
    """Return the one endpoint; made-up data calls itself a test."""
    url = call.request.build_absolute_uri("/open311/v2")
    endpoint = {
        "specification": SPECIFICATION,
        "url": url,
        "changeset": CHANGED,
        "type": "test" if find_demonstration() else "production",
        "formats": ["text/xml", "application/json"],
    }
    told: dict[str, Any] = {
        "changeset": CHANGED,
        "contact": call.request.build_absolute_uri("/contact/"),
        "key_service": _("需要 api_key 的，请向这里的管理员申请系统令牌。"),
        "endpoints": [endpoint],
    }
    if call.is_extended:
        directory = get_snapshot(Directory)
        told[EXTENSION] = {
            "jurisdictions": [
                {"jurisdiction_id": one.code, "name": directory.unit(one.code).name}
                for one in list_jurisdictions()
            ]
        }
    return Told("discovery", told)
