"""召集: a township calls departments to a place and time for a matter; a stream of its own."""
