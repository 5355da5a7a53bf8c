"""What a planning model is, and what a plan for it costs: `legacymap-plan-instance/1`."""
