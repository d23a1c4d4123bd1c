"""Help pages: plain, or in colour by rich-argparse when a person asks on a terminal."""

from __future__ import annotations

import argparse
import sys

from graphnet.cli.terminal import wants_colour


def help_formatter(prog: str) -> argparse.HelpFormatter:
    """The formatter argparse asks for; rich is imported only when a coloured page is due."""
    asked = {"-h", "--help"} & set(sys.argv)
    if asked and wants_colour(sys.stdout):
        from rich_argparse import RichHelpFormatter  # noqa: PLC0415  # costs 50 ms

        return RichHelpFormatter(prog)
    return argparse.HelpFormatter(prog)
