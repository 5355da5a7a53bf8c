"""What an analysis found, in sentences that carry their numbers and lead to their rows.

How an analysis gets its sentences:

1. Beside the analysis stands one module, ``analysis/<name>/sentences.py``, with one function that
   takes the finished result (and the estate, for names) and returns ``ranked((...))``.
2. The result has ``sentences: tuple[Sentence, ...]`` as its last field, filled by the analysis
   itself, so that library, command line, REST and report all say the same.
3. A sentence is made by :func:`sentence`. It has one maker function; the maker returns ``None``
   where the data cannot carry the sentence or where it would say nothing (:func:`ranked` drops
   those). ``code`` never changes once published; ``topic`` is shared by sentences of different
   analyses that would say the same.
4. The number comes with its denominator and with what is unknown: *118 of 240 services stand on
   legacy; 31 unknown*. Write them with :mod:`legacymap.analysis.sentences.wording`.
5. ``matter`` says what is at stake, see :data:`MATTERS`; the weight follows from it and from the
   share touched. Where nothing may be said before the extent of the data is told (*19 of 72
   systems state data*), that sentence is the analysis's ``premise`` and is said first.
6. ``rows`` names what the sentence rests on and where all of it is: the path in the answer.
7. :func:`summary` takes the sentences of all analyses and keeps the ten that matter most.
"""

from legacymap.analysis.sentences.ranking import MOST, MOST_OF_ONE, ranked, summary
from legacymap.analysis.sentences.sentence import (
    LEGACY_STATE,
    MATTERS,
    About,
    Matter,
    Rows,
    RowsOf,
    Sentence,
    of_part,
    rows,
    sentence,
)

__all__ = [
    "LEGACY_STATE",
    "MATTERS",
    "MOST",
    "MOST_OF_ONE",
    "About",
    "Matter",
    "Rows",
    "RowsOf",
    "Sentence",
    "of_part",
    "ranked",
    "rows",
    "sentence",
    "summary",
]
