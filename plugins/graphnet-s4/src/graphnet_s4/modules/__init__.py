"""The torch code behind the stages; every module works on (B, L, H)."""
