"""One item's way through a network as plain operations on vectors, for machines that run those."""
