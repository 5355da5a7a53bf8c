"""What no plan can go below, and the shadow prices of what is scarce."""

from legacymap.planning.bound.lower import Bound, BucketPrice, lower_bound

__all__ = ["Bound", "BucketPrice", "lower_bound"]
