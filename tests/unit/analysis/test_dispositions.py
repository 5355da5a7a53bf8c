"""TIME, completeness of plans and dispositions, rule by rule on the smallest inventories."""

from __future__ import annotations

from itertools import pairwise

import pytest

from legacymap.analysis.disposition.rules import RULES
from legacymap.analysis.estate import Estate
from legacymap.analysis.risk.answers import SuggestedDisposition, SystemRisk
from legacymap.analysis.risk.register import register_of
from legacymap.analysis.risk.rows import system_rows
from legacymap.inventory import (
    Dependency,
    Heading,
    Inventory,
    LikelihoodScores,
    ModernisationPlan,
    Risk,
    System,
)

CLERK = System(id="clerk", name="Clerk", kind="actor")
DESK = System(id="desk", name="Desk")
AT_THE_DESK = Dependency(consumer="clerk", provider="desk")
OLD = System(id="old", name="Old", legacy=True)


def needs(consumer: str, provider: str, words: str = "reads") -> Dependency:
    return Dependency(consumer=consumer, provider=provider, description=words)


def row(
    system: System,
    *dependencies: Dependency,
    high_from: int = 3,
    frozen: tuple[str, ...] = (),
    desk: System = DESK,
) -> SystemRisk:
    inventory = Inventory.of(
        (CLERK, desk, system), (AT_THE_DESK, *dependencies), heading=Heading(as_of="2026")
    )
    register = register_of(Estate.of(inventory), high_from=high_from, frozen=frozen)
    (found,) = (one for one in system_rows(register) if one.id == system.id)
    return found


def suggested(
    changes: dict[str, object],
    *dependencies: Dependency,
    frozen: tuple[str, ...] = (),
    desk: System = DESK,
) -> SuggestedDisposition:
    found = row(OLD.model_copy(update=changes), *dependencies, frozen=frozen, desk=desk)
    assert found.disposition is not None
    return found.disposition


USED = needs("desk", "old")
ALONE = needs("old", "desk")


def test_a_system_that_serves_nobody_is_retired_with_a_word_of_caution() -> None:
    found = suggested({}, ALONE)
    assert (found.disposition, found.rule) == ("retire", "unused_as_far_as_known")
    assert found.reason == (
        "no user and no consumer of it is recorded; confirm that, and that no law holds it"
    )
    assert suggested({"statutory_hold": False}, ALONE).rule == "unused"
    assert suggested({"statutory_hold": True}, ALONE).rule == "not_scored"


def test_a_system_without_any_recorded_dependency_is_not_known_to_serve_nobody() -> None:
    assert suggested({}).disposition == "retain"


@pytest.mark.parametrize(
    "changes", [{"users": 12}, {"criticality": "critical"}, {"kind": "service"}]
)
def test_what_is_known_to_be_needed_is_not_retired_because_nobody_is_named(
    changes: dict[str, object],
) -> None:
    assert suggested(changes, ALONE).disposition == "retain"


def test_an_adapter_serves_whom_it_pushes_to() -> None:
    assert suggested({}, needs("old", "desk", "pushes notes to")).disposition == "retain"


def test_a_retired_consumer_needs_nothing() -> None:
    gone = DESK.model_copy(update={"lifecycle": "retired"})
    assert suggested({}, USED, desk=gone).disposition == "retire"
    assert suggested({}, USED).disposition == "retain"


UNFIT: dict[str, object] = {"functional_fit": 1, "technical_fit": 1}


def test_an_unfit_system_is_retired_after_those_who_use_it_are_moved() -> None:
    found = suggested({**UNFIT, "commodity": True}, USED, needs("clerk", "old", "opens"))
    assert (found.disposition, found.rule) == ("retire", "unfit")
    assert found.reason == "low functional and technical fit; first move who uses it (2 recorded)"
    assert (found.move_first.count, found.move_first.first) == (2, ("clerk", "desk"))


def test_an_unfit_system_whose_users_nobody_wrote_down_asks_for_them() -> None:
    found = suggested(UNFIT)
    assert (found.rule, found.move_first.count) == ("unfit_users_unknown", 0)


def test_what_the_law_holds_is_not_retired_however_unfit() -> None:
    assert suggested({**UNFIT, "statutory_hold": True}, USED).disposition == "retain"


def test_a_commodity_is_bought() -> None:
    bought = suggested({"commodity": True, "code_changeable": True, "end_of_support": "2025"}, USED)
    assert bought.disposition == "repurchase"


def test_bad_hardware_alone_asks_for_another_place_to_run() -> None:
    scores = {f"L{number}": 1 for number in range(1, 8)} | {"L5": 4}
    risk = Risk(likelihood=LikelihoodScores.model_validate(scores))
    assert suggested({"risk": risk}, USED).disposition == "rehost"
    unknown = Risk(likelihood=LikelihoodScores(L5=4))
    assert suggested({"risk": unknown}, USED).disposition == "retain"
    also = {"risk": risk, "legacy_reasons": ("end_of_life",)}
    assert suggested(also, USED).disposition == "retain"


BAD_HARDWARE = Risk(
    likelihood=LikelihoodScores.model_validate({f"L{n}": 1 for n in range(1, 8)} | {"L5": 4})
)


def hosted(*chain: System) -> tuple[str, str]:
    """What is suggested for a system of bad hardware that is hosted along ``chain``."""
    old = OLD.model_copy(update={"risk": BAD_HARDWARE})
    below = [
        Dependency(consumer=one.id, provider=host.id, kind="hosting")
        for one, host in pairwise((old, *chain))
    ]
    inventory = Inventory.of((CLERK, DESK, old, *chain), (AT_THE_DESK, USED, *below))
    rows = system_rows(register_of(Estate.of(inventory)))
    (found,) = (one.disposition for one in rows if one.id == "old")
    assert found is not None
    return found.disposition, found.reason.partition(" runs on ")[2].partition(":")[0]


@pytest.mark.parametrize("words", ["VMware ESXi 6.7", "Hyper-V", "vSphere 7", "Nutanix AHV"])
def test_virtual_machines_of_bad_hardware_move_as_they_are(words: str) -> None:
    found = suggested({"risk": BAD_HARDWARE, "technologies": ("Java", words)}, USED)
    assert (found.disposition, found.rule) == ("relocate", "hosting_only_virtual")
    assert f"it runs on {words}: its virtual machines can move as they are" in found.reason


@pytest.mark.parametrize("words", ["VMware Tanzu", "Java", "KVMS 2"])
def test_what_is_no_hypervisor_moves_to_another_place_to_run(words: str) -> None:
    changes: dict[str, object] = {
        "risk": BAD_HARDWARE,
        "technologies": (words,),
        "description": "is to be moved to VMware",
    }
    assert suggested(changes, USED).disposition == "rehost"


def test_a_hypervisor_is_found_below_the_server() -> None:
    server = System(id="server", name="Server 4", kind="platform")
    cluster = System(id="cluster", name="ESX1", kind="platform")
    assert hosted(server, cluster) == ("relocate", "ESX1")
    assert hosted(server)[0] == "rehost"
    # A program may bear any name.
    assert hosted(cluster.model_copy(update={"kind": "application"}))[0] == "rehost"
    billing = System(id="billing", name="Blue", technologies=("Proxmox VE",))
    assert hosted(server, billing) == ("relocate", "Proxmox VE")


def test_only_bad_hardware_speaks_for_moving_virtual_machines() -> None:
    assert suggested({"technologies": ("VMware",)}, USED).disposition == "retain"


@pytest.mark.parametrize(
    "sign",
    [
        {"end_of_support": "2025"},
        {"legacy_reasons": ("out_of_supplier_support",)},
        {"risk": Risk(likelihood=LikelihoodScores(L1=3))},
    ],
)
def test_support_that_ended_asks_for_another_platform_where_the_code_can_change(
    sign: dict[str, object],
) -> None:
    assert suggested({**sign, "code_changeable": True}, USED).disposition == "replatform"
    assert suggested({**sign, "code_changeable": None}, USED).disposition == "retain"


def test_a_date_within_the_year_of_the_inventory_has_not_passed() -> None:
    changes: dict[str, object] = {"end_of_support": "2026", "code_changeable": True}
    assert suggested(changes, USED).disposition == "retain"


def test_a_system_in_a_circle_is_refactored_behind_a_facade() -> None:
    found = suggested({}, USED, ALONE)
    assert (found.disposition, found.reason) == (
        "refactor",
        "behind a facade: it is in a circle of 2 systems that depend on each other",
    )


def test_what_cannot_be_updated_is_refactored_behind_a_facade() -> None:
    found = suggested({"legacy_reasons": ("impossible_to_update",)}, USED)
    assert (found.disposition, found.rule) == ("refactor", "barrier")


def test_what_nothing_decides_is_retained_with_a_date_to_look_again() -> None:
    assert suggested({}, USED).reason == (
        "no rule decides and its risk is not scored; set a date to review it"
    )
    frozen = suggested({"review_date": "2027-01"}, USED, frozen=("old",))
    assert frozen.reason == "the policy freezes it for a time; review it on 2027-01"


@pytest.mark.parametrize(
    "changes",
    [
        {"legacy": None},
        {"lifecycle": "retired"},
        {"lifecycle": "planned"},
        {"keep_as_facade": True},
        {"replaceable": False},
    ],
)
def test_nothing_is_suggested_for_what_nobody_would_replace(changes: dict[str, object]) -> None:
    assert row(OLD.model_copy(update=changes), USED).disposition is None


def test_a_system_to_migrate_or_eliminate_gets_a_suggestion_although_not_known_as_legacy() -> None:
    assert suggested({"legacy": None, **UNFIT}, USED).rule == "unfit"


def test_the_last_rule_always_matches_and_no_two_have_one_name() -> None:
    assert RULES[-1].name == "no_rule"
    assert len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.parametrize(
    ("functional", "technical", "quadrant"),
    [
        (2, 4, "tolerate"),
        (4, 4, "invest"),
        (4, 2, "migrate"),
        (2, 2, "eliminate"),
        (3, 3, "invest"),
        (None, 1, None),
        (1, None, None),
        (5, None, None),
    ],
)
def test_two_fits_make_a_quadrant(
    functional: int | None, technical: int | None, quadrant: str | None
) -> None:
    fits = {"functional_fit": functional, "technical_fit": technical}
    assert row(OLD.model_copy(update=fits)).time.quadrant == quadrant


def test_the_threshold_of_a_high_fit_is_a_parameter() -> None:
    middling = OLD.model_copy(update={"functional_fit": 3, "technical_fit": 3})
    assert row(middling, high_from=4).time.quadrant == "eliminate"
    with pytest.raises(ValueError, match="1 to 5"):
        row(middling, high_from=6)


def test_a_stated_quadrant_counts_before_a_derived_one_and_the_difference_is_told() -> None:
    stated = OLD.model_copy(update={**UNFIT, "properties": {"time_designation": " Tolerate "}})
    found = row(stated)
    assert (found.time.quadrant, found.time.stated, found.time.derived) == (
        "tolerate",
        "tolerate",
        "eliminate",
    )
    assert found.disagreements == ("time_stated_and_derived",)
    odd = OLD.model_copy(update={"properties": {"time_designation": "n/a"}})
    assert row(odd).time.quadrant is None


@pytest.mark.parametrize(
    ("parts", "completeness"),
    [
        ((True, True, True), "complete"),
        ((True, False, None), "partial"),
        ((True, True, None), None),
        ((False, False, False), "none"),
        ((False, False, None), None),
        ((None, None, None), None),
    ],
)
def test_a_plan_is_as_complete_as_its_known_parts_allow(
    parts: tuple[bool | None, bool | None, bool | None], completeness: str | None
) -> None:
    milestones, work, disposition = parts
    plan = ModernisationPlan(milestones=milestones, work=work, disposition=disposition)
    found = row(OLD.model_copy(update={"modernisation_plan": plan})).plan
    assert found.completeness == completeness
    assert (found.milestones, found.work, found.disposition) == parts


def test_a_missing_plan_is_unknown_not_none() -> None:
    assert row(OLD).plan.completeness is None
