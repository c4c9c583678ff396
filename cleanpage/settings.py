"""Settings, from cleanpage.toml or from [tool.cleanpage] in pyproject.toml."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from cleanpage.nearest import did_you_mean

NAMES = ("cleanpage.toml", "pyproject.toml")


class SettingsError(ValueError):
    """Settings that cannot be used; the message names the file, the key and the mistake."""


class Settings(NamedTuple):
    """What a settings file says; None or empty where it says nothing.

    Attributes:
        path: the file; None where there is none.
        profile: its name.
        select: prefixes of codes.
        ignore: prefixes of codes.
        per_file_ignores: for patterns as in a .gitignore file, relative to the settings file's folder, prefixes of codes.
        keep: lines that stay, or the file that has them.
        rules: files of rules.
        include: patterns of the files to be taken from folders.
        exclude: patterns of the files and folders to be left out.
        min_confidence: from 0 to 1.
    """

    path: Path | None = None
    profile: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    keep: Path | tuple[str, ...] = ()
    rules: tuple[Path, ...] = ()
    include: tuple[str, ...] | None = None
    exclude: tuple[str, ...] = ()
    min_confidence: float | None = None

    @property
    def folder(self) -> Path:
        """The folder that patterns are relative to."""
        return self.path.parent if self.path else Path.cwd()


def find_settings(folder: Path) -> Settings:
    """Those of the nearest settings file in a folder or above it; a pyproject.toml without [tool.cleanpage] is none.

    Raises:
        SettingsError: the file cannot be used.
    """
    # Without "..", or the folder that it leads out of would be above.
    folder = Path(os.path.normpath(folder.absolute()))
    for parent in (folder, *folder.parents):
        for name in NAMES:
            path = parent / name
            if path.is_file() and (table := _table(path)) is not None:
                return _settings(path, table)
    return Settings()


def read_settings(path: Path) -> Settings:
    """Those of one file.

    Raises:
        SettingsError: the file cannot be used.
    """
    return _settings(path.absolute(), _table(path) or {})


def _table(path: Path) -> Mapping[str, Any] | None:
    import tomllib

    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except OSError as fault:
        raise SettingsError(f"{path}: {fault.strerror}") from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise SettingsError(f"{path}: {fault}") from fault
    if path.name != "pyproject.toml":
        return table
    own = table.get("tool", {}).get("cleanpage")
    if own is not None and not isinstance(own, dict):
        raise SettingsError(f"{path}: tool.cleanpage is no table")
    return own


_TYPES = {
    "profile": "a string",
    "select": "a list of strings",
    "ignore": "a list of strings",
    "per-file-ignores": "a table of lists of strings",
    "keep": "a list of lines or the name of a file",
    "rules": "a list of strings",
    "include": "a list of strings",
    "exclude": "a list of strings",
    "min-confidence": "a number",
}


def _settings(path: Path, table: Mapping[str, Any]) -> Settings:
    for key, value in table.items():
        if key not in _TYPES:
            raise SettingsError(f"{path}: there is no key {key!r}{did_you_mean(key, _TYPES) or '; keys are ' + ', '.join(_TYPES)}")
        if not _fits(value, _TYPES[key]):
            raise SettingsError(f"{path}: {key} is {value!r}; it has to be {_TYPES[key]}")
    values: dict[str, Any] = {key.replace("-", "_"): tuple(value) if isinstance(value, list) else value for key, value in table.items()}
    if "per-file-ignores" in table:
        values["per_file_ignores"] = tuple((glob, tuple(codes)) for glob, codes in table["per-file-ignores"].items())
    if isinstance(table.get("keep"), str):
        values["keep"] = path.parent / table["keep"]
    values["rules"] = tuple(path.parent / name for name in table.get("rules", ()))
    return Settings(path, **values)


def _fits(value: object, wanted: str) -> bool:
    match wanted:
        case "a string":
            return isinstance(value, str)
        case "a number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "a list of lines or the name of a file":
            return isinstance(value, str) or _fits(value, "a list of strings")
        case "a table of lists of strings":
            return isinstance(value, dict) and all(_fits(item, "a list of strings") for item in value.values())
        case _:
            return isinstance(value, list) and all(isinstance(item, str) for item in value)
