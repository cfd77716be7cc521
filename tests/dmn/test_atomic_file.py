"""A file that is written appears whole, beside those it belongs to, or the old ones stay."""

from pathlib import Path

import pytest

import dmn
from dmn.atomic_file import naming, replacing, replacing_together


@pytest.mark.parametrize("stop", [KeyboardInterrupt, OSError])
def test_the_old_file_stays_when_writing_is_stopped(tmp_path, stop):
    target = tmp_path / "out.csv"
    target.write_text("old")
    with pytest.raises(stop), replacing(target) as file:
        _write_and_raise(file, stop)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def _write_and_raise(file, stop):
    file.write(b"new")
    raise stop


def test_a_file_that_is_replaced_keeps_its_permissions_and_its_links(tmp_path):
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    with replacing(link) as file:
        file.write(b"new")
    assert link.is_symlink()
    assert real.read_text() == "new"
    assert real.stat().st_mode & 0o777 == 0o640


def test_an_output_that_cannot_be_written_is_named(tmp_path):
    with (
        pytest.raises(OSError, match="No such file") as raised,
        replacing(tmp_path / "nowhere" / "out.csv"),
    ):
        pass
    assert raised.value.filename == str(tmp_path / "nowhere" / "out.csv")


def test_files_that_belong_together_are_replaced_together(tmp_path):
    targets = [tmp_path / "a", tmp_path / "b"]
    for target in targets:
        target.write_text("old")
    with replacing_together() as begin:
        for target in targets:
            begin(target).write(b"new")
        assert [target.read_text() for target in targets] == ["old", "old"]
    assert [target.read_text() for target in targets] == ["new", "new"]
    assert sorted(tmp_path.iterdir()) == targets


@pytest.mark.parametrize("broken", [0, 1])
def test_none_is_replaced_where_one_cannot_be_written(tmp_path, monkeypatch, broken):
    targets = [tmp_path / "a", tmp_path / "b"]
    for target in targets:
        target.write_text("old")
    calls = iter(range(2))
    monkeypatch.setattr("os.fsync", lambda _: _raise_no_space() if next(calls) == broken else None)
    with pytest.raises(OSError, match="No space") as raised, replacing_together() as begin:
        _ = [begin(target).write(b"new") for target in targets]
    assert raised.value.filename == str(targets[broken])
    assert [target.read_text() for target in targets] == ["old", "old"]
    assert sorted(tmp_path.iterdir()) == targets


def _raise_no_space():
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("size", [1, 2**20])
def test_a_full_device_is_named_and_stays_a_device(size):
    with (
        pytest.raises(OSError, match="No space left") as raised,
        replacing(Path("/dev/full")) as file,
    ):
        file.write(b"x" * size)
    assert raised.value.filename == "/dev/full"
    assert Path("/dev/full").is_char_device()


def test_only_errors_of_what_is_written_have_its_name(tmp_path):
    def read():
        raise OSError(5, "Input/output error", "in.csv")

    with pytest.raises(OSError, match="Input") as raised, replacing(tmp_path / "out.csv"):
        read()
    assert raised.value.filename == "in.csv"
    with pytest.raises(OSError, match="Input") as raised, naming(tmp_path / "out.csv"):
        read()
    assert raised.value.filename == str(tmp_path / "out.csv")


def test_a_model_that_cannot_be_written_leaves_the_old_file(tmp_path):
    path = tmp_path / "model.dmn"
    path.write_text("old")
    model = dmn.table("T\x00", inputs={"x": "number"}, outputs={"r": "number"}, rules=[["-", 1]])
    with pytest.raises(ValueError, match="XML cannot write"):
        model.save(path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
