from __future__ import annotations

from fractions import Fraction

from legacymap.analysis.estate import Estate
from legacymap.analysis.excerpt import Excerpt
from legacymap.analysis.exposure.brokers import Broker
from legacymap.analysis.exposure.entrances import Doors, Entrance
from legacymap.analysis.exposure.exposed import Exposure, ServiceExposure, Share, Way
from legacymap.analysis.exposure.exposure import exposure
from legacymap.analysis.exposure.supposed import Supposed, SupposedSystem
from legacymap.graph import Level
from legacymap.inventory import Dependency, Inventory, System, to_json


def system(
    id: str,
    *,
    kind: str = "application",
    legacy: bool | None = False,
    parent: str | None = None,
    name: str | None = None,
    tags: tuple[str, ...] = (),
) -> System:
    return System.model_validate(
        {
            "id": id,
            "name": name or id,
            "kind": kind,
            "legacy": legacy,
            "parent": parent,
            "tags": tags,
        }
    )


def service(id: str = "s", *, legacy: bool | None = False) -> System:
    return system(id, kind="service", legacy=legacy)


def needs(consumer: str, provider: str, **values: object) -> Dependency:
    return Dependency.model_validate({"consumer": consumer, "provider": provider, **values})


def exposed(
    *systems: System, dependencies: tuple[Dependency, ...] = (), level: Level = "top"
) -> Exposure:
    return exposure(Estate.of(Inventory.of(systems, dependencies)), level)


def only(result: Exposure) -> ServiceExposure:
    (found,) = result.services
    return found


def test_legacy_systems_that_depend_on_each_other_are_counted_one_by_one() -> None:
    found = only(
        exposed(
            service(),
            system("old", legacy=True),
            system("older", legacy=True),
            dependencies=(needs("s", "old"), needs("old", "older"), needs("older", "old")),
        )
    )
    assert (found.legacy, found.legacy_count) == (("old", "older"), 2)


def test_a_service_on_legacy_names_the_way_and_the_choke_point() -> None:
    result = exposed(
        service(),
        system("a"),
        system("old", legacy=True),
        dependencies=(needs("s", "a"), needs("a", "old")),
    )
    found = only(result)
    assert (found.on_legacy, found.depth, found.path) == (True, 2, ("s", "a", "old"))
    assert found.choke_points == ("a", "old")
    assert found.legacy == ("old",)
    assert (found.legacy_share, found.closure) == (Fraction(1, 2), 2)
    assert found.rolled_up is None
    (old,) = result.legacy
    assert (old.id, old.services, old.directly, old.indirectly) == (
        "old",
        Excerpt(1, ("s",)),
        Excerpt(0),
        1,
    )
    assert old.because == ("declared: nobody says by whom or why",)


def test_a_service_that_reaches_only_sound_systems_is_not_on_legacy() -> None:
    found = only(exposed(service(), system("a"), dependencies=(needs("s", "a"),)))
    assert (found.on_legacy, found.depth, found.path) == (False, None, ())


def test_something_unknown_in_reach_makes_the_answer_unknown() -> None:
    found = only(exposed(service(), system("a", legacy=None), dependencies=(needs("s", "a"),)))
    assert (found.on_legacy, found.unknown_because) == (None, "reaches_unknown")
    assert found.unknown == Excerpt(1, ("a",))


def test_a_service_without_a_recorded_dependency_is_unknown() -> None:
    found = only(exposed(service(), system("s1", parent="s"), dependencies=(needs("s", "s1"),)))
    assert (found.on_legacy, found.unknown_because) == (None, "no_recorded_dependency")


def test_legacy_outweighs_unknown() -> None:
    result = exposed(
        service(),
        system("a", legacy=None),
        system("old", legacy=True),
        dependencies=(needs("s", "a"), needs("s", "old")),
    )
    assert only(result).on_legacy is True
    assert result.estate.share_low == result.estate.share_high == 1


def test_the_share_is_an_interval_without_services_that_are_legacy_themselves() -> None:
    result = exposed(
        service("s1"),
        service("s2"),
        service("s3"),
        service("s4", legacy=True),
        system("a"),
        dependencies=(needs("s1", "s4"), needs("s2", "a")),
    )
    estate = result.estate
    assert (estate.services, estate.legacy_themselves, estate.denominator) == (4, 1, 3)
    assert (estate.on_legacy, estate.not_on_legacy, estate.unknown) == (1, 1, 1)
    assert (estate.share_low, estate.share_high) == (Fraction(1, 3), Fraction(2, 3))
    assert estate.unknown_services == Excerpt(1, ("s3",))
    assert estate.legacy_services == Excerpt(1, ("s4",))


def test_an_estate_without_services_has_no_share() -> None:
    result = exposed(system("a"), system("b"), service("old", legacy=True))
    assert (result.estate.share_low, result.estate.share_high) == (None, None)
    assert Share.of([]) == Share(0, 0, 0, None, None)


def test_who_depends_on_a_system_depends_on_its_parts_but_not_the_other_way_round() -> None:
    systems = (
        service("s1"),
        service("s2"),
        system("x"),
        system("x1", parent="x"),
        system("x2", parent="x"),
        system("old", legacy=True),
    )
    dependencies = (needs("s1", "x"), needs("s2", "x2"), needs("x1", "old"))
    result = exposed(*systems, dependencies=dependencies)
    first, second = result.services
    assert (first.on_legacy, first.path) == (True, ("s1", "x", "old"))
    assert first.path_as_given == ("s1", "x", "x1", "old")
    assert second.on_legacy is False
    assert second.rolled_up is not None
    assert (second.rolled_up.on_legacy, second.rolled_up.legacy) == (True, ("old",))
    assert result.estate.rolled_up == Share(2, 0, 0, Fraction(1), Fraction(1))
    (old,) = result.legacy
    assert (old.services.count, old.rolled_up_services) == (1, 2)


def test_depth_counts_systems_at_top_and_dependencies_as_given() -> None:
    systems = (service(), system("x"), system("x1", parent="x"), system("old", legacy=True))
    dependencies = (needs("s", "x"), needs("x", "x1"), needs("x1", "old"))
    assert only(exposed(*systems, dependencies=dependencies)).depth == 2
    given = only(exposed(*systems, dependencies=dependencies, level="as_given"))
    assert (given.depth, given.path) == (2, ("s", "x", "x1", "old"))


def test_a_legacy_part_of_its_own_puts_a_service_on_legacy_at_no_distance() -> None:
    found = only(exposed(service(), system("s1", parent="s", legacy=True)))
    assert (found.on_legacy, found.depth, found.path) == (True, 0, ("s",))
    assert (found.legacy, found.choke_points) == (("s",), ())


def test_parts_of_a_legacy_system_are_listed_themselves_as_given() -> None:
    result = exposed(
        service(),
        system("old", legacy=True),
        system("old1", parent="old", legacy=None),
        dependencies=(needs("s", "old1"),),
        level="as_given",
    )
    assert only(result).legacy == ("old1",)
    assert [(legacy.id, legacy.services.count) for legacy in result.legacy] == [
        ("old", 0),
        ("old1", 1),
    ]


def test_legacy_behind_a_login_alone_is_marked() -> None:
    login = needs("s", "old", flow="login")
    found = only(exposed(service(), system("old", legacy=True), dependencies=(login,)))
    assert (found.on_legacy, found.login_only, found.without_login) == (True, True, None)


def test_the_longer_way_without_a_login_is_given_beside() -> None:
    found = only(
        exposed(
            service(),
            system("a"),
            system("old", legacy=True),
            dependencies=(needs("s", "old", flow="login"), needs("s", "a"), needs("a", "old")),
        )
    )
    assert (found.depth, found.login_only) == (1, False)
    assert found.without_login == Way(2, ("s", "a", "old"))


def test_an_alternative_that_is_free_of_legacy_is_said() -> None:
    systems = (service(), system("old", legacy=True), system("new"), system("older", legacy=True))
    one_free = (
        needs("s", "old", alternative_group="login"),
        needs("s", "new", alternative_group="login"),
    )
    none_free = (
        needs("s", "old", alternative_group="login"),
        needs("s", "older", alternative_group="login"),
    )
    free = only(exposed(*systems, dependencies=one_free))
    assert (free.on_legacy, free.by_alternative_only) == (True, True)
    bound = only(exposed(*systems, dependencies=none_free))
    assert (bound.on_legacy, bound.by_alternative_only) == (True, False)
    also_needed = only(exposed(*systems, dependencies=(*one_free, needs("s", "old"))))
    assert also_needed.by_alternative_only is False


def test_alternatives_that_only_lead_to_each_other_are_not_needed() -> None:
    systems = (service(), system("a"), system("b"), system("old", legacy=True))
    found = only(
        exposed(
            *systems,
            dependencies=(
                needs("s", "a"),
                needs("a", "old", alternative_group="g"),
                needs("a", "b", alternative_group="g"),
                needs("b", "a"),
            ),
        )
    )
    assert (found.on_legacy, found.by_alternative_only) == (True, True)


def test_dependencies_enter_by_api_database_event_or_the_system_alone() -> None:
    result = exposed(
        service("s1"),
        service("s2"),
        system("old", legacy=True),
        system("api", parent="old", legacy=None, name="Old API", kind="component"),
        system("db", parent="old", legacy=None, kind="data_store"),
        system("topic", parent="old", legacy=None, kind="interface", name="old topic"),
        system("job", parent="old", legacy=None, kind="component"),
        dependencies=(
            needs("s1", "api"),
            needs("s2", "api"),
            needs("s1", "db"),
            needs("s1", "topic", flow="subscribe"),
            needs("s2", "old"),
            needs("s2", "job"),
            needs("s2", "job", id="by facade", existing_facade=True),
            needs("api", "db"),
        ),
    )
    (old,) = result.legacy
    assert old.entered == Doors(7, past_api=3, on_database=1, by_event=1, system_only=1, other=1)
    assert old.entered_by == (
        Entrance("api", 2, "api"),
        Entrance("db", 1, "database"),
        Entrance("job", 1, "api"),
        Entrance("job", 1, "other"),
        Entrance("old", 1, "system"),
        Entrance("topic", 1, "event"),
    )


def test_publishers_and_subscribers_meet_at_the_topic_and_no_path_is_invented() -> None:
    result = exposed(
        service(),
        system("old", legacy=True),
        system("events", kind="platform"),
        dependencies=(
            needs("old", "events", flow="publish"),
            needs("s", "events", flow="subscribe"),
        ),
    )
    assert only(result).on_legacy is False
    assert result.brokers == (Broker("events", Excerpt(1, ("old",)), Excerpt(1, ("s",))),)
    assert any("no path is drawn" in note for note in result.notes)


def said(result: Exposure, code: str) -> list[str]:
    return [sentence.text for sentence in result.sentences if sentence.code == code]


def test_who_takes_events_where_legacy_publishes_is_said_beside_the_answer() -> None:
    result = exposed(
        service(),
        service("t"),
        system("desk", parent="t", kind="component"),
        system("old", legacy=True),
        system("new"),
        system("old events", kind="platform"),
        system("new events", kind="platform"),
        dependencies=(
            needs("old", "old events", flow="publish"),
            needs("new", "new events", flow="publish"),
            needs("s", "new events", flow="subscribe"),
            needs("desk", "old events", flow="subscribe"),
        ),
    )
    assert {one.id: (one.on_legacy, one.events_of_legacy_at) for one in result.services} == {
        "s": (False, ()),
        "t": (False, ("old events",)),
    }
    assert said(result, "events_of_legacy") == [
        "1 of 2 services that are not known to stand on legacy takes events where a legacy system"
        " publishes: whether it needs them is not recorded."
    ]


def test_nothing_is_said_of_events_to_who_stands_on_legacy_anyway() -> None:
    result = exposed(
        service(),
        system("old", legacy=True),
        system("events", kind="platform"),
        dependencies=(
            needs("old", "events", flow="publish"),
            needs("s", "events", flow="subscribe"),
            needs("s", "old"),
        ),
    )
    assert only(result).events_of_legacy_at == ("events",)
    assert said(result, "events_of_legacy") == []


def test_services_that_could_choose_otherwise_are_counted_in_words() -> None:
    result = exposed(
        service(),
        service("t"),
        system("old", legacy=True),
        system("new"),
        dependencies=(
            needs("s", "old", alternative_group="login"),
            needs("s", "new", alternative_group="login"),
            needs("t", "old"),
        ),
    )
    assert said(result, "by_alternative_only") == [
        "1 of 2 services on legacy stands on it only by a choice: an alternative that is stated is"
        " free of legacy."
    ]


def test_a_service_that_is_legacy_itself_is_not_overlooked_in_who_carries_none() -> None:
    result = exposed(
        service(),
        service("old service", legacy=True),
        system("core", legacy=True),
        system("old", legacy=True),
        dependencies=(needs("s", "old"), needs("old service", "core")),
    )
    assert said(result, "legacy_without_services") == [
        "2 of 3 legacy systems carry no service that is not legacy itself, as far as dependencies"
        " are recorded."
    ]


def test_the_sentence_on_the_system_that_carries_most_says_which_reading_it_uses() -> None:
    result = exposed(
        service(),
        service("t"),
        system("mid"),
        system("mid api", parent="mid", kind="component"),
        system("mid job", parent="mid", kind="component"),
        system("old", legacy=True),
        dependencies=(needs("s", "mid job"), needs("mid job", "old"), needs("t", "mid api")),
    )
    assert said(result, "most_carrying_legacy") == [
        "1 of 2 services stands on old (along the dependencies as given; 2 rolled up): no legacy"
        " system carries more."
    ]


def test_a_hundred_services_are_shown_and_all_are_counted() -> None:
    services = [service(f"s{number:03}") for number in range(150)]
    result = exposed(
        *services,
        system("old", legacy=True),
        dependencies=tuple(needs(s.id, "old") for s in services),
    )
    (old,) = result.legacy
    assert old.services.count == old.directly.count == 150
    assert old.services.first == old.directly.first == tuple(s.id for s in services[:100])


def test_row_order_changes_no_byte() -> None:
    systems = (service("s1"), service("s2"), system("a", legacy=None), system("old", legacy=True))
    dependencies = (needs("s1", "a"), needs("a", "old"), needs("s2", "s1"), needs("s1", "old"))
    one = exposed(*systems, dependencies=dependencies)
    other = exposed(*reversed(systems), dependencies=tuple(reversed(dependencies)))
    assert to_json(one) == to_json(other)


def test_an_empty_inventory_has_nothing_to_say() -> None:
    result = exposed()
    assert (result.services, result.legacy, result.brokers) == ((), (), ())


def test_where_nobody_says_what_is_legacy_it_is_told_what_would_follow_from_the_signs() -> None:
    result = exposed(
        service("s", legacy=None),
        service("t", legacy=None),
        system("m", legacy=None),
        system("db", legacy=None, parent="m", tags=("legacy",)),
        dependencies=(needs("s", "m"),),
    )
    assert result.estate.unknown == 2
    assert result.supposed == Supposed(
        systems=Excerpt(1, (SupposedSystem("m", "m", whole=False, services=1),)),
        legacy_themselves=0,
        denominator=2,
        on_legacy=1,
        not_on_legacy=0,
        unknown=1,
    )


def test_nothing_is_supposed_where_anybody_says_or_nothing_looks_so() -> None:
    looks_so = system("m", legacy=None, tags=("legacy",))
    assert exposed(service(), looks_so).supposed is None
    assert exposed(service("s", legacy=None), system("m", legacy=None)).supposed is None
