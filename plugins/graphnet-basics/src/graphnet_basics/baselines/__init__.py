"""Yardsticks: how few nats counting spends on the same values."""
