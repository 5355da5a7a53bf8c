"""What a plan is asked for: settings, prices, calendar; `legacymap-policy/1`."""
