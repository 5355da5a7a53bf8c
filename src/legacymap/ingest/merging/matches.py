"""How a file of decisions on suggested matches is read, and written for the next import."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec
from pydantic import JsonValue

from legacymap.errors import Finding, Place, UnreadableFile
from legacymap.ingest.files import InputFile, Source, sources
from legacymap.ingest.limits import Limits
from legacymap.ingest.merging.records import FORMAT, MATCHES, RULES, Decision, RuleRow
from legacymap.ingest.readings import Reading
from legacymap.inventory import REASON, LooseRow, RejectedRow, read_rows
from legacymap.inventory.suggestion import Suggestion
from legacymap.inventory.tables import canonical_text

_DECIDED: Final = ("accepted", "refused")
_KEYS: Final = ("format", *_DECIDED, "suggested", "rule", "prefer", REASON)
_TOLD: Final = ("names", "files", "score", "because", REASON)
"""What a suggestion says for whoever decides on it; nothing is read from it."""


def is_matches(source: Source) -> bool:
    """Whether the file says that it holds decisions on matches, of whatever version."""
    if not source.looks_like_json or b"legacymap-matches/" not in source.content:
        return False
    document = source.document
    said = document.get("format") if isinstance(document, dict) else None
    return isinstance(said, str) and said.startswith("legacymap-matches/")


def read_matches(source: Source) -> tuple[Reading, ...]:
    """The decisions of the document, and its rules; what is only suggested is no decision.

    Raises:
        UnreadableFile: it is of another version, or its lists are no lists.
    """
    document = source.document
    problems = tuple(_misshapen(document, source.name))
    if problems or not isinstance(document, dict):
        raise UnreadableFile.of(problems, source.name)
    rows: list[LooseRow] = []
    rejects: list[RejectedRow] = []
    for decision in _DECIDED:
        for index, item in enumerate(_items(document, decision)):
            path = f"{decision}[{index}]"
            if isinstance(item, dict):
                said = {key: value for key, value in item.items() if key not in _TOLD}
                rows.append(LooseRow({**said, "decision": decision}, Place(source.name, path=path)))
            else:
                reason = f"{path} is no object; the row is rejected"
                content = canonical_text(item)
                rejects.append(RejectedRow(source.name, None, index + 1, reason, content, decision))
    rules = {key: document[key] for key in ("rule", "prefer") if document.get(key) is not None}
    place = Place(file=source.name, path="$")
    return (
        Reading(
            file=source.name,
            format="matches",
            digest=source.digest,
            namespace=source.namespace,
            is_model=True,
            rows={MATCHES: tuple(rows), RULES: (LooseRow(rules, place),) if rules else ()},
            rejects=tuple(rejects),
            findings=(*_rejections(rejects), *_unknown_keys(document, source.name)),
            counts={
                key: len(_items(document, key))
                for key in (*_DECIDED, "suggested")
                if _items(document, key)
            },
            original=lambda place: _text_at(document, place.path or "$"),
        ),
    )


def _items(document: dict[str, JsonValue], key: str) -> list[JsonValue]:
    items = document.get(key)
    return items if isinstance(items, list) else []


def _misshapen(document: JsonValue, file: str) -> Iterator[Finding]:
    if not isinstance(document, dict):
        yield _wrong(file, "$", "a file of matches is a JSON object")
        return
    said = document.get("format")
    if said != FORMAT:
        yield _wrong(file, "format", f"{str(said)[:60]!r} is not read; this reads {FORMAT!r}")
    for key in (*_DECIDED, "suggested"):
        if not isinstance(document.get(key, []), list):
            yield _wrong(file, key, f"`{key}` is no list of pairs")


def _wrong(file: str, path: str, message: str) -> Finding:
    return Finding("error", "misshapen_document", message, Place(file=file, path=path))


def _rejections(rejects: Iterable[RejectedRow]) -> Iterator[Finding]:
    for reject in rejects:
        path = reject.reason.split(" ", 1)[0]
        yield Finding("error", "invalid_row", reject.reason, Place(file=reject.file, path=path))


def _unknown_keys(document: dict[str, JsonValue], file: str) -> Iterator[Finding]:
    for key in document:
        if key not in _KEYS:
            message = f"the key {key!r} is not part of {FORMAT}; it was left out"
            yield Finding("warning", "unknown_field", message, Place(file=file, path=key))


def _text_at(document: dict[str, JsonValue], path: str) -> str:
    if path == "$":
        return canonical_text({key: document.get(key) for key in ("rule", "prefer")})
    decision, _, index = path.rstrip("]").partition("[")
    return canonical_text(_items(document, decision)[int(index)])


def refuse_others(file: InputFile) -> None:
    """Refuse ``file`` unless it holds decisions.

    Raises:
        UnreadableFile: it is no file of decisions, or of another version.
    """
    source = sources([file], Limits())[0]
    if not is_matches(source):
        message = f'decisions on matches are a JSON object with "format": "{FORMAT}"'
        raise UnreadableFile.of([_wrong(file.name, "$", message)], file.name)
    read_matches(source)


def saved_matches(files: Sequence[InputFile], suggestions: Sequence[Suggestion]) -> bytes:
    """The decisions and rules in ``files``, and what is suggested beside them, as one file."""
    readings = [reading for source in sources(files, Limits()) for reading in read_matches(source)]
    rows = [row for reading in readings for row in reading.rows[MATCHES]]
    rules = [row.values for reading in readings for row in reading.rows[RULES]]
    decisions, _ = read_rows(Decision, rows)
    rule = RuleRow.model_validate({key: said[key] for said in reversed(rules) for key in said})
    return to_matches([row.record for row in decisions], suggestions, rule)


def to_matches(
    decisions: Sequence[Decision],
    suggestions: Sequence[Suggestion],
    rule: RuleRow | None = None,
) -> bytes:
    """Decisions so far and suggestions as a file: move each pair to where it belongs.

    Equal decisions in any order give equal bytes; a decision that several files state is one.
    """
    stated = {canonical_text(_written(one)): one for one in decisions}
    decided = [stated[key] for key in sorted(stated)]
    document: dict[str, object] = {"format": FORMAT}
    document |= (rule or RuleRow()).model_dump(exclude_defaults=True)
    for decision in _DECIDED:
        document[decision] = [_written(one) for one in decided if one.decision == decision]
    document["suggested"] = [_suggested(suggestion) for suggestion in suggestions]
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


def _written(decision: Decision) -> dict[str, JsonValue]:
    written: dict[str, JsonValue] = {"systems": list(decision.pair)}
    written |= {"stays": decision.stays} if decision.stays else {}
    written |= {"note": decision.note} if decision.note else {}
    return written | decision.properties


def _suggested(suggestion: Suggestion) -> dict[str, object]:
    return {
        "systems": suggestion.systems,
        "names": suggestion.names,
        "files": suggestion.files,
        "score": suggestion.score,
        "because": [f"{part.part} {part.percent}: {part.because}" for part in suggestion.parts],
    }
