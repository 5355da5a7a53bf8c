"""What can be asked of the service, one module a kind of thing."""
