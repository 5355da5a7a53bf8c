"""How other tools say what the inventory's vocabularies say: `person` is an actor."""

from __future__ import annotations

import unicodedata
from typing import Final

_LETTERS: Final = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d"})


def without_accents(word: str) -> str:
    """``word`` in plain letters: `kritikalität` is `kritikalitat`, `høy` is `hoy`."""
    if word.isascii():
        return word
    split = unicodedata.normalize("NFKD", word.translate(_LETTERS))
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


UNKNOWN: Final = _words(
    "? - -- n/a na none null nil unknown tbc tbd unbekannt k.a. inconnu desconocido onbekend"
    " ukjent tuntematon okänd okand"
)
"""Cells that say that nobody knows; in columns of free text they stay text."""

TRUE: Final = _words(
    "yes y true t 1 x ja j wahr oui vrai si sí verdadero waar sann kyllä kylla joo tosi sant"
)
FALSE: Final = _words(
    "no n false f 0 nein falsch non faux falso nee onwaar nei usann ei epätosi nej falskt"
)


def _in_all_languages(words: dict[str, str]) -> dict[str, str | None]:
    """Each word with what it means, from lists of words by meaning; without accents."""
    return {word: meaning for meaning, listed in words.items() for word in listed.split()}


SYSTEM_KINDS: Final[dict[str, str | None]] = {
    "person": "actor",
    "people": "actor",
    "user": "actor",
    "role": "actor",
    "database": "data_store",
    "db": "data_store",
    "datastore": "data_store",
    "data_base": "data_store",
    "app": "application",
    "business_application": "application",
    "api": "interface",
    "saas": "external",
    "external_system": "external",
    "software_system_external": "external",
    "software_system": None,
    "softwaresystem": None,
    "system": None,
    "it_system": None,
    "container": None,
    **_in_all_languages(
        {
            "application": "anwendung fachverfahren verfahren aplicacion applicatie applikasjon"
            " fagsystem sovellus applikation",
            "component": "komponente composant componente komponent komponentti",
            "data_store": "datenbank base_de_donnees base_de_datos tietokanta databas",
            "service": "dienst servicio tjeneste palvelu tjanst",
            "interface": "schnittstelle interfaz koppelvlak grensesnitt rajapinta granssnitt",
            "platform": "plattform plateforme plataforma alusta",
            "external": "extern externe externo ekstern ulkoinen",
        }
    ),
}
"""Kinds of other tools; ``None`` where the word says nothing about the kind."""

DEPENDENCY_KINDS: Final[dict[str, str | None]] = {
    "api": "call",
    "rest": "call",
    "http": "call",
    "https": "call",
    "soap": "call",
    "rpc": "call",
    "uses": "call",
    "sync": "call",
    "synchronous": "call",
    "db": "database",
    "jdbc": "database",
    "sql": "database",
    "message": "event",
    "messaging": "event",
    "queue": "event",
    "topic": "event",
    "async": "event",
    "asynchronous": "event",
    "batch": "file",
    "ftp": "file",
    "sftp": "file",
    "file_transfer": "file",
    "ui": "screen",
    "rekeying": "manual",
    "re_keying": "manual",
    "runs_on": "hosting",
    "hosted_on": "hosting",
    "contains": "part_of",
    "relationship": None,
    "depends_on": None,
    "dependency": None,
}

LIFECYCLES: Final[dict[str, str | None]] = {
    "plan": "planned",
    "proposed": "planned",
    "in_development": "planned",
    "development": "planned",
    "experimental": "planned",
    "active": "live",
    "production": "live",
    "in_production": "live",
    "operational": "live",
    "in_use": "live",
    "phase_in": "live",
    "deprecated": "phasing_out",
    "phase_out": "phasing_out",
    "sunset": "phasing_out",
    "retiring": "phasing_out",
    "end_of_life": "retired",
    "decommissioned": "retired",
    "retire": "retired",
    "closed": "retired",
    **_in_all_languages(
        {
            "planned": "geplant in_planung prevu planifie planificado gepland planlagt"
            " suunnitteilla suunniteltu planerad",
            "live": "aktiv produktiv in_betrieb en_service en_production actif activo en_servicio"
            " en_produccion actief in_gebruik in_productie i_drift i_bruk kaytossa tuotannossa"
            " aktiivinen",
            "phasing_out": "auslaufend in_ablosung wird_abgelost en_fin_de_vie en_cours_de_retrait"
            " en_retirada uitfaserend wordt_uitgefaseerd fases_ut under_utfasing poistumassa"
            " avvecklas under_avveckling",
            "retired": "stillgelegt abgeschaltet ausser_betrieb arrete decommissionne retirado"
            " dado_de_baja uitgefaseerd buiten_gebruik utfaset avviklet poistettu poistunut"
            " avvecklad",
        }
    ),
}

CRITICALITIES: Final[dict[str, str | None]] = {
    "mission_critical": "critical",
    "very_high": "critical",
    "business_critical": "high",
    "moderate": "medium",
    "business_operational": "medium",
    "minor": "low",
    "administrative_service": "low",
    **_in_all_languages(
        {
            "critical": "kritisch sehr_hoch critique tres_eleve tres_elevee critica critico"
            " muy_alta muy_alto kritiek zeer_hoog kritisk svaert_hoy kriittinen mycket_hog",
            "high": "hoch eleve elevee haute alta alto hoog hoy korkea hog",
            "medium": "mittel moyen moyenne media medio midden gemiddeld middels"
            " keskitaso keskisuuri medel",
            "low": "niedrig gering faible basse baja bajo laag lav matala lag",
        }
    ),
}

SYNONYMS: Final[dict[tuple[str, str], dict[str, str | None]]] = {
    ("systems", "kind"): SYSTEM_KINDS,
    ("dependencies", "kind"): DEPENDENCY_KINDS,
    ("systems", "lifecycle"): LIFECYCLES,
    ("systems", "criticality"): CRITICALITIES,
    ("dependencies", "criticality"): CRITICALITIES,
}
"""By table and column."""

OPEN: Final = frozenset({("systems", "kind"), ("systems", "lifecycle"), ("dependencies", "kind")})
"""Columns whose words differ from tool to tool: an unheard-of one is kept aside, not refused."""
