"""A caller with many files waits for them; somebody with one waits for one."""

from __future__ import annotations

import asyncio

import pytest

from xltools.web.turns import FullLineError, LeftLineError, Turns


async def _work(turns: Turns, caller: str, order: list[str]) -> None:
    async with turns.turn(caller):
        order.append(caller)
        await asyncio.sleep(0)


def _order(*callers: str, places: int = 1) -> str:
    async def run() -> list[str]:
        turns, order = Turns(places, 100), list[str]()
        async with asyncio.TaskGroup() as group:
            for caller in callers:
                group.create_task(_work(turns, caller, order))
        return order

    return "".join(asyncio.run(run()))


@pytest.mark.parametrize(
    ("callers", "order"),
    [
        pytest.param("aaaaab", "aabaaa", id="one file overtakes many"),
        pytest.param("aaabbb", "aababb", id="by turns"),
        pytest.param("abcabc", "abcabc", id="in order"),
    ],
)
def test_order(callers: str, order: str) -> None:
    assert _order(*callers) == order


def test_too_many_waiting() -> None:
    async def run() -> None:
        turns = Turns(1, 1)
        async with turns.turn("a"):
            waiting = asyncio.create_task(_work(turns, "a", []))
            await asyncio.sleep(0)
            with pytest.raises(FullLineError):
                async with turns.turn("a"):
                    pass
            other = asyncio.create_task(_work(turns, "b", []))
            await asyncio.sleep(0)
        await asyncio.gather(waiting, other)

    asyncio.run(run())


def test_whoever_leaves_the_line_takes_no_place() -> None:
    async def run() -> list[str]:
        turns, order = Turns(1, 9), list[str]()
        async with turns.turn("a"):
            leaving = asyncio.create_task(_work(turns, "b", order))
            staying = asyncio.create_task(_work(turns, "c", order))
            await asyncio.sleep(0)
            leaving.cancel()
        await asyncio.gather(leaving, staying, return_exceptions=True)
        async with turns.turn("d"):  # the only place is free again
            order.append("d")
        return order

    assert asyncio.run(run()) == ["c", "d"]


def test_a_caller_who_goes_while_waiting_waits_no_more() -> None:
    async def run() -> list[str]:
        turns, order = Turns(1, 1), list[str]()
        leaving: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        async def leave() -> None:
            with pytest.raises(LeftLineError):
                async with turns.turn("b", leaving):
                    order.append("b")

        async with turns.turn("a"):
            left = asyncio.create_task(leave())
            await asyncio.sleep(0)
            leaving.set_result(None)
            await asyncio.wait_for(left, 5)  # while the place is still held
            again = asyncio.create_task(_work(turns, "b", order))  # and its place in the line is free
            await asyncio.sleep(0)
        await again
        return order

    assert asyncio.run(run()) == ["b"]
