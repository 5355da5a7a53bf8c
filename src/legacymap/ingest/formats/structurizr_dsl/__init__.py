"""How workspaces written in the Structurizr DSL are read: statements, then a workspace."""
