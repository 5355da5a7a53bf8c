from __future__ import annotations

from legacymap.planning.model.compiled import compile_arrays
from legacymap.planning.model.model import (
    Bucket,
    Consumer,
    GatewayPrices,
    Interface,
    PlannedSystem,
    PlanningModel,
    Precedence,
    Resource,
)
from legacymap.planning.search.marginals import marginals


def test_each_part_of_a_move_and_what_it_breaks() -> None:
    prices = GatewayPrices(build=10, hold=1)
    model = PlanningModel(
        waves=3,
        systems=(
            PlannedSystem(id="a", cost=(1, 2, None, 9), use={"r": 2}),
            PlannedSystem(id="b", cost=(5, 6, 7, 8), use={"r": 1}),
            PlannedSystem(id="c", cost=(0, 0, 0, 0)),
        ),
        interfaces=(
            Interface(
                id="i",
                provider="a",
                facade=prices,
                wrapper=prices,
                consumers=(Consumer(system="b", facade=1, wrapper=2),),
            ),
        ),
        resources=(
            Resource(
                id="r",
                profile="golive",
                buckets=(
                    Bucket(waves=(1,), cap=1, over_max=1, over_price=4),
                    Bucket(waves=(2,), cap=3, over_max=0),
                ),
            ),
        ),
        precedences=(Precedence(before="c", after="b", lag=1),),
    )
    compiled = compile_arrays(model)
    table = marginals(compiled, {"a": 1, "b": 2, "c": 1})

    # a: 1 -> 1, 2, 3, backlog
    assert table.delay[0].tolist() == [0, 1, -1, 8]
    assert table.gateways[0].tolist() == [0, -12, 1, 2]
    assert table.overload[0].tolist() == [0, -4, -4, -4]
    assert table.forbidden[0].tolist() == [False, False, True, False]
    # b: 2 -> 1, 2, 3, backlog
    assert table.total[1].tolist() == [-1 - 12 + 4, 0, 1 + 1, 2 + 2]
    assert table.full[1].tolist() == [0, -1, -1, -1]
    assert compiled.buckets[0][1].waves == (1,)
    assert table.unordered[1].tolist() == [0, -1, -1, -1]
    assert compiled.precedences[0].before == "c"
    assert table.breaks[1].tolist() == [True, False, False, False]


def test_a_group_moves_as_one() -> None:
    model = PlanningModel(
        waves=2,
        systems=(
            PlannedSystem(id="a", cost=(1, 3, 9)),
            PlannedSystem(id="b", cost=(10, 20, 90)),
        ),
        together=(("b", "a"),),
    )
    table = marginals(compile_arrays(model), {"a": 1, "b": 1})
    assert table.total.tolist() == [[0, 12, 88], [0, 12, 88]]
