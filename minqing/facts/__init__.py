"""Append-only facts: what figures count. Each context says what its entries mean."""
