"""The frame of the API: operations, who asks, and the way from a request to an answer.

An operation says everything that its documentation says: the document is made from the same list
that answers. docs/decisions/0024 tells why this is ours.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, Literal

import msgspec
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _

from minqing.gateway.api.errors import (
    METHOD_WRONG,
    SCOPE_MISSING,
    TOKEN_MISSING,
    VALUE_WRONG,
    Refused,
    Trouble,
    TroubleKind,
)
from minqing.kernel.messages import Actor
from minqing.log.public import get_now
from minqing.tokens.public import Bearer, TokenRefused, read_bearer

ROOT = "/api/v1"
Method = Literal["GET", "POST"]
JSON = "application/json"
encode = msgspec.json.Encoder().encode
journal = logging.getLogger(__name__)


class Call(msgspec.Struct, frozen=True):
    """One request as an operation sees it. `bearer` is None on public doors."""

    request: HttpRequest
    path: Mapping[str, str]
    bearer: Bearer | None

    @property
    def actor(self) -> Actor:
        assert self.bearer is not None, "a door without a token has no actor"
        return self.bearer.actor


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that may be asked: its address, who may, what comes in, what goes out.

    `path` is under ROOT. `permission`: the scope it needs, "" for any token. `query`: struct of the
    address's parameters. `body`: schema name by media type. `answers`: media type and type of
    each good status. `troubles`: what may go wrong beside what the frame itself refuses.
    """

    name: str
    method: Method
    path: str
    says: str
    tag: str
    handle: Callable[[Call], HttpResponseBase]
    answers: Mapping[int, tuple[str, Any]]
    permission: str = ""
    is_public: bool = False
    query: type | None = None
    body: Mapping[str, Any] | None = None
    troubles: tuple[TroubleKind, ...] = ()


def reply(value: Any, status: int = 200) -> HttpResponse:
    """Return a struct as JSON."""
    return HttpResponse(encode(value), status=status, content_type=JSON)


def reply_trouble(trouble: Trouble, status: int, **headers: str) -> HttpResponse:
    """Return a trouble in the one documented form."""
    answer = reply(trouble, status)
    for name, value in headers.items():
        answer.headers[name.replace("_", "-")] = value
    return answer


def choose_language(request: HttpRequest) -> str:
    """Return the language that the caller's Accept-Language asks for, Simplified Chinese else."""
    return translation.get_language_from_request(request)


def answer_at(operations: Sequence[Operation]) -> Callable[..., HttpResponseBase]:
    """Return the view of one address with these operations, at most one a method."""
    by_method: dict[str, Operation] = {one.method: one for one in operations}

    def view(request: HttpRequest, **path: str) -> HttpResponseBase:
        with translation.override(choose_language(request)):
            answer = _answer(request, by_method, path)
            answer.headers["Content-Language"] = translation.get_language() or ""
        answer.headers.setdefault("Cache-Control", "no-store")
        answer.headers["Vary"] = "Accept-Language, Authorization"
        return answer

    view.csrf_exempt = True  # type: ignore[attr-defined] # no cookie opens anything here
    return view


def _answer(
    request: HttpRequest, operations: Mapping[str, Operation], path: Mapping[str, str]
) -> HttpResponseBase:
    method = "GET" if request.method == "HEAD" else str(request.method)
    operation = operations.get(method)
    if operation is None:
        allowed = ", ".join(operations)
        wrong = METHOD_WRONG(method=str(request.method)[:20], allowed=allowed)
        return reply_trouble(wrong.say(), 405, Allow=allowed)
    try:
        bearer = None if operation.is_public else admit(request, operation.permission)
        return operation.handle(Call(request, path, bearer))
    except TokenRefused as error:
        trouble = Trouble(code=error.code, sentence=_(error.sentence))
        return reply_trouble(trouble, 401, WWW_Authenticate="Bearer")
    except Refused as error:
        return _refuse(error)
    except (DataError, OverflowError):
        # longer or larger than a column, which no schema of ours names
        return _refuse(VALUE_WRONG())


def _refuse(error: Refused) -> HttpResponse:
    headers = {"WWW_Authenticate": "Bearer"} if error.kind.status == 401 else {}
    if error.kind.status == 429:
        headers["Retry_After"] = str(error.params["seconds"])
    return reply_trouble(error.say(), error.kind.status, **headers)


def admit(request: HttpRequest, permission: str) -> Bearer:
    """Return who asks; raises TokenRefused, or Refused without a token or its scope."""
    scheme, _sep, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not text.strip():
        raise TOKEN_MISSING()
    bearer = read_bearer(text.strip(), now=get_now())
    check_scope(bearer, permission)
    return bearer


def check_scope(bearer: Bearer, permission: str) -> None:
    """Raise Refused when a token does not have a permission."""
    if permission and permission not in bearer.actor.permissions:
        raise SCOPE_MISSING(scope=permission)


def quietly(handle: Callable[[Call], Any]) -> Callable[[Call], HttpResponseBase]:
    """Let an operation return a struct instead of an answer."""

    @wraps(handle)
    def inner(call: Call) -> HttpResponseBase:
        return reply(handle(call))

    return inner
