"""Taking in: receive a need, record a finished case of another system."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from minqing.cases import commands as c
from minqing.cases import events as e
from minqing.cases.clocks_of_case import Clock, due_moment
from minqing.cases.pack import (
    CasesSection,
    CategoriesSection,
    Rung,
    find_channel,
    find_ledger,
    find_rung_of_kind,
    index_categories,
)
from minqing.cases.places import find_levels
from minqing.cases.raiser import FilePurpose
from minqing.cases.rules import refusals as r
from minqing.cases.rules.attachments import check_files, name_files
from minqing.cases.rules.elsewhere import check_number, find_source
from minqing.cases.rules.ground import (
    Directory,
    Pack,
    WorkCalendar,
    choose_post,
    find_pack,
    get_section,
    is_answered_for,
)
from minqing.cases.rules.running import triage_clock
from minqing.cases.rules.suggested import keep_known
from minqing.cases.rules.table import VERB_OF
from minqing.cases.state import CaseState
from minqing.cases.terms import (
    CHANNEL_ZH,
    Anonymity,
    ClockName,
    MatterKind,
    Outcome,
    Result,
    Spoken,
    Suggested,
)
from minqing.kernel.messages import Frame, Refusal, VaultRef
from minqing.org.public import PostView

Events = Sequence[e.CaseEvent] | Refusal
COMPLAINT = MatterKind.COMPLAINT_AGAINST_OFFICIAL
NO_REF = VaultRef("")


OLDEST = timedelta(days=20 * 365)
"""How long ago a matter that is recorded now may have been told; a device that claims more has a
wrong clock, and soon no calendar for it (ours begins in 2004). Imported lists hold matters of
years ago that are still open. Source: ours."""


def find_emergency_word(text: str, section: CasesSection) -> str:
    """Return an emergency word that the text contains, "" when there is none (涉险提示)."""
    for word in section.emergency.words:
        if word in text:
            return word
    return ""


def receive(command: c.ReceiveCase, state: CaseState | None, frame: Frame) -> Events:
    """Take a need in.

    1. the receipt, the matter, the place and the mechanism that serves it;
    2. who raised it: named, sealed or anonymous, as the category allows;
    3. who holds it until it is sorted: who was told first, or the post the channel names; a
       complaint against an official goes sealed to its recipient at once;
    4. the clocks: sorting from now, the resident's own from when it was told.
    """
    refused = _check_receive(command, state, frame)
    if refused is not None:
        return refused
    directory = frame.view(Directory)
    pack = find_pack(command.pack, command.unit, directory, frame)
    if pack is None:
        return r.PACK_MISSING(receipt=command.receipt, unit=directory.unit(command.unit).name)
    section = get_section(pack)
    refused = _check_against_pack(command, section, pack.section("categories"))
    if refused is not None:
        return refused
    source = find_source(pack.section("sources"), command.external_source)
    if command.external_source and source is None:
        return r.SOURCE_UNKNOWN(verb=_verb(command), receipt=command.receipt)
    if command.happened_at is not None and frame.now - command.happened_at > OLDEST:
        return r.LONG_AGO(receipt=command.receipt, years=OLDEST.days // 365)
    holder = _first_holder(command, section, directory, frame)
    if isinstance(holder, Refusal):
        return holder
    sealed = command.kind is COMPLAINT
    rung = rung_at(section, directory, holder.unit)
    raised_at = _claimed(command.happened_at, frame)
    emergency = bool(find_emergency_word(command.matter.value, section))
    ledger = find_ledger(section, command.ledger or section.default_ledger)
    promise = Clock(name=ClockName.PROMISE, rule=ledger.clocks.promise, started_at=raised_at)
    late = raised_at < frame.now and due_moment(promise, frame.view(WorkCalendar)) < frame.now
    return (
        e.CaseReceived(
            at=frame.now,
            case=command.case,
            receipt=command.receipt,
            place=command.unit,
            home_banner=command.home_banner or find_levels(directory, command.unit).banner,
            channel=command.channel,
            kind=command.kind,
            matter=command.matter.ref,
            raised_at=raised_at,
            pack=pack.key,
            pack_version=pack.version,
            rung=rung.code,
            holder_post=holder.id,
            holder_unit=holder.unit,
            clock=make_first_clock(section, rung, frame, sealed=sealed, emergency=emergency),
            promise=None if sealed else promise,
            recorder_post="" if sealed else frame.by.post,
            raiser=NO_REF if command.raiser is None else command.raiser.ref,
            asks=NO_REF if command.asks is None else command.asks.ref,
            anonymity=command.anonymity,
            household=_household(command),
            ledger=command.ledger,
            category=command.category,
            language=command.language,
            sealed=sealed,
            emergency=emergency,
            emergency_shown=command.emergency_shown,
            learned_late=late and not sealed,
            links=command.links,
            spot=NO_REF if command.spot is None else command.spot.ref,
            files=name_files(command.files, FilePurpose.MATTER, by=frame.by, at=frame.now),
            external_number=command.external_number.strip(),
            external_source=command.external_source,
            external_due_at=command.external_due_at,
            external_soon=None if source is None else source.soon,
            suggested=None if sealed else _keep_suggested(command, pack, directory),
        ),
    )


def _household(command: c.ReceiveCase | c.RecordHistory) -> str:
    # the house would say who an anonymous or sealed raiser is
    return command.household if command.anonymity is Anonymity.NAMED else ""


def _keep_suggested(command: c.ReceiveCase, pack: Pack, directory: Directory) -> Suggested | None:
    if command.suggested is None:  # nearly always: no index of categories is made
        return None
    categories = pack.section("categories")
    known = {} if categories is None else index_categories(categories)
    return keep_known(command.suggested, known, directory)


def _check_receive(command: c.ReceiveCase, state: CaseState | None, frame: Frame) -> Refusal | None:
    receipt = command.receipt
    if state is not None:
        return r.CASE_EXISTS(receipt=state.receipt)
    if not receipt:
        return r.RECEIPT_MISSING()
    if not command.matter.value.strip():
        return r.MATTER_MISSING(receipt=receipt)
    if not frame.view(Directory).has(command.unit):
        return r.UNIT_UNKNOWN(verb=_verb(command), receipt=receipt, unit=command.unit)
    if command.language not in set(Spoken):
        return r.LANGUAGE_UNKNOWN(receipt=receipt, language=command.language[:20])
    refused = check_number(
        command.external_number if command.external_source else "",
        command.external_due_at,
        command.external_source,
        receipt,
        frame.view(WorkCalendar),
    )
    refused = refused or check_files(command.files, command.case)
    return refused or _check_raiser(command)


def _check_raiser(command: c.ReceiveCase | c.RecordHistory) -> Refusal | None:
    anonymous = command.anonymity is Anonymity.ANONYMOUS
    if anonymous and command.raiser is not None:
        return r.RAISER_FORBIDDEN(receipt=command.receipt)
    if not anonymous and command.raiser is None:
        return r.RAISER_MISSING(receipt=command.receipt)
    return None


def _check_against_pack(
    command: c.ReceiveCase, section: CasesSection, categories: CategoriesSection | None
) -> Refusal | None:
    if find_channel(section, command.channel) is None:
        channel = CHANNEL_ZH[command.channel]
        return r.CHANNEL_CLOSED(receipt=command.receipt, channel=channel)
    if not command.category:
        return None
    found = None if categories is None else index_categories(categories).get(command.category)
    if found is None:
        return r.CATEGORY_UNKNOWN(
            verb=_verb(command), receipt=command.receipt, category=command.category
        )
    second = found[1]
    if second is not None and second.needs_name and command.anonymity is Anonymity.ANONYMOUS:
        return r.NAME_NEEDED(receipt=command.receipt, category=second.zh)
    return None


def _first_holder(
    command: c.ReceiveCase, section: CasesSection, directory: Directory, frame: Frame
) -> PostView | Refusal:
    if command.kind is COMPLAINT:
        return find_recipient(command, command.unit, command.receipt, section, directory)
    by = frame.by
    channel = find_channel(section, command.channel)
    assert channel is not None, "checked against the pack before"
    if channel.triage == "recorder" and by.post and directory.has_post(by.post):
        return directory.post(by.post)
    roles = section.ladder[0].roles if channel.triage == "recorder" else (channel.triage,)
    post = choose_post(directory, command.unit, roles)
    if post is None or not is_answered_for(directory, post.id):
        unit = directory.unit(command.unit).name
        return r.HOLDER_MISSING(verb=_verb(command), receipt=command.receipt, unit=unit)
    return post


def find_recipient(
    command: c.CaseCommand, unit: str, receipt: str, section: CasesSection, directory: Directory
) -> PostView | Refusal:
    """Find who receives complaints against officials; never anybody at village or town."""
    role, banner = section.complaints.role, directory.banner_of(unit)
    for post in directory.posts():
        if post.role == role and post.person and directory.banner_of(post.unit) == banner:
            return post
    phone = section.complaints.phone
    return r.COMPLAINT_RECIPIENT_MISSING(verb=_verb(command), receipt=receipt, phone=phone)


def make_first_clock(
    section: CasesSection, rung: Rung, frame: Frame, *, sealed: bool, emergency: bool
) -> Clock:
    if sealed:
        return Clock(name=ClockName.TRANSFER, rule=section.clocks.transfer, started_at=frame.now)
    clocks = section.clocks
    return triage_clock(clocks.emergency_triage if emergency else clocks.triage, rung, frame.now)


def rung_at(section: CasesSection, directory: Directory, unit: str) -> Rung:
    return find_rung_of_kind(section, directory.unit(unit).kind)


def _claimed(happened_at: datetime | None, frame: Frame) -> datetime:
    """Return when it happened as claimed; a device clock that runs ahead counts as now."""
    return frame.now if happened_at is None else min(happened_at, frame.now)


def _verb(command: c.CaseCommand) -> str:
    return VERB_OF[type(command)].zh


def record_history(command: c.RecordHistory, state: CaseState | None, frame: Frame) -> Events:
    """Record a finished case with its own past times; nobody is charged, nothing reacts."""
    receipt = command.receipt
    refused = _check_history(command, state, frame)
    if refused is not None:
        return refused
    directory = frame.view(Directory)
    pack = find_pack(command.pack, command.unit, directory, frame)
    if pack is None:
        return r.PACK_MISSING(receipt=receipt, unit=directory.unit(command.unit).name)
    section = get_section(pack)
    held_by = command.held_by or command.unit
    post = choose_post(directory, held_by, section.ladder[0].roles)
    closed_at = command.closed_at or command.answered_at
    assert closed_at is not None, "checked: a history has an end"
    return (
        e.HistoryRecorded(
            at=frame.now,
            case=command.case,
            receipt=receipt,
            place=command.unit,
            home_banner=command.home_banner or find_levels(directory, command.unit).banner,
            channel=command.channel,
            kind=command.kind,
            matter=command.matter.ref,
            raised_at=command.raised_at,
            answered_at=command.answered_at,
            closed_at=closed_at,
            result=_history_result(command),
            pack=pack.key,
            pack_version=pack.version,
            rung=rung_at(section, directory, command.unit).code,
            holder_post="" if post is None else post.id,
            holder_unit=held_by if post is None else post.unit,
            raiser=NO_REF if command.raiser is None else command.raiser.ref,
            anonymity=command.anonymity,
            household=_household(command),
            ledger=command.ledger,
            category=command.category,
            external_number=command.external_number,
            origin=command.origin,
        ),
    )


def _history_result(command: c.RecordHistory) -> Result | None:
    """Return what came of it; an answer whose outcome is not told explained, no more."""
    if command.outcome is None and command.reply is None:
        return None
    return Result(
        outcome=command.outcome or Outcome.EXPLAINED,
        reply=NO_REF if command.reply is None else command.reply.ref,
    )


def _check_history(
    command: c.RecordHistory, state: CaseState | None, frame: Frame
) -> Refusal | None:
    receipt = command.receipt
    if state is not None:
        return r.CASE_EXISTS(receipt=state.receipt)
    if not receipt:
        return r.RECEIPT_MISSING()
    if not command.matter.value.strip():
        return r.MATTER_MISSING(receipt=receipt)
    if not frame.view(Directory).has(command.unit):
        return r.UNIT_UNKNOWN(verb=_verb(command), receipt=receipt, unit=command.unit)
    if command.held_by and not frame.view(Directory).has(command.held_by):
        return r.UNIT_UNKNOWN(verb=_verb(command), receipt=receipt, unit=command.held_by)
    if command.kind is COMPLAINT:
        return r.COMPLAINT_SEALED(verb=_verb(command), receipt=receipt)
    ends = [moment for moment in (command.answered_at, command.closed_at) if moment is not None]
    if not ends:
        return r.HISTORY_UNFINISHED(receipt=receipt)
    if any(not command.raised_at <= moment <= frame.now for moment in ends):
        return r.HISTORY_DISORDER(receipt=receipt)
    return _check_raiser(command)
