"""One module a format: how a file is known to be of it, and what its rows say."""
