"""The picture of a run's loss: bits against updates, training and validation."""

from __future__ import annotations

from pathlib import Path

from graphnet.runtime.metrics import curve_of, read_figures

COLOURS = {"train": "#4878a8", "valid": "#d1603d"}


def draw_curve(metrics: Path, picture: Path, unit: str = "sample") -> bool:
    """Draw the figures so far, in bits per `unit`; False where there are none."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415  # slow to import
    from matplotlib.figure import Figure  # noqa: PLC0415  # the same

    figures = read_figures(metrics)
    curves = {split: curve_of(figures, split) for split in COLOURS}
    if not any(curves.values()):
        return False
    figure = Figure(figsize=(7, 4), layout="constrained")
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_subplot(xlabel="update", ylabel=f"bits per {unit}")
    for split, points in curves.items():
        marker = "o" if split == "valid" or len(points) == 1 else ""
        updates, bits = [p.update for p in points], [p.bits for p in points]
        axes.plot(updates, bits, color=COLOURS[split], marker=marker, markersize=4, label=split)
    axes.grid(alpha=0.3)
    axes.legend()
    part = picture.with_suffix(".part.png")
    canvas.print_png(str(part))  # type: ignore[no-untyped-call]  # matplotlib leaves it untyped
    part.replace(picture)
    return True
