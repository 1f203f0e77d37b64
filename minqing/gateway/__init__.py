"""The house's dealings with files and foreign systems. For now: messages from csv and xlsx."""
