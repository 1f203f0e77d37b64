"""What contexts register about packs: sections, capabilities, kinds of examples, checks.

Filled in `apps.ready()`; a wrong, double or unknown name fails at start and says which.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from minqing.mechanisms.capabilities import CAPABILITIES
from minqing.mechanisms.pack import IDENTITY_KEYS, Identity, Pack
from minqing.mechanisms.problems import Problem, find_nearest

SectionCheck = Callable[[Any, Identity], Iterable[Problem]]
Upcaster = Callable[[dict[str, Any]], dict[str, Any]]
ExampleRun = Callable[[Pack, Mapping[str, Any]], Mapping[str, Any]]
PackCheck = Callable[[Pack], Iterable[Problem]]

_NAME = re.compile(r"^[a-z][a-z0-9_]*$")


class Section(msgspec.Struct, frozen=True):
    """The part of a pack that one context owns. `upcasters[n]` brings version n to n + 1."""

    name: str
    schema: type[msgspec.Struct]
    check: SectionCheck | None = None
    version: int = 1
    upcasters: Mapping[int, Upcaster] = {}


class Provided(msgspec.Struct, frozen=True):
    """A capability that is built: its screen (url name) and the tests that hold it.

    `sets_up(pack, rule)`: whether this pack sets it up for this rule; None: for every rule.
    """

    name: str
    screen: str = ""
    tests: tuple[str, ...] = ()
    sets_up: Callable[[Pack, str], bool] | None = None


class Registry:
    """One per process; tests make their own."""

    def __init__(self) -> None:
        self.sections: dict[str, Section] = {}
        self.capabilities: dict[str, Provided] = {}
        self.screens: dict[str, str] = {}
        self.examples: dict[str, ExampleRun] = {}
        self.checks: dict[str, PackCheck] = {}
        self.permissions: set[str] = set()

    def register_section(
        self,
        name: str,
        schema: type[msgspec.Struct],
        check: SectionCheck | None = None,
        *,
        version: int = 1,
        upcasters: Mapping[int, Upcaster] | None = None,
    ) -> None:
        """Register the schema of a section; `check(section, identity)` yields problems."""
        self._check_name("section", name, self.sections)
        if name in IDENTITY_KEYS:
            raise ValueError(f"section {name} has the name of a key of every pack")
        if not schema.__struct_config__.forbid_unknown_fields:
            raise TypeError(f"section {name}: {schema.__name__} must forbid unknown fields")
        missing = [n for n in range(1, version) if n not in (upcasters or {})]
        if missing:
            raise ValueError(f"section {name}: no upcaster from version {missing[0]}")
        self.sections[name] = Section(name, schema, check, version, dict(upcasters or {}))

    def register_capability(
        self,
        name: str,
        *,
        screen: str = "",
        tests: Sequence[str] = (),
        sets_up: Callable[[Pack, str], bool] | None = None,
    ) -> None:
        """Register a capability as built; its name must be in `capabilities.CAPABILITIES`.

        `screen`: url name of its page, when the context knows it (else `register_screen`).
        `sets_up`: where having the section is not enough, asks whether it has this rule.
        """
        self._check_capability(name)
        if name in self.capabilities:
            raise ValueError(f"capability {name} is registered twice")
        self.capabilities[name] = Provided(name, screen, tuple(tests), sets_up)

    def register_screen(self, capability: str, screen: str) -> None:
        """Tell on which page a capability is seen (faces do; url name, `console:ledgers`)."""
        self._check_capability(capability)
        if capability in self.screens:
            raise ValueError(f"screen of {capability} is registered twice")
        self.screens[capability] = screen

    def find_screen(self, capability: str) -> str:
        """Return the url name of a capability's page, empty when it has none yet."""
        provided = self.capabilities.get(capability)
        return self.screens.get(capability) or (provided.screen if provided else "")

    def register_example_kind(self, kind: str, run: ExampleRun) -> None:
        """Register how examples of a kind run: `run(pack, given)` returns the outcome.

        Without a database. Raises ValueError or KeyError for facts that make no sense.
        """
        self._check_name("example kind", kind, self.examples)
        self.examples[kind] = run

    def register_check(self, name: str, check: PackCheck) -> None:
        """Register a check of a whole pack (that its place exists, say)."""
        self._check_name("check", name, self.checks)
        self.checks[name] = check

    def register_permissions(self, names: Iterable[str]) -> None:
        """Add permissions that roles of packs may grant; while none is known, all pass."""
        self.permissions.update(names)

    def _check_capability(self, name: str) -> None:
        if name not in CAPABILITIES:
            near = find_nearest(name, tuple(CAPABILITIES))
            raise ValueError(f"capability {name!r} is unknown, nearest is {near!r}")

    def _check_name(self, what: str, name: str, taken: Mapping[str, Any]) -> None:
        if not _NAME.match(name):
            raise ValueError(f"{what} name {name!r} must be lower case words with underscores")
        if name in taken:
            raise ValueError(f"{what} {name} is registered twice")


registry = Registry()
register_section = registry.register_section
find_screen = registry.find_screen
register_capability = registry.register_capability
register_screen = registry.register_screen
register_example_kind = registry.register_example_kind
register_check = registry.register_check
register_permissions = registry.register_permissions
