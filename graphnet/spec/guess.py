"""Guesses what an unknown name was meant to be."""

from __future__ import annotations

from collections.abc import Iterable

from graphnet.diagnostics.near import close_matches

OTHER_WORDS = {
    "use": ("type", "kind", "class", "_target_", "_name_", "target", "module", "implementation"),
    "options": ("args", "arguments", "kwargs", "params", "config", "settings", "_options_"),
    "input": ("inputs", "from", "in", "source"),
    "contract": ("shape", "shapes", "signature"),
    "sizes": ("dims", "dimensions"),
    "batch": ("batch_size", "bs"),
    "updates": ("steps", "max_steps", "iterations", "n_steps"),
    "lr": ("learning_rate",),
    "weight_decay": ("wd", "l2"),
    "warmup": ("warmup_steps", "warmup_updates"),
    "clip_norm": ("grad_clip", "gradient_clip_val", "clip_grad_norm", "max_grad_norm"),
    "schedule": ("scheduler", "lr_scheduler"),
    "length": ("seq_len", "sequence_length", "max_length"),
    "path": ("dir", "folder", "root", "data_dir"),
}
"""What other tools call a key of ours; a guess only where that key is known and this one is not."""

_OURS = {other: ours for ours, others in OTHER_WORDS.items() for other in others}


def closest(name: str, known: Iterable[str]) -> str | None:
    """The known name that is most like `name`, or None where none is."""
    by_fold = {candidate.casefold().replace("-", "_"): candidate for candidate in known}
    folded = name.casefold().replace("-", "_")
    if _OURS.get(folded) in by_fold:
        return by_fold[_OURS[folded]]
    matches = close_matches(folded, by_fold, n=1, cutoff=0.6)
    return by_fold[matches[0]] if matches else None
