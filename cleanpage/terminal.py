"""What may be shown on a terminal."""

from __future__ import annotations


def printable(text: str, harmless: str = "") -> str:
    """A text with what a terminal might take for a command escaped, but for some characters that are harmless there."""
    return "".join(char if char.isprintable() or char in harmless else ascii(char)[1:-1] for char in text)
