"""A child ends with its parent; here by will, in `browser/test_workbench.py` by a kill."""

from ruling_workbench.server import child


def test_a_child_ends_in_peace_when_its_standard_input_closes(tmp_path):
    begun = child.start("cmmn", ["worker"], {"RULING_DB": f"sqlite:///{tmp_path / 'a.db'}"})
    child.end([begun])
    assert begun.returncode in {0, -15}  # asked to, after its beginning or before it


def test_a_child_that_ended_by_itself_can_be_ended():
    begun = child.start("cmmn", ["--version"], {})
    begun.wait(30)
    child.end([begun])
    assert begun.returncode == 0


def test_a_child_imports_nothing_of_the_folder_it_is_started_in(tmp_path, monkeypatch):
    (tmp_path / "cmmn.py").write_text("raise SystemExit(7)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    begun = child.start("cmmn", ["--version"], {})
    assert begun.wait(30) == 0
    child.end([begun])
