"""Sound for graphnet: folders of WAV and FLAC in, WAV or FLAC files and pictures out."""
