"""Cleaning inside of other engines; each module needs the extra of its name."""
