"""``python -m legacymap`` is the command ``legacymap``."""

from legacymap.cli import main

if __name__ == "__main__":
    main()
