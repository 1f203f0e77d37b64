"""Needs, decide, evolve of `pack:<key>`. Pure."""

from __future__ import annotations

import msgspec

from minqing.kernel.messages import (
    Decided,
    Decision,
    Frame,
    Refusal,
    RefusalKind,
    States,
)
from minqing.mechanisms import normal
from minqing.mechanisms.commands import PublishPack, RetirePack
from minqing.mechanisms.events import PackPublished, PackRetired
from minqing.mechanisms.pack import Pack
from minqing.mechanisms.problems import Problem
from minqing.mechanisms.registry import registry
from minqing.mechanisms.soundness import check_pack
from minqing.mechanisms.state import PackState, PublishedVersion

KEY_DIFFERS = RefusalKind(
    "pack-key-differs", "不能发布工作机制{key}：内容是另一个工作机制（{found}）。请核对文件。"
)
NOT_READY = RefusalKind(
    "pack-not-ready",
    "不能发布工作机制“{title}”第{version}版：文件标明的状态是 {status}。请改为 published 再发布。",
)
SAME_BODY = RefusalKind(
    "pack-already-published",
    "不能再次发布工作机制“{title}”第{version}版：相同内容已经发布。不必再办。",
)
VERSION_EXISTS = RefusalKind(
    "pack-version-exists",
    "不能发布工作机制“{title}”第{version}版：这一版已按另一内容发布。请把版本号改为{next}。",
)
VERSION_OLD = RefusalKind(
    "pack-version-not-newer",
    "不能发布工作机制“{title}”第{version}版：已发布到第{newest}版。请把版本号改为{next}。",
)
VERSION_UNKNOWN = RefusalKind(
    "pack-version-unknown", "不能停用工作机制{key}第{version}版：没有发布过这一版。请核对版本号。"
)
ALREADY_RETIRED = RefusalKind(
    "pack-already-retired", "不能停用工作机制{key}第{version}版：此前已经停用。不必再办。"
)
REASON_MISSING = RefusalKind(
    "pack-retire-reason-missing",
    "不能停用工作机制{key}第{version}版：没有写明理由。请填写理由。",
)


def needs(command: PublishPack | RetirePack) -> tuple[str, ...]:
    """The pack's own stream."""
    return (f"pack:{command.key}",)


def decide(command: PublishPack | RetirePack, states: States, frame: Frame) -> Decision:
    """Publish a sound body under a new version number; retire with a reason."""
    stream = needs(command)[0]
    state: PackState = states[stream] or PackState()
    if isinstance(command, RetirePack):
        return _retire(command, stream, state)
    return _publish(command, stream, state)


def _publish(command: PublishPack, stream: str, state: PackState) -> Decision:
    try:
        pack = normal.decode_body(command.body)
    except normal.PackInvalid as error:
        return _refuse(error.problems[0], command.key)
    unsound = check_pack(pack, registry)
    if unsound:
        return _refuse(unsound[0], command.key)
    if pack.key != command.key:
        return KEY_DIFFERS(key=command.key, found=pack.key)
    if pack.status != "published":
        return NOT_READY(title=pack.title, version=pack.version, status=pack.status)
    taken = check_version(pack, state)
    if taken is not None:
        return taken
    # normalised again here, so that the stored text is ours whoever made the command
    body = normal.normalise(pack)
    published = PackPublished(
        version=pack.version,
        title=pack.title,
        body=body,
        digest=normal.digest(body),
        reason=command.reason.strip(),
    )
    return [Decided(stream, published)]


def _refuse(problem: Problem, key: str) -> Refusal:
    # a body has no file: the sentence names the mechanism instead
    return msgspec.structs.replace(problem, file=key).refusal()


def check_version(pack: Pack, state: PackState) -> Refusal | None:
    """Refuse a version that was published already, or that is older than the newest."""
    newest = max((item.version for item in state.versions), default=0)
    before = state.find(pack.version)
    words = {"title": pack.title, "version": pack.version, "next": newest + 1}
    if before is not None:
        same = is_same(before.body, pack)
        return (SAME_BODY if same else VERSION_EXISTS)(**words)
    if pack.version < newest:
        return VERSION_OLD(newest=newest, **words)
    return None


def is_same(stored: str, pack: Pack) -> bool:
    """Whether a stored body says the same as a pack, both read by today's schema.

    A later program may have more keys with defaults; that alone is no other content.
    """
    return normal.normalise(normal.decode_body(stored)) == normal.normalise(pack)


def _retire(command: RetirePack, stream: str, state: PackState) -> Decision:
    found = state.find(command.version)
    if found is None:
        return VERSION_UNKNOWN(key=command.key, version=command.version)
    if not found.in_force:
        return ALREADY_RETIRED(key=command.key, version=command.version)
    if not command.reason.strip():
        return REASON_MISSING(key=command.key, version=command.version)
    return [Decided(stream, PackRetired(version=command.version, reason=command.reason.strip()))]


def evolve(state: PackState | None, event: PackPublished | PackRetired) -> PackState:
    """Fold one event."""
    versions = state.versions if state is not None else ()
    if isinstance(event, PackPublished):
        fresh = PublishedVersion(
            version=event.version, title=event.title, body=event.body, digest=event.digest
        )
        return PackState(versions=(*versions, fresh))
    changed = tuple(
        msgspec.structs.replace(item, retired=event.reason)
        if item.version == event.version
        else item
        for item in versions
    )
    return PackState(versions=changed)
