"""What to do with a system: TIME quadrant, completeness of its plan, one of seven dispositions."""
