"""How much of the estate is legacy, how risky each system is, and what to do with it."""
