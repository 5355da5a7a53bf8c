"""What tools that discover servers and connections export."""
