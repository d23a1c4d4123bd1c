"""What files on disk say, read without torch: data, runs and checkpoints by their headers."""
