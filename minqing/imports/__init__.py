"""Files of rows become records: mapping, dry run, background import, undo."""
