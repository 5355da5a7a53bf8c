"""The estates of the worked examples on the pages of exposure, impact, quality, diff and trend."""

from __future__ import annotations

from collections.abc import Callable

from legacymap.analysis.changes import changes
from legacymap.analysis.estate import Estate
from legacymap.analysis.exposure.exposed import Exposure
from legacymap.analysis.exposure.exposure import exposure
from legacymap.analysis.figures import Figure
from legacymap.analysis.impact import impact
from legacymap.analysis.quality.quality import quality
from legacymap.analysis.trend import Moment, trend
from legacymap.inventory import Dependency, Evidence, Heading, Inventory, System

Figures = dict[str, object]


def system(id: str, kind: str = "application", **values: object) -> System:
    return System.model_validate({"id": id, "name": id, "kind": kind, **values})


def needs(consumer: str, provider: str, **values: object) -> Dependency:
    return Dependency.model_validate({"consumer": consumer, "provider": provider, **values})


def tax(*, core: bool | None = True, as_of: str | None = None) -> Estate:
    """Three services: pay needs hub, hub needs core; file needs core; news needs nothing known."""
    return Estate.of(
        Inventory.of(
            [
                system("pay", "service", legacy=False),
                system("file", "service", legacy=False),
                system("news", "service", legacy=False),
                system("hub", legacy=False),
                system("core", legacy=core),
                system("core api", "interface", parent="core"),
                system("core db", "data_store", parent="core"),
            ],
            [
                needs("pay", "hub"),
                needs("hub", "core api"),
                needs("file", "core db"),
            ],
            heading=Heading(as_of=as_of),
        )
    )


def exposed() -> Exposure:
    return exposure(tax())


def services_on_legacy() -> Figures:
    found = exposed()
    answers = {True: "on legacy", False: "not on legacy", None: "unknown"}
    each: Figures = {
        one.id: answers[one.on_legacy]
        + (f" ({one.unknown_because})" if one.unknown_because else "")
        for one in found.services
    }
    estate = found.estate
    return {
        **each,
        "share": f"{estate.share_low} to {estate.share_high}",
        "in words": next(one.text for one in found.sentences if one.code == "services_on_legacy"),
    }


def depth_and_path() -> Figures:
    return {
        one.id: f"depth {one.depth}: {' > '.join(one.path)}" if one.path else "no way recorded"
        for one in exposed().services
    }


def choke_points() -> Figures:
    return {one.id: ", ".join(one.choke_points) or "none" for one in exposed().services}


def entrances() -> Figures:
    (core,) = exposed().legacy
    each: Figures = {f"{way.part} ({way.by})": way.dependencies for way in core.entered_by}
    return {
        **each,
        "through an API": f"{core.entered.past_api} of {core.entered.dependencies}",
        "directly to a database": f"{core.entered.on_database} of {core.entered.dependencies}",
    }


def brokers_and_alternatives() -> Figures:
    found = exposure(
        Estate.of(
            Inventory.of(
                [
                    system("desk", "service", legacy=False),
                    system("old login", legacy=True),
                    system("new login", legacy=False),
                    system("ledger", legacy=True),
                    system("events", "interface", legacy=False),
                ],
                [
                    needs("desk", "old login", alternative_group="login"),
                    needs("desk", "new login", alternative_group="login"),
                    needs("desk", "events", flow="subscribe"),
                    needs("ledger", "events", flow="publish"),
                ],
            )
        )
    )
    (desk,), (events,) = found.services, found.brokers
    return {
        "desk on legacy": "yes" if desk.on_legacy else "no",
        "by one of several alternatives only": "yes" if desk.by_alternative_only else "no",
        "legacy that desk reaches": ", ".join(desk.legacy),
        "who publishes and who subscribes at events": f"{', '.join(events.publishers.first)};"
        f" {', '.join(events.subscribers.first)}",
    }


def of_impact() -> Figures:
    found = impact(tax(), "core")
    each: Figures = {one.id: f"distance {one.distance}, {one.effect}" for one in found.consumers}
    return {**each, "in words": found.sentences[0].text}


def completeness() -> Figures:
    return {
        f"{column.table}.{column.column}": f"{column.stated} of {column.total}"
        for column in quality(tax()).columns
        if column.column in ("legacy", "owner", "users", "end_of_support")
    }


def missing_facts() -> Figures:
    found = quality(tax(core=None)).missing
    return {
        f"{number}. {fact.column} of {fact.system}": f"may decide {fact.decides}; {fact.reason}"
        for number, fact in enumerate(found.first[:3], start=1)
    }


def sightings() -> Figures:
    seen = Evidence(source="traces", how="observed", as_of="2025-01-10")
    found = quality(
        Estate.of(
            Inventory.of(
                [system(one) for one in "abc"],
                [needs("a", "b", evidence=(seen,)), needs("a", "c"), needs("b", "c")],
                heading=Heading(as_of="2025-06-30"),
            )
        )
    ).sightings
    return {
        **found.counts,
        f"last seen more than {found.stale_after_days} days before": found.stale,
    }


def told(figure: Figure) -> str:
    of = "" if figure.of is None else f" of {figure.of}"
    return f"{figure.count}{of}" + (f", {figure.unknown} unknown" if figure.unknown else "")


def diff() -> Figures:
    found = changes(before=tax(core=None), after=tax(core=True))
    return {f"sentence {number}": one.text for number, one in enumerate(found.sentences, start=1)}


def of_trend() -> Figures:
    found = trend(
        Moment.of(year, tax(core=core, as_of=year))
        for year, core in (("2025", True), ("2023", None), ("2024", False))
    )
    each: Figures = {
        f"services on legacy {point.as_of}": told(
            next(one for one in point.figures if one.code == "services_on_legacy")
        )
        for point in found.snapshots
    }
    return {**each, "in words": found.sentences[1].text}


EXAMPLES: dict[str, Callable[[], Figures]] = {
    "services-on-legacy": services_on_legacy,
    "depth-and-path": depth_and_path,
    "choke-points": choke_points,
    "entrances": entrances,
    "brokers-and-alternatives": brokers_and_alternatives,
    "impact": of_impact,
    "completeness": completeness,
    "missing-facts": missing_facts,
    "sightings": sightings,
    "diff": diff,
    "trend": of_trend,
}
