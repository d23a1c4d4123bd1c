"""The kit with which plugin authors test their stages: probes of what a plan promises."""

from graphnet.testing.probes import chunk_gap, future_gap, step_gap
from graphnet.testing.proofs import verify_text

__all__ = ["chunk_gap", "future_gap", "step_gap", "verify_text"]
