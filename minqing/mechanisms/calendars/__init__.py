"""The working calendar of an installation: the packaged years, and what staff have loaded."""
