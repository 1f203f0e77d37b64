"""Long random histories, kills without end (`make soak`)."""
