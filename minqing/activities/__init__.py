"""What was done at households: visits and contacts, one record each."""
