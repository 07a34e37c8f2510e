"""The cheapest team for one case, exactly: a table over members, lead and what is still to cover.

`least[j, l, r]` is the least cost of j people, l of them leads, who cover at least r. Each person
in turn stays out, joins or leads. With a column for each start all starts are solved at once. Of
people who differ in price only, just the cheapest few are looked at.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from certplatform.scheduling.board import NEVER, Alike, Board, Numbers, Prices


@dataclass(frozen=True, slots=True)
class Choice:
    """A team by the rows of its board, the lead first, and the column of its start."""

    column: int
    rows: tuple[int, ...]
    cost: float


@dataclass(frozen=True, slots=True)
class _Turn:
    """One person's turn, who may be another one in each column."""

    alike: Alike
    who: Numbers
    join: Prices
    lead: Prices


def cheapest(board: Board, join: Prices, lead: Prices) -> Choice | None:
    """The cheapest start and team, lateness included; the earliest of equals.

    `join` and `lead` say what each person (row) costs at each start (column), infinite for never.
    """
    if not board.starts.size:
        return None
    turns, layers = [], [_empty(board, join.shape[1])]
    for turn in _turns(board, join, lead):
        turns.append(turn)
        layers.append(_after(layers[-1], board, turn))
    costs = layers[-1][board.engagement.members, 1, board.needed] + board.late
    column = int(np.argmin(costs))
    if not np.isfinite(costs[column]):
        return None
    return Choice(column, _read_back(board, turns, layers, column), float(costs[column]))


def _read_back(
    board: Board, turns: list[_Turn], layers: list[Prices], column: int
) -> tuple[int, ...]:
    """Who is on the cheapest team at one start, the lead first."""
    people, leading, needed = board.engagement.members, 1, board.needed
    chosen: list[int] = []
    for turn, before, after in zip(turns[::-1], layers[-2::-1], layers[:0:-1], strict=True):
        now = after[people, leading, needed, column]
        if before[people, leading, needed, column] == now:
            continue
        rest = needed & ~turn.alike.covers
        people -= 1
        if before[people, leading, rest, column] + turn.join[column] == now:
            chosen.append(int(turn.who[column]))
            needed = rest
        else:
            chosen.insert(0, int(turn.who[column]))
            leading, needed = 0, needed & ~turn.alike.lead_covers
    return tuple(chosen)


def _empty(board: Board, columns: int) -> Prices:
    least = np.full((board.engagement.members + 1, 2, board.needed + 1, columns), NEVER)
    least[0, 0, 0] = 0
    return least


def _turns(board: Board, join: Prices, lead: Prices) -> Iterator[_Turn]:
    for alike in board.alike:
        joins, leads = join[alike.rows], lead[alike.rows]
        order = np.argsort(joins, axis=0)[: alike.keep]
        columns = np.arange(order.shape[1])
        joins, leads = joins[order, columns], leads[order, columns]
        who = alike.rows[order]
        for rank in range(len(order)):
            if min(joins[rank].min(), leads[rank].min()) == NEVER:
                break
            yield _Turn(alike, who[rank], joins[rank], leads[rank])


def _after(least: Prices, board: Board, turn: _Turn) -> Prices:
    sets = np.arange(board.needed + 1)
    after = least.copy()
    joined = least[:-1][:, :, sets & ~turn.alike.covers] + turn.join
    np.minimum(after[1:], joined, out=after[1:])
    if turn.lead.min() < NEVER:
        led = least[:-1, 0][:, sets & ~turn.alike.lead_covers] + turn.lead
        np.minimum(after[1:, 1], led, out=after[1:, 1])
    return after
