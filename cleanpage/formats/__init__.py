"""Kinds of files that collections come in: a module a kind."""
