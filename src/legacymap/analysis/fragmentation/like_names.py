"""What the name of a system says once signs, capitals and words of every name are put aside."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from legacymap.graph import Ints

Bools = npt.NDArray[np.bool_]

_WORD: Final = re.compile(r"[^\W\d_]+|\d+")
_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_API: Final = re.compile(
    r"\b(apis?|interface|grensesnitt|schnittstelle|rajapinta)\b", re.IGNORECASE
)
_GENERIC: Final = frozenset(
    """
    a an and api apis app application applications backend component core data database db for
    front frontend gateway interface legacy main management manager module new of old platform
    portal processor prod queue server service services solution store suite system systems test
    the tool ui web
    anwendung dienst dienste plattform schnittstelle system
    servicio servicios sistema sistemas aplicacion aplicación plataforma
    systeme système systèmes plateforme
    losning løsning løsninger tjeneste tjenester fagsystem plattformen
    jarjestelma järjestelmä palvelu palvelut ratkaisu
    """.split()  # noqa: SIM905 - as in a text, so that words are easily added
)
"""Words that many systems bear: what is left of a name without them names it."""


def bare_name(name: str) -> str:
    """What is left of a name without generic words and signs, sorted; may be nothing."""
    words = (word.casefold() for word in _WORD.findall(_HUMP.sub(" ", name)))
    return " ".join(sorted(word for word in words if word not in _GENERIC))


def bare_names(names: pl.Series) -> tuple[str, ...]:
    """The bare name of each; those in plain letters all at once."""
    bare = _sorted_words(names, "[a-z]+|[0-9]+", without=_GENERIC)
    beyond = _beyond_ascii(names)
    return tuple(bare.scatter(beyond, [bare_name(names[row]) for row in beyond]))


def words_numbered(names: pl.Series) -> Ints:
    """A number for the words of each name, equal for equal words in any order; 0 for none."""
    beyond = _beyond_ascii(names)
    spelt = [_WORD.findall(_HUMP.sub(" ", names[row])) for row in beyond]
    found = _sorted_words(names, "[a-z]+", without=frozenset()).scatter(
        beyond,
        [
            " ".join(sorted(word.casefold() for word in words if not word.isdigit()))
            for words in spelt
        ],
    )
    numbers = found.rank("dense").cast(pl.Int64).to_numpy()
    return np.where((found == "").to_numpy(), 0, numbers)


def _sorted_words(names: pl.Series, pattern: str, *, without: frozenset[str]) -> pl.Series:
    """The words of each name in order of the alphabet; right for names in plain letters."""
    words = (
        pl.DataFrame({"name": names.str.replace_all("([a-z])([A-Z])", "$1 $2")})
        .with_row_index("row")
        .select("row", pl.col("name").str.to_lowercase().str.extract_all(pattern))
        .explode("name", empty_as_null=True)
        .filter(~pl.col("name").is_in(sorted(without)))
        .sort("row", "name")
        .group_by("row", maintain_order=True)
        .agg("name")
        .with_columns(pl.col("name").list.join(" "))
    )
    nothing = pl.Series([""]).new_from_index(0, len(names))
    return nothing.scatter(words["row"], words["name"])


def called_interface(names: pl.Series) -> Bools:
    """Whether each name calls itself an interface."""
    called: Bools = names.str.contains(f"(?i){_API.pattern}").to_numpy().copy()
    for row in _beyond_ascii(names):
        called[row] = bool(_API.search(names[row]))
    return called


def _beyond_ascii(names: pl.Series) -> list[int]:
    """The rows whose letters two engines may read differently."""
    return (names.str.len_bytes() != names.str.len_chars()).arg_true().to_list()
