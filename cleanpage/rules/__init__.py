"""Packs of rules, one file a language."""
