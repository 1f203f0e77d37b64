"""Spot checks (不定期抽查; WDM-26): drawn by a seed that was fixed beforehand, for anybody to redo."""
