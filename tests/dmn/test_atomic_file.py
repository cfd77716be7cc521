"""A file is replaced as a whole, or stays as it was."""

import pytest

import dmn
from dmn.atomic_file import replacing


@pytest.mark.parametrize("stop", [KeyboardInterrupt, OSError])
def test_the_old_file_stays_when_writing_is_stopped(tmp_path, stop):
    target = tmp_path / "out.csv"
    target.write_text("old")
    with pytest.raises(stop), replacing(target) as file:
        _write_and_raise(file, stop)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def _write_and_raise(file, stop):
    file.write("new")
    raise stop


def test_a_file_that_is_replaced_keeps_its_permissions_and_its_links(tmp_path):
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    with replacing(link) as file:
        file.write("new")
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


def test_what_cannot_be_encoded_is_escaped(tmp_path):
    with replacing(tmp_path / "out.csv") as file:
        file.write("a\ud83d")
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "a\\ud83d"


def test_a_model_that_cannot_be_written_leaves_the_old_file(tmp_path):
    path = tmp_path / "model.dmn"
    path.write_text("old")
    model = dmn.table("T\x00", inputs={"x": "number"}, outputs={"r": "number"}, rules=[["-", 1]])
    with pytest.raises(ValueError, match="XML cannot write"):
        model.save(path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
