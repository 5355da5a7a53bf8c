"""How results become JSON: one encoder for everything that leaves, equal bytes for equal values."""

from __future__ import annotations

from fractions import Fraction

import msgspec
import numpy as np


def to_json(value: object) -> bytes:
    """``value`` (dataclasses, dicts, tuples, text, numbers) as one line of UTF-8 JSON.

    Dataclass fields keep their declared order, mappings and sets are sorted. Fractions become the
    nearest float, so that exact ratios round once, here.

    Raises:
        TypeError: ``value`` holds something that has no JSON form.
    """
    return _ENCODER.encode(value) + b"\n"


def plain(value: object) -> object:
    """``value`` as dicts, lists, text and numbers: what :func:`to_json` would write, read back."""
    decoded: object = msgspec.json.decode(to_json(value))
    return decoded


def _other(value: object) -> object:
    if isinstance(value, Fraction):
        return float(value)
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} has no JSON form")


_ENCODER = msgspec.json.Encoder(enc_hook=_other, order="deterministic")
