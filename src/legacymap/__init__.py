"""Replacement order for legacy estates: inventories in, findings and a plan out."""
