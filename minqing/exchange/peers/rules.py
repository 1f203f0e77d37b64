"""Needs, decide, evolve of `peer:<id>`. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any
from urllib.parse import urlsplit

import msgspec

from minqing.cases.public import index_categories
from minqing.exchange.peers import commands as c
from minqing.exchange.peers import events as e
from minqing.exchange.peers.state import Peers, PeerState
from minqing.exchange.peers.terms import (
    LONGEST_WORD,
    MOST_PAIRS,
    PeerSecret,
    WordMapping,
    WordPair,
)
from minqing.exchange.wire.addresses import is_address
from minqing.exchange.wire.signing import is_key
from minqing.kernel.messages import (
    Decided,
    Decision,
    Frame,
    Refusal,
    RefusalKind,
    States,
    VaultRef,
)
from minqing.mechanisms.public import Pack, Packs
from minqing.org.public import Directory

TITLE_MISSING = RefusalKind("peer-title-missing", "不能开通对接单位：没有写名称。请填写名称。")
UNIT_OUTSIDE = RefusalKind(
    "peer-unit-outside",
    "不能改动对接单位{title}：单位{unit}不在您的管辖范围。请选择本单位或下级单位。",
)
EXISTS = RefusalKind("peer-exists", "不能开通对接单位{title}：已经开通。请刷新页面。")
SOURCE_UNKNOWN = RefusalKind(
    "peer-source-unknown",
    "不能开通对接单位{title}：本地工作机制的来件单位里没有{source}。请从列表中选择。",
)
SOURCE_TAKEN = RefusalKind(
    "peer-source-taken",
    "不能开通对接单位{title}：来件单位{source}已由“{other}”对接。请先停用原来的对接。",
)
ADDRESS_WRONG = RefusalKind(
    "peer-address-wrong",
    "不能使用对接单位{title}的地址：格式不对，或者没有加密。请填写对方给出的完整 https 地址。",
)
KEY_WRONG = RefusalKind(
    "peer-key-wrong", "不能使用对接单位{title}的密钥：格式不对。请由系统重新生成。"
)
CLOSED = RefusalKind("peer-closed", "不能改动对接单位：没有开通或者已经停用。请刷新页面。")
REASON_MISSING = RefusalKind(
    "peer-reason-missing", "不能停用对接单位{title}：没有写明理由。请填写理由。"
)
MAPPING_EMPTY = RefusalKind(
    "mapping-empty", "不能保存对照表：一行也没有。请至少写一类诉求或一个地点。"
)
MAPPING_LONG = RefusalKind(
    "mapping-long", "不能保存对照表：超过{most}行，或者有一个词超过{longest}个字。请核对后再传。"
)
MAPPING_TWICE = RefusalKind("mapping-twice", "不能保存对照表：“{word}”写了两次。请只留一行。")
MAPPING_CATEGORY = RefusalKind(
    "mapping-category", "不能保存对照表：“{word}”对应的诉求分类{code}不存在。请核对分类代码。"
)
MAPPING_UNIT = RefusalKind(
    "mapping-unit",
    "不能保存对照表：“{word}”对应的单位{code}不存在，或者不在对接范围内。请核对单位代码。",
)

REFUSALS = tuple(one for one in list(vars().values()) if isinstance(one, RefusalKind))


def needs(command: Any) -> tuple[str, ...]:
    """The peer's own stream."""
    return (f"peer:{command.peer}",)


def decide(command: Any, states: States, frame: Frame) -> Decision:
    """Open, renew, map or close a peer in reach."""
    stream = needs(command)[0]
    state: PeerState | None = states[stream]
    decided = _DECIDE[type(command)](command, state, frame)
    return decided if isinstance(decided, Refusal) else [Decided(stream, decided)]


def _open(command: c.OpenPeer, state: PeerState | None, frame: Frame) -> e.PeerOpened | Refusal:
    title, directory = command.title.strip(), frame.view(Directory)
    if not title:
        return TITLE_MISSING()
    if state is not None:
        return EXISTS(title=title)
    if not directory.has(command.unit) or not _reaches(command.unit, frame):
        return UNIT_OUTSIDE(title=title, unit=command.unit)
    if command.source not in list_sources(command.unit, frame):
        return SOURCE_UNKNOWN(title=title, source=command.source)
    banner = directory.banner_of(command.unit)
    for other in frame.view(Peers).all():
        if (other.banner, other.source) == (banner, command.source):
            return SOURCE_TAKEN(title=title, source=command.source, other=other.title)
    refused = _check_secret(command.secret.value, title)
    if refused is not None:
        return refused
    return e.PeerOpened(
        at=frame.now,
        peer=command.peer,
        unit=command.unit,
        banner=banner,
        kind=command.kind,
        source=command.source,
        title=title,
        secret=command.secret.ref,
        host=_host(command.secret.value),
    )


def find_pack(unit: str, directory: Directory, packs: Packs) -> Pack | None:
    """Return the mechanism that handles the cases of a unit, None for none."""
    return packs.for_unit(directory.path(unit), directory.banner_of(unit), section="cases")


def list_sources(unit: str, frame: Frame) -> Mapping[str, str]:
    """Return the sources that the mechanism of a unit knows, code to title."""
    pack = find_pack(unit, frame.view(Directory), frame.view(Packs))
    section = None if pack is None else pack.section("sources")
    return {} if section is None else {one.code: one.zh for one in section.sources}


def _check_secret(secret: PeerSecret, title: str) -> Refusal | None:
    if secret.address and not is_address(secret.address):
        return ADDRESS_WRONG(title=title)
    if not is_key(secret.theirs) or not is_key(secret.ours) or secret.theirs == secret.ours:
        return KEY_WRONG(title=title)
    return None


def _host(secret: PeerSecret) -> str:
    return urlsplit(secret.address).hostname or "" if secret.address else ""


def _renew(command: c.RenewPeer, state: PeerState | None, frame: Frame) -> e.PeerRenewed | Refusal:
    refused = _check_open(state, frame)
    if refused is not None or state is None:
        return refused or CLOSED()
    refused = _check_secret(command.secret.value, state.title)
    if refused is not None:
        return refused
    return e.PeerRenewed(
        at=frame.now,
        secret=command.secret.ref,
        replaces=state.secret,
        host=_host(command.secret.value),
    )


def _check_open(state: PeerState | None, frame: Frame) -> Refusal | None:
    if state is None or not state.is_open:
        return CLOSED()
    if not _reaches(state.unit, frame):
        return UNIT_OUTSIDE(title=state.title, unit=state.unit)
    return None


def _map(command: c.MapWords, state: PeerState | None, frame: Frame) -> e.WordsMapped | Refusal:
    refused = _check_open(state, frame)
    if refused is not None or state is None:
        return refused or CLOSED()
    refused = check_mapping(command.mapping, state, frame)
    if refused is not None:
        return refused
    return e.WordsMapped(at=frame.now, version=state.version + 1, mapping=command.mapping)


def check_mapping(mapping: WordMapping, state: PeerState, frame: Frame) -> Refusal | None:
    """Refuse a mapping that names what does not exist, or one word twice."""
    pairs = (*mapping.categories, *mapping.places)
    words = [one.word.strip() for one in pairs] + [one.word.strip() for one in mapping.kinds]
    if not words:
        return MAPPING_EMPTY()
    if len(words) > MOST_PAIRS or any(not 0 < len(one) <= LONGEST_WORD for one in words):
        return MAPPING_LONG(most=MOST_PAIRS, longest=LONGEST_WORD)
    for part in (mapping.categories, mapping.places, mapping.kinds):
        twice = _find_twice([pair.word for pair in part])
        if twice:
            return MAPPING_TWICE(word=twice)
    directory = frame.view(Directory)
    return _check_categories(mapping.categories, state, frame) or _check_places(
        mapping.places, state, directory
    )


def _find_twice(words: list[str]) -> str:
    seen: set[str] = set()
    for word in words:
        if fold(word) in seen:
            return word
        seen.add(fold(word))
    return ""


def list_categories(unit: str, directory: Directory, packs: Packs) -> Collection[str]:
    """Return the codes of the categories that the mechanism of a unit has."""
    pack = find_pack(unit, directory, packs)
    section = None if pack is None else pack.section("categories")
    return () if section is None else index_categories(section).keys()


def _check_categories(
    pairs: tuple[WordPair, ...], state: PeerState, frame: Frame
) -> Refusal | None:
    known = list_categories(state.unit, frame.view(Directory), frame.view(Packs))
    for pair in pairs:
        if pair.code not in known:
            return MAPPING_CATEGORY(word=pair.word, code=pair.code)
    return None


def _check_places(
    pairs: tuple[WordPair, ...], state: PeerState, directory: Directory
) -> Refusal | None:
    for pair in pairs:
        if not directory.has(pair.code) or not directory.within(pair.code, state.unit):
            return MAPPING_UNIT(word=pair.word, code=pair.code)
    return None


def fold(word: str) -> str:
    """Return a word as it is compared: without spaces, small letters."""
    return "".join(word.split()).casefold()


def _close(command: c.ClosePeer, state: PeerState | None, frame: Frame) -> e.PeerClosed | Refusal:
    refused = _check_open(state, frame)
    if refused is not None or state is None:
        return refused or CLOSED()
    if not command.reason.strip():
        return REASON_MISSING(title=state.title)
    return e.PeerClosed(at=frame.now, reason=command.reason.strip(), secret=state.secret)


_DECIDE: dict[type, Callable[..., Any]] = {
    c.OpenPeer: _open,
    c.RenewPeer: _renew,
    c.MapWords: _map,
    c.ClosePeer: _close,
}


def _reaches(unit: str, frame: Frame) -> bool:
    return frame.by.kind == "system" or frame.view(Directory).reaches(frame.by, unit)


def evolve(state: PeerState | None, event: Any) -> PeerState:
    """Fold one event."""
    if isinstance(event, e.PeerOpened):
        return PeerState(
            id=event.peer,
            unit=event.unit,
            banner=event.banner,
            kind=event.kind,
            source=event.source,
            title=event.title,
            opened_at=event.at,
            secret=event.secret,
            host=event.host,
        )
    assert state is not None, "a peer begins by being opened"
    replace = msgspec.structs.replace
    if isinstance(event, e.PeerRenewed):
        return replace(state, secret=event.secret, host=event.host, renewed_at=event.at)
    if isinstance(event, e.WordsMapped):
        return replace(state, mapping=event.mapping, version=event.version)
    return replace(state, secret=VaultRef(""), closed_at=event.at)
