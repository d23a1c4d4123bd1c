"""Programs of plain operations, run by a small machine that is compiled at first use."""
