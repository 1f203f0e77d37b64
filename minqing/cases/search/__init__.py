"""Search and rare filters over cases: keyed tokens in bitmaps, by cursor from the log."""
