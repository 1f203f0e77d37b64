"""A made-up banner in data: units, people, households, and needs that run through real doors."""
