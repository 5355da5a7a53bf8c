"""A small plan made by hand, with names that every format must keep legible."""

from __future__ import annotations

from dataclasses import replace

from legacymap.errors import Finding, Place
from legacymap.planning.outcome import (
    FORMAT,
    Assumption,
    BacklogSystem,
    BaselineResult,
    Bottleneck,
    Cut,
    Dependent,
    Determination,
    Engine,
    ExistingFacades,
    PlacedSystem,
    Plan,
    PlannedGateway,
    PlanParts,
    PlanWave,
    PriceGroup,
    PriceLine,
    Retirement,
    Variant,
)


def placed(id: str, name: str, *, wave: int, tied_with: tuple[str, ...] = ()) -> PlacedSystem:
    return PlacedSystem(
        id=id,
        name=name,
        reason=f"goes live in wave {wave} because waiting costs most",
        reason_class="delay",
        work_starts=wave,
        go_live=wave,
        go_live_by="2027-06-30",
        switch_off=wave + 1,
        one_wave_earlier=None if wave == 1 else 1200,
        one_wave_later=1500,
        tied_with=tied_with,
    )


def wave(
    number: int,
    systems: tuple[PlacedSystem, ...],
    *,
    built: tuple[str, ...] = (),
    removed: tuple[str, ...] = (),
    left: int,
) -> PlanWave:
    return PlanWave(
        number=number,
        start=f"2027-0{3 * number - 2}-01",
        end=f"2027-0{3 * number}-30",
        systems=systems,
        effort={"oracle": 60 * len(systems)},
        cost=1_000_000 * len(systems),
        cost_unknown=0,
        gateways_built=built,
        gateways_removed=removed,
        gateways_open=1 if built else 0,
        legacy_left=left,
        risk_left=50_000 * left,
        run_cost_left=None if left else 0,
        services_on_legacy=left,
        services_freed=("portal",) if not left else (),
    )


NO, FORMULA, SCRIPT, CYRILLIC = "no", "=1+1", "<script>alert('x')</script>|", "Учёт осуждённых"

PLAN = Plan(
    format=FORMAT,
    snapshot="sha256:aaaa",
    policy="sha256:bbbb",
    inventory="Prisons | probation <b>",
    as_of="2025-03-20",
    currency="GBP",
    level="top",
    status="feasible",
    objective=120_000,
    bound=None,
    gap=None,
    controllable_gap=None,
    parts=PlanParts(
        delay=90_000,
        run_cost=60_000,
        risk=30_000,
        end_of_support=0,
        deadlines=0,
        gateways=30_000,
        neighbours=0,
        replacement=0,
        overload=0,
        constant=0,
        total=120_000,
    ),
    price_groups=(
        PriceGroup(
            group="run_cost",
            weight=1.0,
            contributed=60_000,
            basis="mixed",
            known=3,
            assumed=0,
            unknown=1,
        ),
    ),
    systems=4,
    start="2027-01-01",
    wave_days=91,
    horizon=12,
    waves=(
        wave(1, (placed(NO, NO, wave=1),), built=("facade on no: api",), left=3),
        wave(2, (placed("f", FORMULA, wave=2), placed("s", SCRIPT, wave=2)), left=1),
    ),
    backlog=(
        BacklogSystem(id="c", name=CYRILLIC, reason="nobody can do it", cost=5, tied_with=("s",)),
    ),
    gateways=(
        PlannedGateway(
            provider=NO,
            interface="api",
            side="facade",
            kind="call",
            consumers=("f", "c"),
            built=1,
            removed=None,
            cost=30_000,
            build=20_000,
            hold=4_000,
            connect=6_000,
            existing=False,
            dependencies=2,
        ),
    ),
    existing_facades=ExistingFacades(dependencies=3, of=5),
    cuts=(
        Cut(
            consumer=NO,
            provider="s",
            interface="api",
            consumer_wave=1,
            provider_wave=2,
            in_cycle=True,
            dependencies=1,
            cost=20_000,
        ),
    ),
    retirement=(
        Retirement(
            system=NO,
            wave=2,
            date="2027-06-30",
            clear=False,
            dependents=1,
            remaining=(
                Dependent(
                    consumer="c",
                    how="open",
                    retained=True,
                    dependencies=1,
                    until=None,
                    note="nothing",
                ),
            ),
            note=None,
        ),
    ),
    bottlenecks=(
        Bottleneck(
            limit="oracle in wave 1",
            waves=(1,),
            unit="day",
            use=100,
            capacity=90,
            most=110,
            worth=900,
            raised_by=9,
            saves=4_500,
        ),
    ),
    uncertainty=None,
    determination=Determination(
        determined=False,
        statement="The order is not determined by your data: three prices, three first systems.",
        ties=(("f", "s"),),
        deciding_facts=("running cost of =1+1",),
        variants=(Variant(change="risk halved", objective=100_000, moved=2, first_systems=("s",)),),
    ),
    other_reading=None,
    baselines={
        "risk_first": BaselineResult(objective=150_000, feasible=True),
        "topological": BaselineResult(objective=110_000, feasible=False),
    },
    conflict=None,
    clashes=(),
    violations=(),
    assumptions=(
        Assumption(code="effort", text="90 days of effort", count=1, of=4, systems=("c",)),
    ),
    prices=(
        PriceLine(
            price="facade.build", value="20000", unit="GBP", origin="default", reason="a month"
        ),
    ),
    findings=(
        Finding("warning", "no_start", "the | start is a guess", Place(file="p.toml", line=3)),
    ),
    engine=Engine(
        version="0.1.0",
        method="annealing",
        seed=1,
        effort="quick",
        iterations=1000,
        wall_clock=False,
    ),
    names={NO: NO, "f": FORMULA, "s": SCRIPT, "c": CYRILLIC, "portal": "The portal"},
)

EMPTY_PLAN = replace(
    PLAN,
    systems=0,
    waves=(),
    backlog=(),
    gateways=(),
    cuts=(),
    retirement=(),
    baselines={},
    assumptions=(),
    findings=(),
    objective=0,
)
