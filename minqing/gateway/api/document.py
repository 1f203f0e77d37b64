"""The OpenAPI document, made from the very operations that answer and the structs that travel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import msgspec
from django.utils.text import Truncator

from minqing.gateway.api import errors
from minqing.gateway.api.bodies import JSON, NDJSON
from minqing.gateway.api.bulk import Sum
from minqing.gateway.api.errors import Trouble, TroubleKind
from minqing.gateway.api.frame import ROOT, Operation
from minqing.gateway.api.routes import list_operations
from minqing.gateway.api.sending import Item
from minqing.gateway.api.verbs import list_typed
from minqing.kernel.messages import Command
from minqing.tokens.public import BY_POST

Schema = dict[str, Any]
REF = "#/components/schemas/{name}"
BODY_TROUBLES = (
    errors.NOT_JSON,
    errors.TOO_DEEP,
    errors.TEXT_WRONG,
    errors.TOO_LARGE,
    errors.MEDIA_WRONG,
    errors.ENCODING_WRONG,
)
STATUS_SAYS = {
    400: "The request cannot be read.",
    401: "No token, or one that does not work (any more).",
    403: "The token's scope does not cover this.",
    404: "Not there, or not in the token's reach.",
    405: "Another method is wanted.",
    409: "Something has changed since it was seen.",
    413: "Too much at once.",
    415: "Another media type is wanted.",
    422: "What was sent does not fit, or a rule refuses it.",
    429: "Too often; see Retry-After.",
    500: "A fault of the machine.",
    503: "The machine cannot store or read just now.",
}
ABOUT = """民情 Minqing: casework for the last kilometre of public service.

Everything that the desk does is a command, and every command can be sent here: with an id that
its sender makes (the same id twice is done once and answered the same), within the scopes and
the units of a token made at the desk (接口令牌). Lists have cursors and no ceiling. Personal data
is masked. Troubles always have the form `{code, sentence, field}`; branch on the code.
"""


@cache
def make_document() -> Mapping[str, Any]:
    """Return the document as plain data; it changes only with the program."""
    operations = list_operations()
    typed = list_typed()
    types = list(dict.fromkeys(_list_types(operations, typed)))
    schemas, components = msgspec.json.schema_components(types, ref_template=REF)
    of = dict(zip(types, schemas, strict=True))
    components["Item"]["properties"]["fields"] = {"type": "object"}
    components["Items"] = {
        "oneOf": [of[Item], {"type": "array", "items": of[Item], "maxItems": 1000}],
        "description": "One command, or a list of them.",
    }
    paths: dict[str, Any] = {}
    for operation in operations:
        if operation.path == "/commands/{kind}":
            for command, body in typed:
                drawn = _draw_command(operation, command, of[body], of)
                paths[f"/commands/{command.TYPE}"] = {"post": drawn}
        else:
            place = paths.setdefault(operation.path, {})
            place[operation.method.lower()] = _draw(operation, of)
    return _shorten({
        "openapi": "3.1.0",
        "info": {"title": "民情 Minqing API", "version": "1", "description": ABOUT},
        "servers": [{"url": ROOT}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": {name: _clean(name, one) for name, one in sorted(components.items())},
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "接口令牌"}
            },
        },
        "tags": [{"name": name} for name in sorted({one.tag for one in operations})],
    })  # fmt: skip


def _shorten(drawn: Any) -> Any:
    """Return a part of the document with short names of schemas: `MeetingsPresence` for the
    longer name that two classes of one name get, which generators of clients cannot write."""
    if isinstance(drawn, list):
        return [_shorten(one) for one in drawn]
    if not isinstance(drawn, dict):
        return drawn
    ref = drawn.get("$ref")
    if ref is not None:
        return {**drawn, "$ref": REF.format(name=name_schema(ref.rpartition("/")[2]))}
    return {name_schema(name): _shorten(one) for name, one in drawn.items()}


def name_schema(name: str) -> str:
    """Return the name of a schema: of a class with its module, context and class."""
    root, _, rest = name.partition(".")
    if root != __name__.partition(".")[0]:
        return name
    return f"{rest.partition('.')[0].capitalize()}{name.rpartition('.')[2]}"


def _clean(name: str, schema: Any) -> Any:
    """Return a schema with its words on one line, and titled as it is named."""
    if not isinstance(schema, dict):
        return schema
    named = {"title": name_schema(name)} if "title" in schema else {}
    if isinstance(schema.get("description"), str):
        named["description"] = " ".join(schema["description"].split())
    return {**schema, **named}


def _list_types(
    operations: Iterable[Operation], typed: Iterable[tuple[type[Command], type]]
) -> Iterable[Any]:
    yield Trouble
    yield Item
    yield Sum
    for operation in operations:
        yield from (kind for _, kind in operation.answers.values())
        yield from (kind for kind in (operation.body or {}).values() if not isinstance(kind, str))
    yield from (body for _, body in typed)


# ---------------------------------------------------------------- operations
def _draw(operation: Operation, of: Mapping[Any, Schema]) -> Schema:
    drawn: Schema = {
        "operationId": operation.name,
        "summary": operation.says,
        "tags": [operation.tag],
        "parameters": [*_draw_path(operation), *_draw_query(operation)],
        "responses": _draw_answers(operation, of),
    }
    if operation.body:
        drawn["requestBody"] = _draw_body(operation.body, of)
    if not operation.is_public:
        drawn["security"] = [{"token": []}]
        drawn["x-scope"] = operation.permission
    return drawn


def _take_first(words: str) -> str:
    """Return the first sentence of what is written about a command."""
    return f"{words.partition('. ')[0].rstrip('.')}."


def _draw_command(
    operation: Operation, command: type[Command], body: Schema, of: Mapping[Any, Schema]
) -> Schema:
    words = " ".join((command.__doc__ or "").split())
    return {
        "operationId": f"commands.{command.TYPE}",
        "summary": Truncator(_take_first(words)).chars(120),
        "description": words,
        "tags": [command.TYPE.partition(".")[0]],
        "requestBody": {"required": True, "content": {JSON: {"schema": body}}},
        "responses": _draw_answers(operation, of, conflict=True),
        "security": [{"token": []}],
        "x-scope": command.PERMISSION or BY_POST,
    }


def _draw_body(body: Mapping[str, Any], of: Mapping[Any, Schema]) -> Schema:
    content = {}
    for media, kind in body.items():
        if media == NDJSON:
            schema: Schema = {"type": "string", "description": "One `Item` a line."}
        elif isinstance(kind, str):
            schema = {"$ref": REF.format(name=kind)}
        else:
            schema = of[kind]
        content[media] = {"schema": schema}
    return {"required": True, "content": content}


def _draw_path(operation: Operation) -> list[Schema]:
    return [
        {"name": part[1:-1], "in": "path", "required": True, "schema": {"type": "string"}}
        for part in operation.path.split("/")
        if part.startswith("{")
    ]


def _draw_query(operation: Operation) -> list[Schema]:
    if operation.query is None:
        return []
    (schema,), components = msgspec.json.schema_components([operation.query], ref_template="{name}")
    whole = components[schema["$ref"]]
    return [
        {"name": name, "in": "query", "required": False, "schema": _inline(one, components)}
        for name, one in whole["properties"].items()
    ]


def _inline(schema: Any, components: Mapping[str, Schema]) -> Any:
    """Return a parameter's schema without references, and without null: a parameter is there or
    it is not."""
    if isinstance(schema, list):
        return [_inline(one, components) for one in schema if one != {"type": "null"}]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _inline(components[schema["$ref"]], components)
    found = {name: _inline(one, components) for name, one in schema.items() if name != "title"}
    if found.get("default", "") is None:
        del found["default"]
    several = found.get("anyOf")
    return several[0] if several is not None and len(several) == 1 else found


def _draw_answers(
    operation: Operation, of: Mapping[Any, Schema], *, conflict: bool = False
) -> Schema:
    answers: Schema = {}
    for status, (media, kind) in operation.answers.items():
        schema: Schema = {"type": "string"} if media == NDJSON else of[kind]
        says = "One `Line` a command, then one `Sum`." if media == NDJSON else "Done."
        answers[str(status)] = {"description": says, "content": {media: {"schema": schema}}}
    codes: dict[int, list[str]] = {}
    for trouble in _list_troubles(operation):
        codes.setdefault(trouble.status, []).append(trouble.code)
    if conflict:
        codes[409] = ["changed-meanwhile"]
    for status in (*codes, *((401, 403) if not operation.is_public else ()), 405, 500, 503):
        if str(status) in answers:
            continue
        listed = ", ".join(f"`{code}`" for code in codes.get(status, ()))
        says = f"{STATUS_SAYS[status]} {listed}".strip()
        content = {JSON: {"schema": of[Trouble]}}
        answers[str(status)] = {"description": says, "content": content}
    return dict(sorted(answers.items()))


def _list_troubles(operation: Operation) -> tuple[TroubleKind, ...]:
    return (*(BODY_TROUBLES if operation.body else ()), *operation.troubles)
