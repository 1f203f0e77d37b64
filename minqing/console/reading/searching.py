"""Search as its page shows it: what was found, where, and a piece of text with it marked."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from minqing.cases import public as c
from minqing.console.reading.asked import Asked
from minqing.console.reading.lines import show_line
from minqing.console.shown import Found, FoundLine
from minqing.kernel.messages import Actor

WHERE = {
    "matter": gettext_noop("反映内容"),
    "asks": gettext_noop("诉求"),
    "reply": gettext_noop("答复"),
    "place": gettext_noop("地点"),
    "category": gettext_noop("类别"),
    "receipt": gettext_noop("回执编号"),
    "external_number": gettext_noop("外部编号"),
    "name": gettext_noop("反映人姓名"),
}


def search(viewer: Actor, typed: str, asked: Asked, *, now: datetime) -> Found:
    """Return one page of what was found in the viewer's reach, living and ended."""
    wanted = asked.to_filter()
    if not wanted.ended and not wanted.status:
        wanted = msgspec.structs.replace(wanted, both=True)
    page = c.search_cases(viewer, typed, wanted, now=now, after=asked.after)
    lines = tuple(
        FoundLine(
            line=show_line(hit.line),
            text=hit.text,
            where=_("、").join(_(WHERE[name]) for name in hit.where),
        )
        for hit in page.hits
    )
    following = asked.words | {"q": typed, "after": page.next}
    return Found(
        words=page.words,
        lines=lines,
        ready=page.ready,
        after=urlencode(following) if page.next else "",
        first=not asked.after,
    )
