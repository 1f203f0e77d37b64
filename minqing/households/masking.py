"""How personal data is shown by default: enough to tell people apart, not to know them. Pure."""

from __future__ import annotations

from minqing.households.terms import HouseholdHead


def mask_name(name: str) -> str:
    """Return a name with all but its first sign covered: 张三 → 张*, 额尔德尼 → 额***."""
    name = name.strip()
    if len(name) <= 1:
        return "*" * len(name)
    return name[0] + "*" * (len(name) - 1)


def mask_phone(phone: str) -> str:
    """Return a phone number with its middle covered: 138****0012; short ones all covered."""
    digits = "".join(sign for sign in phone if sign.isdigit())
    if len(digits) < 8:
        return "*" * len(digits)
    return f"{digits[:3]}{'*' * (len(digits) - 7)}{digits[-4:]}"


def mask_head(head: HouseholdHead) -> HouseholdHead:
    """Return the head as a list shows it."""
    return HouseholdHead(mask_name(head.name), mask_phone(head.phone))
