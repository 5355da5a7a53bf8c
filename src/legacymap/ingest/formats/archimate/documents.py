"""How a model that is one document becomes one reading, with its account."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from legacymap.errors import Place
from legacymap.ingest.files import Source
from legacymap.ingest.formats.archimate.meaning import meaning
from legacymap.ingest.formats.archimate.model import Model, as_written
from legacymap.ingest.readings import HEADING, Reading
from legacymap.inventory import LooseRow
from legacymap.inventory.marks import headed


def reading(source: Source, format: str, model: Model) -> Reading:
    """The rows of ``model``, which ``source`` holds as a whole."""
    said = meaning(model)
    rows = {
        "systems": said.elements.systems,
        "data_entities": said.elements.data_entities,
        "dependencies": said.dependencies,
        "holdings": said.holdings,
    }
    heading = headed({"name": model.name} if model.name else {}, model.properties)
    if heading:
        rows[HEADING] = (LooseRow(heading, Place(file=source.name, path="name")),)
    written = originals(model)
    return Reading(
        file=source.name,
        format=format,
        digest=source.digest,
        namespace=namespace(model) or source.namespace,
        is_model=True,
        rows=rows,
        merged=said.in_structure,
        rejects=said.rejects,
        findings=(*said.elements.findings, *said.findings),
        counts=dict(+(said.elements.counts + said.counts + Counter(model.counts))),
        original=lambda place: written.get(place.id or place.path or "", ""),
    )


def namespace(model: Model) -> str | None:
    """Where the ids of ``model`` belong to: one model keeps them however it is written."""
    return f"archimate {model.id}" if model.id else None


def originals(model: Model) -> Mapping[str, str]:
    """What each concept says, by its id and by the path of its place."""
    written: dict[str, str] = {}
    for concept in (*model.elements, *model.relations):
        text = as_written(concept)
        written[concept.id] = text
        if concept.place.path:
            written[concept.place.path] = text
    return written


def bare_ids(concepts: Iterable[str]) -> Mapping[str, str]:
    """Each id without the ``id-`` that XML wants before a digit, as long as all stay different.

    Archi writes `0f1de45a` into its own files and `id-0f1de45a` into exchange files: the same
    model read from both must have the same ids.
    """
    given = list(dict.fromkeys(concepts))
    bare = {name: name.removeprefix("id-") or name for name in given}
    return bare if len(set(bare.values())) == len(given) else dict(zip(given, given, strict=True))
