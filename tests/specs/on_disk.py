"""Files on disk that hold mistakes, made on the spot, and what graphnet says of them."""

from __future__ import annotations

import json
import math
import os
import shutil
import struct
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from attrs import evolve, frozen

from graphnet.cli.on_disk import file_problems
from graphnet.cli.outcome import in_reading_order
from graphnet.cli.walk import walk
from graphnet.diagnostics.render_text import render_text
from graphnet.disk.checkpoint import STATE, WEIGHTS
from graphnet.disk.compare import declared_shapes
from graphnet.disk.defaults import option_texts
from graphnet.disk.record import Lock, Software, render_lock, text_checksum
from graphnet.disk.resolved import render_toml
from graphnet.graph import plan_spec
from graphnet.graph.plan import Fingerprints, Plan
from graphnet.registry import find_plugins
from graphnet.spec.load import load_spec
from graphnet.spec.spec import Spec

HERE = Path(__file__).parent
Shape = tuple[int, ...]
Make = Callable[[Path], None]
"""Makes files in the current folder, for the spec of a name in it."""


@frozen
class Sound:
    """The facts of one WAV file; `codec` 3 is floating point, and then `last` its last sample."""

    rate: int = 48000
    channels: int = 1
    bits: int = 16
    codec: int = 1
    last: float = 0.0


@frozen
class Case:
    """What is made in an empty folder, and what is asked of it beside the spec."""

    make: Make
    data: Path | None = None
    weights: Path | None = None
    overrides: tuple[str, ...] = ()


def wav(path: str, sound: Sound, items: int = 80) -> None:
    """A WAV file that is silent but for its last sample."""
    block = sound.channels * sound.bits // 8
    facts = (sound.codec, sound.channels, sound.rate, sound.rate * block, block, sound.bits)
    chunk = struct.pack("<HHIIHH", *facts)
    samples = bytes(items * block)
    if sound.codec == 3:
        samples = samples[:-4] + struct.pack("<f", sound.last)
    data = struct.pack("<I", items * block) + samples
    body = b"WAVEfmt " + struct.pack("<I", len(chunk)) + chunk + b"data" + data
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)


def safetensors(path: Path, shapes: Mapping[str, Shape]) -> None:
    """A file of weights that are all 0."""
    header: dict[str, object] = {}
    at = 0
    for name, shape in shapes.items():
        end = at + 4 * math.prod(shape)
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [at, end]}
        at = end
    text = json.dumps(header).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(len(text).to_bytes(8, "little") + text + bytes(at))


def planned(path: Path, overrides: Sequence[str] = ()) -> tuple[Spec, Plan]:
    """A spec that plans."""
    spec, problems = load_spec(path.name, overrides)
    assert spec is not None, problems
    plan, problems = plan_spec(spec, find_plugins({}))
    assert plan is not None, problems
    return spec, plan


def sounds(*groups: tuple[int, Sound]) -> Make:
    """A folder with so many files of each kind."""

    def make(_: Path) -> None:
        kinds = (sound for count, sound in groups for _ in range(count))
        for number, sound in enumerate(kinds, start=1):
            wav(f"data/take-{number:02d}.wav", sound)

    return make


def weights(change: Callable[[dict[str, Shape]], dict[str, Shape]]) -> Make:
    """A lone file of weights made of the spec's own tensors."""
    return lambda spec: safetensors(
        Path("pretrained.safetensors"), change(dict(declared_shapes(planned(spec)[1])))
    )


def few(shapes: dict[str, Shape]) -> dict[str, Shape]:
    """All but the backbone: what a non-strict load would take, and say nothing."""
    return {name: shape for name, shape in shapes.items() if not name.startswith("backbone.")}


def other_dialect(shapes: dict[str, Shape]) -> dict[str, Shape]:
    """The same tensors under the names of another program."""
    return {
        f"model.{name.replace('.', '_').replace('weight', 'w')}": s for name, s in shapes.items()
    }


def same(shapes: dict[str, Shape]) -> dict[str, Shape]:
    """Nothing changed."""
    return shapes


def run(options: Mapping[str, str] | None = None, overrides: Sequence[str] = ()) -> Make:
    """A run of the spec, or of it changed; `options` are defaults of then, others today."""

    def make(path: Path) -> None:
        spec, plan = planned(path, overrides)
        resolved = render_toml(spec.tree)
        then = {} if options is None else options
        prints = (
            plan.fingerprints
            if not then
            else Fingerprints(model="0" * 16, data="1" * 16, training="2" * 16)
        )
        record = evolve(
            LOCK,
            fingerprints=prints,
            resolved=text_checksum(resolved),
            options={**option_texts(spec, find_plugins({})), **then},
        )
        point = Path("run/checkpoints/00000400")
        safetensors(point / WEIGHTS, declared_shapes(plan))
        state = {"format": 1, "update": 400, "seed": 0, "checksums": {}}
        names = {"model": prints.model, "data": prints.data, "training": prints.training}
        (point / STATE).write_text(json.dumps({**state, "fingerprints": names}))
        Path("run/resolved.toml").write_text(resolved, encoding="utf-8")
        Path("run/lock.json").write_text(render_lock(record), encoding="utf-8")

    return make


LOCK = Lock(
    created="2026-01-01T00:00:00+00:00",
    argv=("graphnet", "train", "spec.toml"),
    spec="spec.toml",
    seed=0,
    device="cpu",
    device_name="",
    determinism={},
    software=Software(graphnet="0.1", python="3.11", torch="2.9", plugins={}),
    checkout=None,
    data_folder="data",
    data={},
    fingerprints=Fingerprints(model="", data="", training=""),
)
MONO, STEREO = Sound(), Sound(channels=2)
FLOATS = Sound(bits=32, codec=3)
DATA, FILE, RUN = Path("data"), Path("pretrained.safetensors"), Path("run")
OTHER_INIT = {"stages.backbone.options.init": '"legs"'}

CASES = {
    "A01": Case(sounds((3, STEREO)), DATA),
    "A12": Case(sounds((4, Sound(rate=40000))), DATA),
    "A13": Case(sounds((8, Sound(rate=40000, channels=2)), (20, MONO)), DATA),
    "N26": Case(sounds((9, MONO), (2, Sound(bits=24)), (1, Sound(bits=32, codec=3))), DATA),
    "N27": Case(sounds((3, MONO), (9, STEREO)), DATA),
    "C12": Case(weights(few), weights=FILE),
    "M18": Case(weights(other_dialect), weights=FILE),
    "S03": Case(run(), weights=RUN, overrides=("stages.backbone.options.ff=0",)),
    "S27": Case(run(OTHER_INIT), weights=RUN),
    "GN911": Case(sounds((2, evolve(FLOATS, last=math.nan)), (2, FLOATS)), DATA),
    "GN930": Case(run()),
    "GN931": Case(weights(other_dialect)),
    "GN932": Case(weights(same)),
    "GN933": Case(run(overrides=("sizes.d_model=32",))),
    "GN934": Case(run(overrides=("stages.backbone.options.d_state=32",))),
}
TWINS = {
    "A01": Case(sounds((3, MONO)), DATA),
    "A12": Case(sounds((4, MONO)), DATA),
    "A13": Case(sounds((28, MONO)), DATA),
    "N26": Case(sounds((12, MONO)), DATA),
    "N27": Case(sounds((12, STEREO)), DATA),
    "C12": Case(weights(same), weights=FILE),
    "M18": Case(weights(same), weights=FILE),
    "S03": Case(run(), weights=RUN),
    "S27": Case(run(), weights=RUN),
    "GN911": Case(sounds((4, FLOATS)), DATA),
    "GN930": Case(run()),
    "GN931": Case(weights(same)),
    "GN932": Case(weights(same)),
    "GN933": Case(run(overrides=("sizes.d_model=32",))),
    "GN934": Case(run(overrides=("stages.backbone.options.d_state=32",))),
}


def said(spec: Path, case: Case) -> str:
    """Everything that is said of a spec and the files beside it, in a new folder."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            shutil.copy(spec, spec.name)
            case.make(Path(spec.name))
            walked = walk(spec.name, case.overrides)
            found = walked.diagnostics + file_problems(walked, case.data, case.weights)
            return render_text(in_reading_order(found))
        finally:
            os.chdir(before)
