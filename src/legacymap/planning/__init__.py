"""Which system is replaced when: the planning model, its search and its judge."""
