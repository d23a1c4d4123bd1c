"""The contract language: what ports promise, and the arithmetic that compares promises."""
