"""Results as JSON."""

from __future__ import annotations

from typing import Any

from cleanpage.cuts import Result


def record(name: str, text: str, result: Result) -> dict[str, Any]:
    """A result as plain data; offsets count characters of the text that came in."""
    return {
        "file": name,
        "text": result.text,
        "passes": result.passes,
        "untouched": result.untouched,
        "given_up": result.given_up,
        "cuts": [{**cut._asdict(), "text": text[cut.start : cut.end]} for cut in result.cuts],
    }
