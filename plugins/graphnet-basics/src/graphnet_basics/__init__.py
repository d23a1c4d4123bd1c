"""The stages most specs begin with: encoders, heads, decoders, objectives and simple baselines."""
