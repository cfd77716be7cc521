"""Files to score, and what is in them afterwards."""

import csv
import gzip
import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
from model_text import load

from dmn.scoring.run import score_file

LOAN = load("""
    type tAge : number in [0..120]
    input Age : tAge
    input Name : string
    decision Risk (Age) : string =
        F | Age : number || Risk : string
        1 | > 60         || "high"
        2 | <= 60        || "low"
    decision Twice (Age) : number = Age * 2
""")
OFFER = load("""
    type tApplicant : {Age : number; Since : date}
    input Applicant : tApplicant
    input Loan Amount : number
    input Vip : boolean
    input Note : string
    decision Eligibility (Applicant, Loan Amount, Vip) =
        F | Applicant.Age : number | Vip : boolean || ok : boolean | rate : number
        1 | >= 18                  | -             || true         | Loan Amount / 3
        2 | -                      | true          || true         | 0.10
    decision Echo (Eligibility, Applicant, Note) = [Note, Applicant.Since, Eligibility.rate, now()]
""")
ECHO = load("""
    input A
    decision R (A) = A
""")


def packed(name, data):
    """Return what a file of this name holds."""
    if name.endswith(".gz"):
        return gzip.compress(data, mtime=0)
    return pa.compress(data, "zstd", asbytes=True) if name.endswith(".zst") else data


def unpacked(name, data):
    """Return the bytes in a file of this name."""
    if name.endswith(".gz"):
        return gzip.decompress(data)
    if name.endswith(".zst"):
        return pa.CompressedInputStream(io.BytesIO(data), "zstd").read()
    return data


def text_of(path):
    """Return the text in a file, whatever it is packed by."""
    return unpacked(path.name, path.read_bytes()).decode()


def parquet(**columns):
    """Return the bytes of a Parquet file."""
    file = io.BytesIO()
    pq.write_table(pa.table(columns), file)
    return file.getvalue()


def objects(path):
    """Return the objects in a file of JSON lines or the rows of Parquet."""
    if path.name.endswith(".parquet"):
        return pq.read_table(path).to_pylist()
    return [json.loads(line) for line in text_of(path).splitlines()]


def scored(folder, data, source="in.csv", target="out.csv", model=LOAN, **options):
    """Score a file of these bytes or this text in a folder; return the report."""
    data = data.encode() if isinstance(data, str) else data
    (folder / source).write_bytes(packed(source, data))
    for name in ("rejects", "report"):
        if name in options:
            options[name] = folder / options[name]
    return score_file(model, folder / source, folder / target, **options)


def written(folder, data, source="in.csv", target="out.csv", **options):
    """Score a file of these bytes or this text; return the text that is written."""
    scored(folder, data, source, target, **options)
    return text_of(folder / target)


def rows_in(path):
    """Return the rows of a file as texts, null as nothing."""
    name = path.name
    if "csv" in name or "tsv" in name:
        separator = "\t" if "tsv" in name else ","
        text = io.StringIO(text_of(path), newline="")
        return list(csv.DictReader(text, strict=True, delimiter=separator))
    return [
        {name: "" if value is None else str(value) for name, value in row.items()}
        for row in objects(path)
    ]


def names_in(folder):
    """Return the names of the files in a folder."""
    return sorted(path.name for path in folder.iterdir())
