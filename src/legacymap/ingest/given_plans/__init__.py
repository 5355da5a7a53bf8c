"""Plans of other people and other tools, as rows of systems and waves."""
