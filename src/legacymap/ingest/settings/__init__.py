"""The files that say how to plan: policies and the patches of scenarios."""
