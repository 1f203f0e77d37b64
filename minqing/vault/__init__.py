"""Personal data and its keys: the one place where a name or a number of a resident lives."""
