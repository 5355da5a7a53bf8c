"""The REST API over the legacymap library."""
