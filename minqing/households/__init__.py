"""Households: where they are, whether they are at home, who is responsible for them."""
