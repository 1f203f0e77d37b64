"""The life of a case as a page: diagram and tables, generated from the table of transitions.

docs/reference/case-life.md is this text; a test compares them.
`python -m minqing.cases.life` (with Django's settings) prints it.
"""

from __future__ import annotations

from minqing.cases.rules.table import VERBS, Verb, Who
from minqing.cases.terms import LIVING, STATUS_ZH, Status

WHO_EN = {
    Who.ANYONE: "whoever is told first",
    Who.HOLDER: "the holder: the accountable post, its unit, the named handler",
    Who.REACH: "whoever reaches the place or the holder",
    Who.RAISER: "the raiser, or whoever reaches the case",
    Who.ASKER: "the resident in person, or somebody who never held the case",
    Who.RULER: "the third party that rules on its objection",
    Who.PARTNER: "a unit that owes a piece of it",
    Who.OTHER: "somebody in reach who did not do the work",
    Who.SYSTEM: "the sweep",
}


def render_life() -> str:
    """Return the page on the life of a case (Markdown with a Mermaid diagram)."""
    return "\n".join(
        [
            "# The life of a case",
            "",
            "Generated from `minqing/cases/rules/table.py` by `minqing.cases.life`; do not edit.",
            "",
            "```mermaid",
            "stateDiagram-v2",
            *(f"    {status.value}: {STATUS_ZH[status]}" for status in Status),
            *_arrows(),
            "    transferred --> [*]",
            "```",
            "",
            "A closed case may always come back: in its window, or with new facts.",
            "",
            "## Statuses",
            "",
            "| status | 状态 | a post answers and a clock runs |",
            "|---|---|---|",
            *(
                f"| `{status.value}` | {STATUS_ZH[status]} | {'yes' if status in LIVING else 'no'} |"
                for status in Status
            ),
            "",
            "## Acts",
            "",
            "| command | 操作 | permission | who in particular | from → to |",
            "|---|---|---|---|---|",
            *(_act(verb) for verb in VERBS),
            "",
        ]
    )


def _arrows() -> list[str]:
    labels: dict[tuple[str, str], list[str]] = {}
    for verb in VERBS:
        for start, ends in verb.moves.items():
            for end in sorted(ends):
                if start != end:
                    arrow = ("[*]" if start is None else start.value, end.value)
                    labels.setdefault(arrow, []).append(verb.zh)
    order = {status.value: place for place, status in enumerate(Status)}
    arrows = sorted(labels, key=lambda arrow: (order.get(arrow[0], -1), order[arrow[1]]))
    return [f"    {start} --> {end}: {'、'.join(labels[start, end])}" for start, end in arrows]


def _act(verb: Verb) -> str:
    moves = "; ".join(
        f"{'new' if start is None else start.value} → {', '.join(sorted(ends))}"
        for start, ends in verb.moves.items()
    )
    permission = f"`{verb.command.PERMISSION}`" if verb.command.PERMISSION else "by the rule"
    return f"| `{verb.command.TYPE}` | {verb.zh} | {permission} | {WHO_EN[verb.who]} | {moves} |"


if __name__ == "__main__":
    print(render_life())  # noqa: T201
