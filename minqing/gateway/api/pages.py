"""The documentation of the API: the document itself, and pages to read without any script."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from minqing.gateway.api.document import make_document
from minqing.gateway.api.errors import KINDS
from minqing.gateway.api.frame import ROOT
from minqing.org.public import PERMISSIONS
from minqing.tokens.public import BY_POST, BY_POST_ZH

DEEPEST = 6
"""Levels of a body that the page opens; deeper ones are named."""


@cache
def _write_document() -> bytes:
    return msgspec.json.encode(make_document())


@require_safe
def give_document(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    return HttpResponse(_write_document(), content_type="application/json")


@require_safe
def show_docs(request: HttpRequest) -> HttpResponse:
    """All operations by subject."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for place, method, operation in _list_documented():
        line = {
            "id": operation["operationId"],
            "method": method,
            "path": place,
            "says": operation["summary"],
            "scope": _say_scope(operation),
        }
        groups.setdefault(operation["tags"][0], []).append(line)
    troubles = [{"code": k.code, "status": k.status, "says": _strip(k.sentence)} for k in KINDS]
    shown = {"groups": sorted(groups.items()), "troubles": troubles, "root": ROOT}
    return render(request, "gateway/docs.html", shown)


def _strip(sentence: str) -> str:
    return _(sentence)


@require_safe
def show_operation(request: HttpRequest, operation: str) -> HttpResponse:
    """One operation: what it takes, what it answers."""
    for place, method, found in _list_documented():
        if found["operationId"] == operation:
            shown = _draw_operation(place, method, found)
            return render(request, "gateway/operation.html", {"one": shown})
    raise Http404


def _list_documented() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for place, methods in make_document()["paths"].items():
        for method, operation in methods.items():
            yield place, method.upper(), operation


def _say_scope(operation: dict[str, Any]) -> str:
    if "security" not in operation:
        return _("任何人")
    scope = operation.get("x-scope", "")
    if not scope:
        return _("任何令牌")
    return _(BY_POST_ZH if scope == BY_POST else PERMISSIONS.get(scope, scope))


def _draw_operation(place: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    body = operation.get("requestBody", {}).get("content", {})
    return {
        "id": operation["operationId"],
        "method": method,
        "path": f"{ROOT}{place}",
        "says": operation["summary"],
        "words": operation.get("description", ""),
        "scope": _say_scope(operation),
        "parameters": [_draw_parameter(one) for one in operation.get("parameters", ())],
        "bodies": [(media, list(_walk(one["schema"]))) for media, one in body.items()],
        "answers": [_draw_answer(status, one) for status, one in operation["responses"].items()],
    }


def _draw_parameter(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": one["name"],
        "place": _("地址") if one["in"] == "path" else _("参数"),
        "kind": _say_kind(one["schema"]),
    }


def _draw_answer(status: str, one: dict[str, Any]) -> dict[str, Any]:
    content = one.get("content", {})
    media, schema = next(((m, c["schema"]) for m, c in content.items()), ("", {}))
    fields = list(_walk(schema)) if status.startswith("2") else []
    return {"status": status, "says": one["description"], "media": media, "fields": fields}


def _walk(schema: dict[str, Any], above: str = "", depth: int = 0) -> Iterator[dict[str, Any]]:
    """Yield the fields of a schema as lines: path, kind, whether it must be there."""
    found = _follow(schema)
    if "items" in found:
        yield from _walk(found["items"], f"{above}[]", depth + 1)
        return
    needed = set(found.get("required", ()))
    for name, one in found.get("properties", {}).items():
        place = f"{above}.{name}".lstrip(".")
        yield {"name": place, "kind": _say_kind(one), "needed": name in needed}
        inner = _find_inner(one)
        if inner is not None and depth < DEEPEST:
            yield from _walk(inner, place, depth + 1)


def _follow(schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        found: dict[str, Any] = make_document()["components"]["schemas"][
            schema["$ref"].rpartition("/")[2]
        ]
        return _follow(found)
    for several in ("anyOf", "oneOf"):
        for one in schema.get(several, ()):
            if one != {"type": "null"}:
                return _follow(one)
    return schema


def _find_inner(schema: dict[str, Any]) -> dict[str, Any] | None:
    found = _follow(schema)
    return found if "properties" in found or "items" in found else None


def _say_kind(schema: dict[str, Any]) -> str:
    found = _follow(schema)
    if "enum" in found:
        return " | ".join(str(one) for one in found["enum"])
    kind = str(found.get("type", "any"))
    limit = found.get("maxLength")
    form = found.get("format", "")
    return " ".join(part for part in (kind, form, f"≤ {limit}" if limit else "") if part)
