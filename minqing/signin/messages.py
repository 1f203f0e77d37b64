"""What a person is told at once of their own account: what somebody else did to how they sign in.

To where they asked to be told, and nowhere else; the next sign-in says it in any case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from minqing.log.public import LogEntry, get_snapshot, get_states
from minqing.notices.public import MessageWords, Wish
from minqing.org.public import Directory
from minqing.signin import events as e

KEYS = {
    e.FactorsCleared.TYPE: "signin.cleared",
    e.AccountLinked.TYPE: "signin.linked",
    e.AccountUnlinked.TYPE: "signin.unlinked",
}
TYPES = tuple(KEYS)
_ASK = "不是您要求的，请马上联系单位的管理员。"
_ASK_EN = "If you did not ask for this, call your unit's administrator at once."
WORDS = (
    MessageWords(
        key="signin.cleared",
        zh=f"您的二次验证已由管理员全部取消，各处登录都已退出。{_ASK}",
        en=f"An administrator took all your second factors away and signed you out. {_ASK_EN}",
    ),
    MessageWords(
        key="signin.linked",
        zh=f"管理员已把您的账号绑定到统一身份，凭那个身份可以登录。{_ASK}",
        en=f"An administrator linked your account to the single sign-on. {_ASK_EN}",
    ),
    MessageWords(
        key="signin.unlinked",
        zh=f"管理员已解除您的账号与统一身份的绑定，各处登录都已退出。{_ASK}",
        en=f"An administrator unlinked your account from the single sign-on. {_ASK_EN}",
    ),
)
"""Source: ours. A pack may put them otherwise."""


def compose(entries: Sequence[LogEntry]) -> Iterator[tuple[LogEntry, Wish]]:
    """Yield who is to be told of these entries: the person, urgently, and nobody in their place."""
    people = [f"person:{_name(entry)}" for entry in entries]
    states, directory = get_states(people), get_snapshot(Directory)
    for entry, person in zip(entries, people, strict=True):
        unit = _find_unit(person.partition(":")[2], states.get(person), directory)
        if unit:
            wish = Wish(key=KEYS[entry.type], subject=entry.stream, to=person, unit=unit,
                        urgent=True)  # fmt: skip
            yield entry, wish


def _name(entry: LogEntry) -> str:
    return entry.stream.partition(":")[2]


def _find_unit(person: str, state: object, directory: Directory) -> str:
    """Return the unit whose channels reach a person: where they work, else where they belong."""
    units = [directory.post(post).unit for post in directory.posts_of(person)]
    home = getattr(state, "home", "")
    return next((unit for unit in (*units, home) if unit and directory.has(unit)), "")


def say(subject: str, params: Mapping[str, str], language: str) -> Mapping[str, str]:
    """What stands for the names of our words: they have none."""
    return params
