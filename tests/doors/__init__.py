"""Every door with every role: pages, acts on cases, commands."""
