"""How catalogues of Backstage are read: entities, and the references between them."""
