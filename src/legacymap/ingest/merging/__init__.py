"""How sources are merged: which systems may be the same, who decided it, whose word counts."""
