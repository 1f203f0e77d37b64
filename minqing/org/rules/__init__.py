"""Rules of the organisation, pure: one module for each kind of stream."""
