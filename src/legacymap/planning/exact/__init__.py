"""Plans that are proven best: the planning model, put to an exact solver."""
