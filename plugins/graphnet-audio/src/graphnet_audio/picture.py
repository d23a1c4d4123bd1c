"""A picture of sound: its waveform, and below it its spectrogram."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

SECONDS_PER_WINDOW = 0.032
COLUMNS = 2_000
RANGE_DB = 80.0
FLOOR_DB = -120.0
INK = "#2b2140"

Reals = npt.NDArray[np.float64]


def draw_sound(sound: Reals, rate: int, path: Path) -> None:
    """Write a PNG of numbers `(T, channels)`; several channels are drawn as their mean."""
    samples: Reals = sound.mean(axis=1)
    figure = Figure(figsize=(10, 5), dpi=120, layout="constrained")
    FigureCanvasAgg(figure)
    wave, spectrum = figure.subplots(2, 1, sharex=True, height_ratios=(1, 3))
    draw_waveform(wave, samples, rate)
    draw_spectrogram(spectrum, samples, rate)
    wave.set_title(f"{path.stem}   {len(samples) / rate:.2f} s, {rate:,} Hz", loc="left")
    figure.savefig(path)


def draw_waveform(axes: Axes, samples: Reals, rate: int) -> None:
    """The range of the samples in each of at most `COLUMNS` stretches of time."""
    hop = max(1, len(samples) // COLUMNS)
    stretches = samples[: len(samples) // hop * hop].reshape(-1, hop)
    seconds = np.arange(len(stretches)) * hop / rate
    if hop == 1:
        axes.plot(seconds, stretches[:, 0], color=INK, linewidth=0.6)
    else:
        low, high = stretches.min(axis=1), stretches.max(axis=1)
        axes.fill_between(seconds, low, high, color=INK, linewidth=0.4)
    axes.set_ylim(-1, 1)
    axes.set_ylabel("amplitude")
    axes.spines[["top", "right"]].set_visible(False)


def draw_spectrogram(axes: Axes, samples: Reals, rate: int) -> None:
    """Level over time and frequency, the loudest `RANGE_DB` of it."""
    levels = spectrogram(samples, rate)
    top = float(levels.max())
    image = axes.imshow(
        levels,
        origin="lower",
        aspect="auto",
        extent=(0.0, len(samples) / rate, 0.0, rate / 2000),
        cmap="magma",
        vmin=top - RANGE_DB,
        vmax=top,
    )
    axes.set_xlabel("time in s")
    axes.set_ylabel("frequency in kHz")
    axes.figure.colorbar(image, ax=axes, label="level in dB of full scale", pad=0.01)


def spectrogram(samples: Reals, rate: int) -> Reals:
    """Levels in dB, `(frequencies, times)`: a full-scale sine reaches 0 dB."""
    width = 2 ** max(4, round(np.log2(rate * SECONDS_PER_WINDOW)))
    hop = max(width // 4, len(samples) // COLUMNS)
    padded = np.pad(samples, (width // 2, width // 2))
    frames = np.lib.stride_tricks.sliding_window_view(padded, width)[::hop]
    window = np.hanning(width)
    spectrum = np.abs(np.fft.rfft(frames * window, axis=1)).T * 2 / window.sum()
    levels: Reals = 20 * np.log10(np.maximum(spectrum, 10 ** (FLOOR_DB / 20)))
    return levels
