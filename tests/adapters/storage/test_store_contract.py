"""What every store must do, whichever database is behind it."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from legacymap.errors import Finding, KeyReused, NotFinished, NotStored, OutOfDate, Place
from legacymap.inventory import (
    DataEntity,
    Dependency,
    Evidence,
    FileAccount,
    Holding,
    Import,
    Inventory,
    RejectedRow,
    Risk,
    System,
)
from legacymap.storage import (
    ImportOptions,
    ImportReport,
    PlanBasis,
    PlanOutcome,
    PlanProgress,
    Store,
    StoredImport,
    StoredSnapshot,
    UploadedFile,
)

NOMIS = System(
    id="nomis",
    name="NOMIS",
    legacy=True,
    technologies=("Oracle",),
    risk=Risk(),
    replacement_effort_days={"oracle": 300},
    properties={"room": 12, "note": {"a": [1, None]}},
    evidence=(Evidence(source="survey", confidence=0.5),),
)
ESTATE = Inventory.of(
    [NOMIS, System(id="no", name="=1+1")],
    [Dependency(consumer="no", provider="nomis", entities=("offender",))],
    data_entities=[DataEntity(id="offender", name="Offender")],
    holdings=[Holding(system="nomis", entity="offender", role="master")],
)
OTHER = Inventory.of([System(id="a", name="A")])
FILES = (UploadedFile("systems.csv", b"id,name\n\xff"), UploadedFile("../../etc/passwd", b""))


def report(inventory: Inventory) -> ImportReport:
    imported = Import(
        inventory,
        (FileAccount("systems.csv", "csv", "sha256:0", 2, 1, 0, 1, {"people": 1}),),
        (Finding("error", "invalid_row", "no", Place(file="systems.csv", line=2)),),
        (RejectedRow("systems.csv", 2, 1, "no", "x,y"),),
    )
    return ImportReport(
        imported.files, imported.findings, imported.rejects, inventory.digest, 2, 0, 0, 1, 0, 1, 1
    )


def uploaded(
    store: Store, inventory: str, content: Inventory, options: ImportOptions | None = None
) -> StoredImport:
    job = store.imports.begin(inventory, FILES, options or ImportOptions())
    return store.imports.publish(job.id, content, report(content), base=None)


def new_inventory(store: Store) -> str:
    return store.inventories.create("HMPPS").id


def new_snapshot(store: Store) -> StoredSnapshot:
    inventory = new_inventory(store)
    uploaded(store, inventory, ESTATE)
    return store.inventories.snapshot(inventory, 1)


def test_a_snapshot_holds_what_was_published(store: Store) -> None:
    kept = store.inventories.content(new_snapshot(store))
    assert kept.document() == ESTATE.document()
    assert kept.digest == ESTATE.digest


def test_a_snapshot_says_what_it_counts(store: Store) -> None:
    snapshot = new_snapshot(store)
    assert (snapshot.number, snapshot.digest) == (1, ESTATE.digest)
    assert (snapshot.systems, snapshot.dependencies, snapshot.holdings) == (2, 1, 1)


def test_snapshots_are_numbered_within_their_inventory(store: Store) -> None:
    first, second = new_inventory(store), new_inventory(store)
    numbers = [
        uploaded(store, inventory, content).snapshot
        for inventory, content in ((first, ESTATE), (first, OTHER), (second, OTHER))
    ]
    assert numbers == [1, 2, 1]
    assert store.inventories.get(first).latest == 2


def test_only_the_content_of_the_newest_snapshot_makes_no_new_one(store: Store) -> None:
    inventory = new_inventory(store)
    told = [uploaded(store, inventory, content) for content in (ESTATE, ESTATE, OTHER, ESTATE)]
    assert [(job.snapshot, job.new) for job in told] == [
        (1, True),
        (1, False),
        (2, True),
        (3, True),
    ]


def test_the_bytes_of_an_upload_stay_as_they_came(store: Store) -> None:
    snapshot = new_snapshot(store)
    kept = store.imports.uploads(snapshot.import_id)
    assert [(file.number, file.name, file.size) for file in kept] == [
        (1, "systems.csv", 9),
        (2, "../../etc/passwd", 0),
    ]
    assert [store.imports.upload(snapshot.import_id, file.number) for file in kept] == list(FILES)


def test_the_report_of_an_import_stays_with_it(store: Store) -> None:
    snapshot = new_snapshot(store)
    assert store.imports.get(snapshot.import_id).report == report(ESTATE)


def test_a_dry_run_leaves_a_report_and_nothing_else(store: Store) -> None:
    inventory = new_inventory(store)
    job = uploaded(store, inventory, ESTATE, ImportOptions(dry_run=True))
    assert (job.state, job.snapshot, job.report) == ("done", None, report(ESTATE))
    assert store.imports.uploads(job.id) == ()
    assert store.inventories.get(inventory).latest is None


def test_a_failed_import_leaves_its_problem_and_no_file(store: Store) -> None:
    inventory = new_inventory(store)
    job = store.imports.begin(inventory, FILES, ImportOptions())
    store.imports.fail(job.id, {"title": "Unreadable file"})
    failed = store.imports.get(job.id)
    assert (failed.state, failed.problem) == ("failed", {"title": "Unreadable file"})
    assert store.imports.uploads(job.id) == ()
    assert store.inventories.snapshots(inventory, after=0, limit=9).items == ()


def test_a_cancelled_import_publishes_nothing(store: Store) -> None:
    inventory = new_inventory(store)
    job = store.imports.begin(inventory, FILES, ImportOptions())
    assert store.imports.enter(job.id, "reading") is True
    assert store.imports.cancel(job.id).state == "cancelled"
    assert store.imports.enter(job.id, "writing") is False
    assert store.imports.publish(job.id, ESTATE, report(ESTATE), base=None).snapshot is None
    assert store.inventories.get(inventory).latest is None


def test_a_merge_into_a_snapshot_that_is_no_longer_the_newest_is_refused(store: Store) -> None:
    inventory = new_inventory(store)
    job = store.imports.begin(inventory, FILES, ImportOptions(onto_latest=True))
    uploaded(store, inventory, OTHER)
    with pytest.raises(OutOfDate):
        store.imports.publish(job.id, ESTATE, report(ESTATE), base=None)
    assert store.imports.publish(job.id, ESTATE, report(ESTATE), base=1).snapshot == 2


def test_uploads_at_once_are_numbered_without_gap_or_repetition(store: Store) -> None:
    inventory = new_inventory(store)
    contents = [Inventory.of([System(id=f"s{n}", name="S")]) for n in range(8)]
    with ThreadPoolExecutor(8) as threads:
        jobs = list(threads.map(lambda content: uploaded(store, inventory, content), contents))
    assert sorted(job.snapshot or 0 for job in jobs) == list(range(1, 9))
    for job, content in zip(jobs, contents, strict=True):
        snapshot = store.inventories.snapshot(inventory, job.snapshot)
        assert store.inventories.content(snapshot).document() == content.document()


def test_the_newest_snapshot_is_the_one_without_a_number(store: Store) -> None:
    inventory = new_inventory(store)
    with pytest.raises(NotStored):
        store.inventories.snapshot(inventory, None)
    uploaded(store, inventory, ESTATE)
    uploaded(store, inventory, OTHER)
    assert store.inventories.snapshot(inventory, None).number == 2


def test_a_rename_needs_the_revision_that_was_read(store: Store) -> None:
    made = store.inventories.create("A")
    renamed = store.inventories.rename(made.id, name="B", revision=made.revision)
    assert (renamed.name, renamed.revision) == ("B", 2)
    with pytest.raises(OutOfDate):
        store.inventories.rename(made.id, name="C", revision=made.revision)
    assert store.inventories.get(made.id).name == "B"


def test_deleting_an_inventory_takes_all_that_hangs_on_it(store: Store) -> None:
    snapshot = new_snapshot(store)
    plan, _ = store.plans.begin(snapshot, {})
    store.inventories.delete(snapshot.inventory)
    for question in (
        lambda: store.inventories.get(snapshot.inventory),
        lambda: store.inventories.snapshot(snapshot.inventory, 1),
        lambda: store.inventories.content(snapshot),
        lambda: store.imports.get(snapshot.import_id),
        lambda: store.imports.upload(snapshot.import_id, 1),
        lambda: store.plans.get(plan.id),
    ):
        with pytest.raises(NotStored):
            question()


def test_a_list_goes_on_where_it_stopped_even_if_that_item_is_gone(store: Store) -> None:
    made = [store.inventories.create(name) for name in "ABC"]
    first = store.inventories.list(after=None, limit=2)
    assert ([item.name for item in first.items], first.total, first.more) == (["A", "B"], 3, True)
    store.inventories.delete(made[1].id)
    rest = store.inventories.list(after=(made[1].created_at, made[1].id), limit=2)
    assert ([item.name for item in rest.items], rest.total, rest.more) == (["C"], 2, False)


def test_a_plan_goes_from_queued_to_done(store: Store) -> None:
    snapshot = new_snapshot(store)
    plan, new = store.plans.begin(snapshot, {"seed": 1})
    assert (plan.state, plan.policy, new) == ("queued", {"seed": 1}, True)
    with pytest.raises(NotFinished):
        store.plans.document(plan.id)
    assert store.plans.start(plan.id) is True
    assert store.plans.progress(plan.id, PlanProgress("search", 1, 2, 30, 15, 0.5)) is True
    running = store.plans.get(plan.id)
    assert running.progress == PlanProgress("search", 1, 2, 30, 15, 0.5)
    assert (running.objective, running.bound, running.gap) == (30, 15, 0.5)
    store.plans.finish(plan.id, PlanOutcome(b'{"a":1}\n', 20, 10, 0.5, "feasible"))
    done = store.plans.get(plan.id)
    assert (done.state, done.objective, done.bound, done.gap) == ("done", 20, 10, 0.5)
    assert store.plans.document(plan.id) == b'{"a":1}\n'


def test_the_same_key_gives_the_same_plan_and_refuses_another_request(store: Store) -> None:
    snapshot = new_snapshot(store)
    first, _ = store.plans.begin(snapshot, {"seed": 1}, key="k")
    again, new = store.plans.begin(snapshot, {"seed": 1}, key="k")
    assert (again.id, new) == (first.id, False)
    with pytest.raises(KeyReused):
        store.plans.begin(snapshot, {"seed": 2}, key="k")
    assert store.plans.list(snapshot, after=None, limit=9).total == 1


def test_a_plan_keeps_what_it_rests_on(store: Store) -> None:
    snapshot = new_snapshot(store)
    plain, _ = store.plans.begin(snapshot, {})
    assert (plain.base, plain.patch, plain.previous) == (None, None, None)
    assert store.plans.basis(plain.id) == PlanBasis()
    basis = PlanBasis(
        patches=({"keep": ["a"]}, {"name": "B"}),
        scenario={"name": "B"},
        findings=(Finding("info", "code", "text"),),
        start={"placement": {"a": 1}},
        base=plain.id,
        previous="gone",
    )
    made, _ = store.plans.begin(snapshot, {}, key="k", basis=basis)
    assert (made.base, made.patch, made.previous) == (plain.id, {"name": "B"}, "gone")
    assert store.plans.basis(made.id) == basis
    with pytest.raises(KeyReused):
        store.plans.begin(snapshot, {}, key="k")
    with pytest.raises(NotStored):
        store.plans.basis("nope")


def test_a_running_plan_that_is_cancelled_keeps_the_best_it_found(store: Store) -> None:
    plan, _ = store.plans.begin(new_snapshot(store), {})
    store.plans.start(plan.id)
    asked = store.plans.cancel(plan.id)
    assert asked is not None
    assert asked.state == "running"
    assert store.plans.progress(plan.id, PlanProgress("search", 1, 2, 30, None, None)) is False
    store.plans.finish(plan.id, PlanOutcome(b"{}", 30, None, None, "cancelled"))
    assert store.plans.get(plan.id).state == "cancelled"
    assert store.plans.document(plan.id) == b"{}"


def test_a_queued_plan_that_is_cancelled_never_starts(store: Store) -> None:
    plan, _ = store.plans.begin(new_snapshot(store), {})
    store.plans.cancel(plan.id)
    assert store.plans.start(plan.id) is False
    assert store.plans.get(plan.id).state == "cancelled"


def test_a_finished_plan_that_is_cancelled_is_deleted(store: Store) -> None:
    plan, _ = store.plans.begin(new_snapshot(store), {})
    store.plans.fail(plan.id, {"title": "x"})
    assert store.plans.get(plan.id).problem == {"title": "x"}
    assert store.plans.cancel(plan.id) is None
    with pytest.raises(NotStored):
        store.plans.get(plan.id)


def test_jobs_that_nobody_works_on_any_more_end_with_the_reason(store: Store) -> None:
    snapshot = new_snapshot(store)
    plan, _ = store.plans.begin(snapshot, {})
    job = store.imports.begin(snapshot.inventory, FILES, ImportOptions())
    problem: dict[str, object] = {"title": "The server stopped"}
    assert (store.plans.abandon(problem), store.imports.abandon(problem)) == (1, 1)
    assert store.plans.get(plan.id).problem == problem
    assert store.imports.get(job.id).problem == problem
    assert (store.plans.abandon(problem), store.imports.abandon(problem)) == (0, 0)


def test_a_store_that_answers_says_so(store: Store) -> None:
    store.check()
