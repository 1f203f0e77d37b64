"""Hostile days: words, addresses, files, clocks and kills that wish the house harm."""
