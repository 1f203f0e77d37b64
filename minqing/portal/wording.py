"""Refusals in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from minqing.kernel.due_sentences import agree
from minqing.kernel.messages import Refusal


def say_refusal(refusal: Refusal) -> str:
    """Say a refusal in the reader's language; parameters that are our words are translated."""
    params = {
        key: _(value) if isinstance(value, str) and value else value
        for key, value in refusal.params.items()
    }
    return agree(_(refusal.sentence).format_map(params))
