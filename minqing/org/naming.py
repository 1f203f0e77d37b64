"""How a post is called in the reader's language.

A title is typed by the office, in Chinese. English shows what the role is called, since nobody
translates each title; Traditional is made from the Simplified.
"""

from __future__ import annotations

from django.utils.translation import get_language

from minqing.mechanisms.public import say_words
from minqing.org.directory import Directory, PostView
from minqing.org.roles import get_role

TITLES_EN = {"后备干部": "Reserve cadre", "包户干部、代办员": "Stationed cadre, agent"}
"""Titles that say more than their role does."""


def say_title(post: PostView) -> str:
    """Return the title of a post in the language of this thread."""
    if get_language() == "en":
        return TITLES_EN.get(post.title) or get_role(post.role).title_en
    return say_words(post.title)


def say_post(directory: Directory, post: str) -> str:
    """Return unit and title of a post, "" when there is none; never the person."""
    if not post or not directory.has_post(post):
        return ""
    view = directory.post(post)
    unit = directory.unit(view.unit).short_name if directory.has(view.unit) else ""
    title = say_title(view)
    if get_language() == "en":
        return f"{unit} {title}".strip()
    return join_title(unit, title)


def join_title(unit: str, title: str) -> str:
    """Join a unit and a title; 新达街道 and 街道负责人 are 新达街道负责人."""
    longest = min(len(unit), len(title) - 1)
    twice = next((n for n in range(longest, 1, -1) if unit.endswith(title[:n])), 0)
    return unit + title[twice:]
