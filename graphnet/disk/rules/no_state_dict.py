"""GN922: a checkpoint to import holds tensors by name."""

from __future__ import annotations

from pathlib import Path

from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.text import SourceText

RULE = Rule("GN922", "no-state-dict")

_SAVE = "`torch.save(model.state_dict(), 'weights.pt')`"


def no_state_dict(path: Path, whole: str) -> Diagnostic:
    """A file without a table of tensors; `whole` is the class of an object it holds instead."""
    if whole:
        message = f"`{path.name}` holds an object of `{whole}`, not the tensors of one by name"
        advice = f"where its class is at hand, save its tensors instead: {_SAVE}"
    else:
        message = f"`{path.name}` holds no table of tensors by name"
        advice = (
            f"name a state dict ({_SAVE}), a Lightning checkpoint, or a `.safetensors` file; "
            "tables are looked for at the top and under `state_dict` and `model`"
        )
    return RULE.breach(message, SourceText(str(path)).whole, fixes=(Fix(advice),))
