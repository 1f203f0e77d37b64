"""Working mechanisms (工作机制) as data: packs, their schema, loader, registry, publication."""
