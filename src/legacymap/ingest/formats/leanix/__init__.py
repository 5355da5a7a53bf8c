"""How inventories of LeanIX are read: fact sheets, and the relations between them."""
