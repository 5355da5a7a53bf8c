"""Texts from strangers: JSON, YAML, XML and delimited records, read within limits."""
