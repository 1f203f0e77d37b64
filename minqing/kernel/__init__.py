"""Pure ground of the house: no Django, no storage, no clock reading."""
