"""Constraints that cannot all be kept: the smallest sets of them, and what relaxing each buys."""
