"""What is done together for residents: the register of benefit projects (the rest comes later)."""
