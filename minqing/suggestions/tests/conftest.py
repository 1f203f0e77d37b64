"""The small place of the cases' tests, with decided matters in it."""

from __future__ import annotations

from minqing.cases.tests.conftest import house

__all__ = ["house"]
