"""Kills at every step: nothing lost, nothing doubled."""
