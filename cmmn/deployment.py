"""Files to deploy, read and looked at together before anything is stored.

The one rule: all or nothing. What is no model is refused with every reason at once; what is wrong
inside a model is listed and does not stop it.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from cmmn import model as m
from cmmn.commands import LONGEST_NAME
from cmmn.errors import DeploymentRefused, NotCmmnError
from cmmn.reader import read as read_cmmn
from dmn.errors import NotDmnError
from dmn.model import Definitions as DmnDefinitions
from dmn.reader import read as read_dmn
from dmn.xml_source import XmlSourceError, read_source
from feel.errors import Location, Problem

__all__ = ["LARGEST_UPLOAD", "MOST_FILES", "SourceFile", "look_at", "read_files", "refuse"]

LARGEST_UPLOAD = 50 * 1024 * 1024
"""So many bytes a file may have that is handed over as bytes."""

MOST_FILES = 1_000
"""So many files one deployment may have."""

_KINDS: dict[str, Literal["cmmn", "dmn"]] = {".cmmn": "cmmn", ".dmn": "dmn"}


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A model file: its kind, content and hash, and what it defines, by key and name."""

    kind: Literal["cmmn", "dmn"]
    file_name: str
    content: bytes
    sha256: str
    keys: tuple[tuple[str, str], ...]
    cases: m.Definitions | None = None
    decisions: DmnDefinitions | None = None


def read_files(paths: Sequence[str | Path]) -> list[SourceFile]:
    """Return the models of files and folders, with what they import from the same folder.

    Errors: DeploymentRefused, which lists every file that is no model, every import that leads out
    of the folder, and every key that two files define.
    """
    found: dict[Path, SourceFile] = {}
    problems: list[Problem] = []
    waiting = [(path, folder) for given in paths for path, folder in _listed(Path(given), problems)]
    while waiting and len(found) < MOST_FILES:
        path, folder = waiting.pop(0)
        if path in found:
            continue
        file = _read(path, partial(read_source, path), problems)
        if file is not None:
            found[path] = file
            waiting += _imported(file, path, folder, problems)
    if waiting:
        problems.append(_problem("TOO_MANY", f"there are more than {MOST_FILES:,} files", path))
    files = list(found.values())
    _check_keys(files, problems)
    if not files and not problems:
        problems.append(_problem("EMPTY", "there is no .cmmn or .dmn file", Path(*paths[:1])))
    refuse(problems)
    return files


def look_at(uploads: Sequence[tuple[str, bytes]]) -> tuple[list[SourceFile], list[Problem]]:
    """Return the models that were handed over by file name and content, and why some are none.

    What they import they find by namespace, here and in the store; locations are not followed.
    """
    problems: list[Problem] = []
    if len(uploads) > MOST_FILES:
        message = f"there are more than {MOST_FILES:,} files"
        return [], [_problem("TOO_MANY", message, Path(), "deploy them in parts")]
    files = [
        file
        for name, content in uploads
        if (file := _uploaded(Path(name.replace("\\", "/").split("/")[-1]), content, problems))
    ]
    _check_keys(files, problems)
    if not files and not problems:
        problems.append(_problem("EMPTY", "there is no .cmmn or .dmn file", Path()))
    return files, problems


def _uploaded(path: Path, content: bytes, problems: list[Problem]) -> SourceFile | None:
    if path.suffix not in _KINDS or len(path.name) > LONGEST_NAME:
        hint = f"a model's name ends in .cmmn or .dmn and has at most {LONGEST_NAME} signs"
        problems.append(_problem("NOT_A_MODEL", "it is no model file", path, hint))
    elif len(content) > LARGEST_UPLOAD:
        message = f"the file has {len(content):,} bytes; at most {LARGEST_UPLOAD:,} are taken"
        hint = "split the model and use imports"
        problems.append(_problem("TOO_LARGE", message, path, hint))
    else:
        return _read(path, lambda: content, problems)
    return None


def refuse(problems: Sequence[Problem]) -> None:
    """Refuse a deployment for all the reasons there are.

    Errors: DeploymentRefused, where there are any.
    """
    if problems:
        message = "; ".join(dict.fromkeys(map(str, problems)))
        hint = "nothing was stored"
        raise DeploymentRefused("NOT_DEPLOYED", message, Location(), hint, problems)


def _problem(code: str, message: str, path: Path, hint: str = "") -> Problem:
    return Problem(code, message, Location((path.name or str(path),)), hint)


def _listed(path: Path, problems: list[Problem]) -> Iterator[tuple[Path, Path]]:
    """Give a path's model files, each with the folder its imports have to stay in."""
    if path.is_dir():
        folder = path.resolve()
        for each in sorted(folder.rglob("*")):
            if each.suffix in _KINDS and each.is_file():
                yield from _linked(each, folder, problems)
        return
    target = _resolved(path)
    if path.suffix not in _KINDS or target is None or target.suffix not in _KINDS:
        hint = "a model's name ends in .cmmn or .dmn"
        problems.append(_problem("NOT_A_MODEL", "it is no model file", path, hint))
    else:
        yield target, target.parent


def _linked(path: Path, folder: Path, problems: list[Problem]) -> Iterator[tuple[Path, Path]]:
    """Give what a file of a folder is, or is a link to; no link may lead out of the folder."""
    target = path.resolve()
    if not target.is_relative_to(folder):
        message = "it is a link that leads out of the deployed folder"
        problems.append(_problem("LINK_OUTSIDE", message, path, "put a copy into the folder"))
    elif target.suffix not in _KINDS:
        hint = "a model's name ends in .cmmn or .dmn"
        problems.append(_problem("NOT_A_MODEL", f"it links to '{target.name}'", path, hint))
    else:
        yield target, folder


def _resolved(path: Path) -> Path | None:
    """Return a path with every link followed; None where links go round, or it is no path."""
    try:
        target = path.resolve()
        target.is_file()  # asks the system, which does not take every name
    except (OSError, RuntimeError, ValueError):
        return None
    return target


def _read(path: Path, content: Callable[[], bytes], problems: list[Problem]) -> SourceFile | None:
    try:
        return _source(path, content())
    except OSError as error:
        problems.append(_problem("NOT_FOUND", error.strerror or "it cannot be read", path))
    except XmlSourceError as error:
        problems.append(_problem(error.code, error.message, path, error.hint))
    except (NotCmmnError, NotDmnError) as error:
        problems.append(Problem(error.code, error.message, error.location, error.hint))
    return None


def _source(path: Path, content: bytes) -> SourceFile:
    sha256 = hashlib.sha256(content).hexdigest()
    if _KINDS[path.suffix] == "dmn":
        decisions = read_dmn(content, path.name)
        key = decisions.name or path.stem
        return SourceFile("dmn", path.name, content, sha256, ((key, key),), decisions=decisions)
    cases = read_cmmn(content, path.name)
    keys = tuple((case.id or path.stem, case.name or case.id or path.stem) for case in cases.cases)
    return SourceFile("cmmn", path.name, content, sha256, keys, cases=cases)


def _imported(
    file: SourceFile, path: Path, folder: Path, problems: list[Problem]
) -> list[tuple[Path, Path]]:
    """Return the model files that a file imports by a relative location."""
    found = []
    for location in _locations(file):
        if Path(location).suffix not in _KINDS:
            continue  # a schema, or what else a vendor imports
        target = _resolved(path.parent / location)
        if target is not None and not target.is_relative_to(folder):
            message = f"it imports '{location}', which is outside of the deployed folder"
            problems.append(_problem("IMPORT_OUTSIDE", message, path, "put it into the folder"))
        elif target is not None and target.is_file() and target.suffix in _KINDS:
            found.append((target, folder))
        else:
            message = f"it imports '{location}', which is not there"
            problems.append(_problem("IMPORT_NOT_FOUND", message, path))
    return found


def _locations(file: SourceFile) -> Iterator[str]:
    if file.cases is not None:
        yield from (each.location for each in file.cases.imports if each.location)
    if file.decisions is not None:
        yield from (each.location_uri for each in file.decisions.imports if each.location_uri)


def _check_keys(files: Sequence[SourceFile], problems: list[Problem]) -> None:
    counts = Counter((file.kind, key) for file in files for key, _ in file.keys)
    for file in files:
        for key, _ in file.keys:
            if counts[file.kind, key] > 1:
                message = f"'{key}' is defined more than once"
                place = Location((file.file_name,))
                problems.append(Problem("DUPLICATE_KEY", message, place, "give each its own id"))
            if len(key) > LONGEST_NAME:
                message = f"the name '{key[:40]}...' is longer than {LONGEST_NAME} signs"
                place = Location((file.file_name,))
                problems.append(Problem("NAME_TOO_LONG", message, place, "give it a shorter one"))
        if file.kind == "cmmn" and not file.keys:
            place = Location((file.file_name,))
            problems.append(Problem("NO_CASE", "there is no case in it", place))
