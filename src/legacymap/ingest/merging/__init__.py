"""How files become one inventory: which rows mean the same, who decided it, whose word counts."""
