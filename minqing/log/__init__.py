"""The log: one door for writes, one order of entries, and everything that follows them."""
