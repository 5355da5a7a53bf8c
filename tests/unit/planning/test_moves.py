from __future__ import annotations

from legacymap.planning.answers.moves import Move, Moves
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
    moves = Moves(model, {"a": 1, "b": 2, "c": 1})
    of_a = [moves.to("a", wave) for wave in (1, 2, 3, 4)]
    assert [move.delay for move in of_a] == [0, 1, -1, 8]
    assert [move.gateways for move in of_a] == [0, -12, 1, 2]
    assert [move.overload for move in of_a] == [0, -4, -4, -4]
    assert [move.blocked for move in of_a] == [(), (), (("domain", "a"),), ()]
    of_b = [moves.to("b", wave) for wave in (1, 2, 3, 4)]
    assert [move.total for move in of_b] == [-1 - 12 + 4, 0, 1 + 1, 2 + 2]
    assert of_b[0] == Move(
        wave=1,
        delay=-1,
        gateways=-12,
        overload=4,
        blocked=(("bucket", "r"), ("precedence", "c")),
        gateway_changes=(("i", -12),),
    )
    assert [move.blocked for move in of_b[1:]] == [(), (), ()]


def test_a_group_moves_as_one() -> None:
    model = PlanningModel(
        waves=2,
        systems=(
            PlannedSystem(id="a", cost=(1, 3, 9)),
            PlannedSystem(id="b", cost=(10, 20, 90)),
        ),
        together=(("b", "a"),),
    )
    moves = Moves(model, {"a": 1, "b": 1})
    assert moves.together_with("b") == ("a", "b")
    for system in ("a", "b"):
        assert [moves.to(system, wave).total for wave in (1, 2, 3)] == [0, 12, 88]
