"""Strips boilerplate from the text of web pages and leaves every word of the author's alone."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cleanpage.cleaner import Cleaner as Cleaner
    from cleanpage.cleaner import clean as clean
    from cleanpage.cleaner import clean_html as clean_html
    from cleanpage.cleaner import clean_many as clean_many
    from cleanpage.cleaner import explain as explain
    from cleanpage.cleaner import explain_html as explain_html
    from cleanpage.cuts import Cut as Cut
    from cleanpage.cuts import Result as Result

__version__ = "0.1.0"
__all__ = ["Cleaner", "Cut", "Result", "clean", "clean_html", "clean_many", "explain", "explain_html"]


def __getattr__(name: str) -> Any:
    """Public names come when first used, so that the command line starts at once."""
    if name not in __all__:
        raise AttributeError(f"module 'cleanpage' has no attribute {name!r}")
    return getattr(import_module("cleanpage.cuts" if name in ("Cut", "Result") else "cleanpage.cleaner"), name)
