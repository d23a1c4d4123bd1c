"""What the references call a stage of ours, and the parameters inside it."""

# Their backbones keep blocks in `d_layers`, `c_layers` and `u_layers` (`layers` where there is one
# rate). A U-Net's lists are flat in `src`, and nested on the way up in `standalone`. Version 3 had
# the kernel one object deeper, and other names and signs for A and dt.

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

KERNEL = ("layer.layer.kernel", "layer.kernel.kernel", "layer.layer.kernel.kernel", "layer.kernel")
OLD_NAMES = {
    "inv_dt": ("log_dt",),
    "A_real": ("inv_w_real", "log_w_real", "inv_A_real"),
    "A_imag": ("w_imag",),
}


@frozen
class Shape:
    """How a backbone is laid out: blocks at each rate, and whether its lists are flat."""

    kind: str
    blocks: int
    is_flat: bool

    @property
    def stride(self) -> int:
        """Entries of a flat list for one rate: its blocks and its pool."""
        return self.blocks + 1


def module_of(inner: str, shape: Shape) -> str:
    """What they call a stage that we call `inner` inside its backbone; nothing where none is."""
    match inner.split("."):
        case ["norm"] | ["layers", _]:
            return inner
        case ["center", j]:
            return f"c_layers.{j}"
        case ["down", i, *rest]:
            return _down(int(i), rest, shape)
        case ["up", i, *rest] if rest[0] in ("pool", "layers"):
            return _up(int(i), 0 if rest == ["pool"] else int(rest[1]) + 1, shape)
    return ""


def _down(i: int, rest: list[str], shape: Shape) -> str:
    match rest:
        case []:
            return f"d_layers.{i}"
        case ["layers", j]:
            return f"d_layers.{i * shape.stride + int(j)}"
        case ["pool"]:
            return f"d_layers.{i * shape.stride + shape.blocks}"
    return ""


def _up(i: int, place: int, shape: Shape) -> str:
    return f"u_layers.{i * shape.stride + place}" if shape.is_flat else f"u_layers.{i}.{place}"


def names_of(use: str, module: str, parameter: str) -> Iterator[str]:
    """What they may call a parameter of a stage whose module is known, the newest name first."""
    word, _, rest = parameter.partition(".")
    match use, word:
        case "s4.down-pool" | "s4.up-pool", "linear":
            yield f"{module}.linear.{rest}"
            yield f"{module}.linear.0.{rest}"
        case "basics.layer-norm", _:
            yield f"{module}.{parameter}"
            yield f"{module}.norm.{parameter}"
        case _, "norm":
            yield f"{module}.norm.{rest}"
            yield f"{module}.norm.norm.{rest}"
        case "s4.feed-forward", "input":
            yield f"{module}.layer.ff.0.0.{rest}"
        case "s4.feed-forward", "output":
            yield f"{module}.layer.ff.2.{rest}"
        case "s4.s4" | "s4.s4d", "kernel":
            for place in KERNEL:
                yield from (f"{module}.{place}.{name}" for name in (rest, *OLD_NAMES.get(rest, ())))
        case "s4.s4" | "s4.s4d", "output":
            yield f"{module}.layer.output_linear.0.{rest}"
        case "s4.s4" | "s4.s4d", "D":
            yield f"{module}.layer.layer.D"
            yield f"{module}.layer.D"
        case _:
            return


def kernel_place(name: str) -> str:
    """The kernel that a parameter's foreign name lies in: the name without its last word."""
    return name.rpartition(".")[0]
