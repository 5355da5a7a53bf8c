"""Replacement order for legacy estates: inventories in, findings and a plan out."""

__version__ = "0.1.0"
