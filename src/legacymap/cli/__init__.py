"""The command ``legacymap``: what people type, and nothing that computes."""

from legacymap.cli.application import main

__all__ = ["main"]
