"""Who has proven to be the raiser: a signed word in the form, never in an address or a cookie."""

from __future__ import annotations

from datetime import datetime

import msgspec
from django.core import signing
from django.utils.translation import gettext as _

from minqing.cases import public as c
from minqing.kernel.receipts import ReceiptInvalid, check_receipt
from minqing.portal.others import cite_part
from minqing.portal.progress import Found, find_progress, is_key_right
from minqing.portal.wording import say_refusal

PROOF = "minqing.portal.proof"
PROOF_FOR = 30 * 60
"""Seconds in which a proven reader may act on what is shown."""
PIN_DIGITS = 6


class Looked(msgspec.Struct, frozen=True):
    """What a look-up found: the receipt and a proof, or errors by field and a status.

    `is_sealed`: the raiser asks after a complaint, whose content is shown to nobody here.
    """

    receipt: str = ""
    proof: str = ""
    is_sealed: bool = False
    errors: dict[str, str] = {}
    status: int = 422

    @property
    def waits(self) -> str:
        """The code of having to wait (docs/reference/troubles.md), "" where nobody has to."""
        return "receipt-throttled" if self.status == 429 else ""


def look_up(typed: str, key: str, *, now: datetime) -> Looked:
    """Look a receipt up, with or without the second sign; failures are counted."""
    try:
        receipt = check_receipt(typed)
    except ReceiptInvalid as invalid:
        return Looked(errors={"receipt": say_refusal(invalid.refusal)})
    if not c.may_look_up(receipt):
        sentence = _("不能查询：这一带的编号试得太多了。请过一刻钟再查，或打电话询问。")
        return Looked(errors={"receipt": sentence}, status=429)
    found = find_progress(receipt, now=now)
    if found is None:
        c.note_failed_look_up(receipt)
        sentence = _("不能查询：没有这个回执编号。请对照回执，从左到右重新输入。")
        return Looked(errors={"receipt": sentence})
    if key and found.is_sealed and c.knows_second_sign(receipt, key):
        return Looked(receipt=receipt, is_sealed=True)  # opened for nobody, but the key is right
    if key and not is_key_right(found, key, now=now):
        c.note_failed_look_up(receipt)
        sentence = _("不能打开内容：查询密码或电话后四位不对。请重新输入，或不填只看进度。")
        return Looked(errors={"key": sentence})
    return Looked(receipt=receipt, proof=make_proof(receipt, key) if key else "")


def make_proof(receipt: str, key: str) -> str:
    """Sign that this reader knows the receipt's second sign, and which of the two."""
    by_pin = sum(sign.isdigit() for sign in key) == PIN_DIGITS
    return signing.dumps([receipt, by_pin], salt=PROOF)


def read_proof(proof: str, *, now: datetime, part: str = "") -> tuple[Found | None, bool]:
    """Return the matter that was proven and whether by PIN; None when it ran out.

    One text may have been split: `part` then says which of its matters is meant, and all of
    them are proven by the one receipt.
    """
    try:
        receipt, by_pin = signing.loads(proof, salt=PROOF, max_age=PROOF_FOR)
    except (signing.BadSignature, ValueError):
        return None, False
    return find_progress(cite_part(receipt, part), now=now), bool(by_pin)
