"""How an estate and a policy become a planning model, formula by formula."""
