"""What is owed, how often, by whom, for whom; what of it is kept, due or missed."""
