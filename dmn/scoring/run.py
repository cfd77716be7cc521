"""Scores a file into another: reads ahead, scores block after block, writes behind.

The one rule: nothing is replaced before everything is written; whatever goes wrong, the files there
were are as they were.
"""

import json
import time
from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar, get_args

from dmn.api import Model
from dmn.atomic_file import Begin, replacing_together
from dmn.columns import ColumnError
from dmn.errors import UnknownNameError
from dmn.files.csv_dialect import CsvDialect
from dmn.files.sources import RowSource, opened
from dmn.files.table_file import TableFile, TableFileError, check_target, table_file
from dmn.files.writers import RowWriter, writing
from dmn.graph import Key
from dmn.scoring.batch import instant_of
from dmn.scoring.job import OnError, Output, Part, Rejects, ScoreJob
from dmn.scoring.manifest import manifest_of
from dmn.scoring.plan import ScorePlan, plan_score
from dmn.scoring.report import Report, RowWarning
from dmn.scoring.workers import score_in_processes
from feel.api import Now

__all__ = ["Progress", "RowError", "score_file"]


class RowError(Exception):
    """A row's data is at fault, and the run was to fail then."""

    def __init__(self, first: RowWarning) -> None:
        super().__init__(f"{first}; nothing was written, as on_error is 'fail'")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: rows so far, and the share of the input that has been read.

    Null: the share is None where nobody can tell how much there is.
    """

    rows: int
    share: float | None


OnPlan = Callable[[ScorePlan, RowSource], None]
OnProgress = Callable[[Progress], None]


def score_file(  # noqa: PLR0913 - each is a choice of whoever scores a file
    model: Model,
    source: str | Path,
    target: str | Path,
    *,
    decisions: str | Sequence[Key] | None = None,
    columns: Mapping[str, str] = MappingProxyType({}),
    explain: bool = False,
    on_error: OnError = "keep",
    rejects: str | Path | None = None,
    report: str | Path | None = None,
    workers: int = 1,
    now: Now = None,
    encoding: str | None = None,
    on_plan: OnPlan | None = None,
    on_progress: OnProgress | None = None,
) -> Report:
    """Score a file into another, which may be the same; return what came of it.

    Files are CSV, TSV, JSON lines or Parquet by their names, text packed by gzip or zstd too. What
    was CSV stays as it was read, with the outcomes after it. `columns` maps columns to inputs by
    hand, `explain` adds the rules that matched. `on_error` keeps rows whose data is at fault, drops
    them, or fails at the first; `rejects` is a file for them and their reasons, `report` one for
    what is returned. `workers` are processes; what is written does not depend on their number.
    `on_plan` is told how it is done before anything is written, `on_progress` how far it is.
    Units: `now` is the one instant of all rows.
    Errors: TableFileError, ColumnError, UnknownNameError, RowError, WorkerError, OSError; all files
    are then as they were. ValueError for an `on_error` that is none.
    """
    started = time.perf_counter()
    if on_error not in get_args(OnError):
        raise ValueError(f"on_error is one of {', '.join(get_args(OnError))}, not {on_error!r}")
    files = _Files(table_file(source), table_file(target), rejects, report)
    files.check()
    moment = instant_of(now)

    def accepts(header: Sequence[str]) -> bool:
        try:
            plan_score(model, header, decisions, chosen=columns)
        except (ColumnError, UnknownNameError):  # which come again, for the header chosen
            return False
        return True

    with opened(files.source, accepts=accepts, encoding=encoding) as rows:
        if not rows.header:
            raise TableFileError(
                f"{source}: the file is empty (hint: begin with a line of column names)"
            )
        plan = plan_score(model, rows.header, decisions, chosen=columns, is_text=rows.is_text)
        job = ScoreJob(
            plan,
            moment,
            files.output(rows),
            explain,
            on_error,
            files.rejects_output(rows),
        )
        run = _Run(job, files, rows, workers, on_progress)
        if on_plan is not None:
            on_plan(plan, rows)
        return run.run(started)


@dataclass(frozen=True, slots=True)
class _Files:
    """The files of a run, and how each is written."""

    source: TableFile
    target: TableFile
    rejects: str | Path | None
    report: str | Path | None

    def check(self) -> None:
        """Refuse what cannot be written, before anything is read.

        Errors: TableFileError.
        """
        check_target(self.target.path, self.source.path)
        beside = [Path(each) for each in (self.rejects, self.report) if each is not None]
        for path in beside:
            check_target(path)
            if path.resolve() == self.source.path.resolve():
                raise TableFileError(f"{path} is what is read (hint: name another file)")
        if self.rejects is not None and table_file(self.rejects).format == "parquet":
            hint = "hint: name a file that ends in .csv or .jsonl"
            raise TableFileError(f"{self.rejects}: rejected rows are written as text ({hint})")
        written = {path.resolve() for path in (self.target.path, *beside)}
        if len(written) <= len(beside):
            raise TableFileError("two of the files to write are the same (hint: name each anew)")

    def output(self, rows: RowSource) -> Output:
        """Return how scored rows are written."""
        return self._output(self.target, rows)

    def rejects_output(self, rows: RowSource) -> Output | None:
        """Return how rejected rows are written."""
        return None if self.rejects is None else self._output(table_file(self.rejects), rows)

    def _output(self, file: TableFile, rows: RowSource) -> Output:
        """Return how a file is written: as what was read where both are text of one kind."""
        from_raw = file.format == self.source.format and file.format != "parquet"
        if from_raw and rows.dialect is not None:
            return Output(file.format, rows.dialect, from_raw)
        return Output(file.format, CsvDialect(separator=file.separator or ","), from_raw)


_Item = TypeVar("_Item")


def _ahead(items: Iterator[_Item]) -> Generator[_Item, None, None]:
    """Give the items of an iterator, the next of which is made while one is used."""
    with ThreadPoolExecutor(1) as pool:
        following = pool.submit(next, items, None)
        while (item := following.result()) is not None:
            following = pool.submit(next, items, None)
            yield item


class _Run:
    """One run over a file that is open."""

    def __init__(
        self,
        job: ScoreJob,
        files: _Files,
        rows: RowSource,
        workers: int,
        on_progress: OnProgress | None,
    ) -> None:
        self._job = job
        self._columns = job.columns()
        self._files = files
        self._rows = rows
        self._workers = workers
        self._on_progress = on_progress
        self._report = Report()

    def run(self, started: float) -> Report:
        """Score and write all rows."""
        with replacing_together() as begin:
            with ExitStack() as stack:
                target = self._open_target(stack, begin)
                rejects = self._open_rejects(stack, begin)
                with closing(self._parts()) as parts:
                    for part in parts:
                        self._take(part, target, rejects)
            self._report.seconds = time.perf_counter() - started
            self._report.manifest = manifest_of(self._job.plan, self._job.now, self._options())
            if self._files.report is not None:
                text = json.dumps(self._report.to_dict(), ensure_ascii=False)
                notes = begin(Path(self._files.report))
                notes.write(f"{text}\n".encode(errors="backslashreplace"))
        return self._report

    def _open_target(self, stack: ExitStack, begin: Begin) -> RowWriter:
        file, header = self._files.target, self._job.plan.header
        raw = begin(file.path)
        writer = stack.enter_context(writing(file, raw, header, self._rows.schema, self._columns))
        encoder = self._job.output.encoder(header, self._columns)
        if names := encoder.header([*header, *(column.header for column in self._columns)]):
            writer.write(names)
        return writer

    def _open_rejects(self, stack: ExitStack, begin: Begin) -> RowWriter | None:
        if self._files.rejects is None or self._job.rejects is None:
            return None
        file, header = table_file(self._files.rejects), self._job.plan.header
        writer = stack.enter_context(writing(file, begin(file.path), header, None, ()))
        encoder = self._job.rejects.encoder(header, ())
        if names := encoder.header([*header, *Rejects.header]):
            writer.write(names)
        return writer

    def _parts(self) -> Generator[Part, None, None]:
        with closing(_ahead(self._rows.blocks(self._wanted()))) as blocks:
            if self._workers > 1:
                with closing(score_in_processes(self._job, blocks, self._workers)) as parts:
                    yield from parts
            else:
                scoring = self._job.start()
                yield from map(scoring.score, blocks)

    def _wanted(self) -> Collection[int]:
        """Return the columns that must be cut out: all, where rows are not written as they were."""
        outputs = (self._job.output, self._job.rejects)
        if all(output is None or output.from_raw for output in outputs):
            return {column.index for column in self._job.plan.inputs}
        return range(len(self._job.plan.header))

    def _take(self, part: Part, target: RowWriter, rejects: RowWriter | None) -> None:
        if self._job.on_error == "fail" and part.first_fault is not None:
            raise RowError(part.first_fault)
        target.write(part.piece)
        if rejects is not None:
            rejects.write(part.rejects)
        self._report.add(part.report)
        if self._on_progress is not None:
            share = part.position / self._rows.size if self._rows.size else None
            self._on_progress(Progress(self._report.rows, share))

    def _options(self) -> dict[str, Any]:
        job = self._job
        return {
            "source": self._files.source.path.name,
            "target": self._files.target.path.name,
            "explain": job.explain,
            "on error": job.on_error,
            "read as": self._rows.about,
        }
