"""The kit with which plugin authors test their stages: probes of what a plan promises."""

from graphnet.testing.kept import kept_bytes
from graphnet.testing.lowering import lowered_gap
from graphnet.testing.probes import chunk_gap, future_gap, step_gap
from graphnet.testing.proofs import verify_text

__all__ = ["chunk_gap", "future_gap", "kept_bytes", "lowered_gap", "step_gap", "verify_text"]
