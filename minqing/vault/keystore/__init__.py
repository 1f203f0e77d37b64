"""Data keys of subjects, in a database of their own so that erasure reaches backups."""
