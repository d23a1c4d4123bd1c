"""Rows of text in columns: by rich on a colour terminal, in plain aligned columns elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from graphnet.cli.terminal import wants_colour
from graphnet.diagnostics.columns import cells, shown
from graphnet.values import field, frozen

GAP = "  "


@frozen
class Grid:
    """Headings, rows of one cell per heading, and which columns hold numbers."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[str] = field(default=frozenset())


def print_grid(grid: Grid) -> None:
    """Print a grid as the terminal allows."""
    if wants_colour(sys.stdout):
        _print_rich(grid)
    else:
        print("\n".join(plain_lines(grid)))


def plain_lines(grid: Grid) -> Iterable[str]:
    """The heading, a rule under it, and the rows, all columns aligned."""
    rows = [grid.headings, *(tuple(shown(cell) for cell in row) for row in grid.rows)]
    widths = [max(len(cells(cell)) for cell in column) for column in zip(*rows, strict=True)]
    yield _line(grid, grid.headings, widths)
    yield GAP.join("-" * width for width in widths)
    for row in rows[1:]:
        yield _line(grid, row, widths)


def _line(grid: Grid, row: Sequence[str], widths: Sequence[int]) -> str:
    parts = []
    for heading, cell, width in zip(grid.headings, row, widths, strict=True):
        pad = " " * (width - len(cells(cell)))
        parts.append(pad + cell if heading in grid.numeric else cell + pad)
    return GAP.join(parts).rstrip()


def _print_rich(grid: Grid) -> None:
    from rich import box  # noqa: PLC0415  # rich is for terminals alone
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in grid.headings:
        is_number = heading in grid.numeric
        table.add_column(heading, justify="right" if is_number else "left", overflow="fold")
    for row in grid.rows:
        table.add_row(*(Text(shown(cell)) for cell in row))
    Console().print(table)
