import shutil
import threading
from concurrent.futures import ThreadPoolExecutor

import case_text
import pytest
from deployed_cases import rows, write, write_decisions

from cmmn import deployment
from cmmn.api import CaseEngine
from cmmn.deployment import read_files
from cmmn.errors import DeploymentRefused

TEXT = "case c\n    human A"
GRADE = 'decision Grade = "x"'
CMMN_IMPORT = '<import location="{}" importType="x" namespace="urn:o"/>'
DMN_IMPORT = '<import name="o" locationURI="{}" importType="x" namespace="urn:o"/>'


def importing(path, location, tag=None):
    """Let a model import a location."""
    tag = tag or (CMMN_IMPORT if path.suffix == ".cmmn" else DMN_IMPORT)
    head, end, rest = path.read_bytes().partition(b">")
    path.write_bytes(head + end + tag.format(location).encode() + rest)
    return path


def names(files):
    return [each.file_name for each in files]


def codes(*paths):
    with pytest.raises(DeploymentRefused) as refused:
        read_files(paths)
    assert refused.value.hint == "nothing was stored"
    for each in refused.value.problems:
        assert each.message in refused.value.message
    return [each.code for each in refused.value.problems]


def test_a_folder_is_read_with_all_its_folders(tmp_path):
    write(tmp_path, TEXT, grade=GRADE)
    write(tmp_path / "deep" / "er", "case d\n    human A", "d")
    (tmp_path / "README.md").write_text("no model")
    files = read_files([tmp_path])
    assert names(files) == ["d.cmmn", "grade.dmn", "m.cmmn"]
    assert [each.keys for each in files] == [(("d", "d"),), (("grade", "grade"),), (("c", "c"),)]
    assert len({each.sha256 for each in files}) == 3


def test_a_file_given_twice_is_there_once(tmp_path):
    write(tmp_path, TEXT)
    assert names(read_files([tmp_path, tmp_path / "m.cmmn", str(tmp_path)])) == ["m.cmmn"]


def test_every_case_of_a_file_is_a_definition(tmp_path):
    write(tmp_path, "case one\n    human A\ncase two\n    human B")
    (file,) = read_files([tmp_path])
    assert [key for key, _ in file.keys] == ["one", "two"]


# --- imports --------------------------------------------------------------------------------------


def test_imports_of_a_file_come_with_it(tmp_path):
    write(tmp_path, TEXT)
    write_decisions(tmp_path, "grade", GRADE)
    (tmp_path / "inner").mkdir()
    write_decisions(tmp_path / "inner", "other", GRADE)
    importing(tmp_path / "m.cmmn", "grade.dmn")
    importing(tmp_path / "grade.dmn", "./inner/other.dmn")
    importing(tmp_path / "inner" / "other.dmn", "../grade.dmn")
    assert names(read_files([tmp_path / "m.cmmn"])) == ["m.cmmn", "grade.dmn", "other.dmn"]


def test_an_import_of_what_is_no_model_is_not_followed(tmp_path):
    write(tmp_path, TEXT)
    importing(tmp_path / "m.cmmn", "../../etc/passwd")
    importing(tmp_path / "m.cmmn", "types.xsd")
    assert names(read_files([tmp_path])) == ["m.cmmn"]


@pytest.fixture
def outside(tmp_path):
    """Give a model beside the folder that is deployed."""
    (tmp_path / "inside").mkdir()
    return write_decisions(tmp_path, "secret", GRADE)


@pytest.mark.parametrize("given", ["folder", "file"])
@pytest.mark.parametrize("location", ["../secret.dmn", "x/../../secret.dmn", "{absolute}"])
def test_an_import_outside_of_the_folder_is_refused(tmp_path, outside, given, location):
    folder = write(tmp_path / "inside", TEXT)
    importing(folder / "m.cmmn", location.format(absolute=outside))
    assert codes(folder if given == "folder" else folder / "m.cmmn") == ["IMPORT_OUTSIDE"]


def test_an_import_by_way_of_a_link_out_of_the_folder_is_refused(tmp_path, outside):
    folder = write(tmp_path / "inside", TEXT)
    (folder / "own.dmn").symlink_to(outside)
    importing(folder / "m.cmmn", "own.dmn")
    assert codes(folder / "m.cmmn") == ["IMPORT_OUTSIDE"]


def test_an_import_by_way_of_a_linked_folder_is_refused(tmp_path, outside):
    folder = write(tmp_path / "inside", TEXT)
    (folder / "up").symlink_to(outside.parent, target_is_directory=True)
    importing(folder / "m.cmmn", "up/secret.dmn")
    assert codes(folder) == ["IMPORT_OUTSIDE"]


def test_a_link_in_the_folder_that_leads_out_of_it_is_refused(tmp_path, outside):
    folder = write(tmp_path / "inside", TEXT)
    (folder / "own.dmn").symlink_to(outside)
    assert codes(folder) == ["LINK_OUTSIDE"]


def test_a_link_to_what_is_no_model_is_refused(tmp_path):
    folder = write(tmp_path / "inside", TEXT)
    (folder / "notes.txt").write_bytes(case_text.xml(TEXT))
    (folder / "own.cmmn").symlink_to(folder / "notes.txt")
    assert codes(folder) == ["NOT_A_MODEL"]
    assert codes(folder / "own.cmmn") == ["NOT_A_MODEL"]
    (folder / "own.cmmn").unlink()
    (folder / "own.dmn").symlink_to(folder / "notes.txt")
    importing(folder / "m.cmmn", "own.dmn")
    assert codes(folder / "m.cmmn") == ["IMPORT_NOT_FOUND"]


@pytest.mark.parametrize("location", ["a" * 5_000 + ".dmn", "round.dmn", "m.cmmn/x.dmn", "#.dmn"])
def test_an_import_that_is_no_file_is_refused(tmp_path, location):
    folder = write(tmp_path / "inside", TEXT)
    (folder / "round.dmn").symlink_to(folder / "and_round.dmn")
    (folder / "and_round.dmn").symlink_to(folder / "round.dmn")
    importing(folder / "m.cmmn", location)
    assert codes(folder) == ["IMPORT_NOT_FOUND"]


def test_a_link_within_the_folder_is_one_file(tmp_path):
    folder = write(tmp_path / "inside", TEXT)
    (folder / "same.cmmn").symlink_to(folder / "m.cmmn")
    assert names(read_files([folder])) == ["m.cmmn"]


def test_a_folder_may_itself_be_a_link(tmp_path):
    folder = write(tmp_path / "inside", TEXT, grade=GRADE)
    importing(folder / "m.cmmn", "grade.dmn")
    (tmp_path / "link").symlink_to(folder, target_is_directory=True)
    assert names(read_files([tmp_path / "link"])) == ["grade.dmn", "m.cmmn"]


# --- what is refused ------------------------------------------------------------------------------

BROKEN = {
    "no XML": b"hello",
    "empty": b"",
    "cut off": case_text.xml(TEXT)[:-20],
    "other XML": b"<a/>",
    "entities": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
}


@pytest.mark.parametrize("suffix", ["cmmn", "dmn"])
@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_what_is_no_model_is_refused(tmp_path, content, suffix):
    (tmp_path / f"broken.{suffix}").write_bytes(content)
    assert len(codes(tmp_path)) == 1


def test_all_reasons_are_told_at_once(tmp_path):
    write(tmp_path, TEXT, grade=GRADE)
    write(tmp_path, TEXT, "again")
    (tmp_path / "broken.cmmn").write_bytes(b"hello")
    importing(tmp_path / "grade.dmn", "gone.dmn")
    found = codes(tmp_path, tmp_path / "nowhere.dmn", tmp_path / "notes.txt")
    assert sorted(found) == sorted(
        [
            "IMPORT_NOT_FOUND",
            "NOT_A_MODEL",
            "NOT_FOUND",
            "NOT_XML",
            "DUPLICATE_KEY",
            "DUPLICATE_KEY",
        ]
    )


def test_a_folder_without_models_is_refused(tmp_path):
    assert codes(tmp_path) == ["EMPTY"]
    with pytest.raises(DeploymentRefused):
        read_files([])


def test_a_file_without_a_case_is_refused(tmp_path):
    content = f'<definitions xmlns="{case_text.NAMESPACE}" id="d" targetNamespace="urn:d"/>'
    (tmp_path / "m.cmmn").write_text(content)
    assert codes(tmp_path) == ["NO_CASE"]


def test_more_files_than_the_bound_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(deployment, "MOST_FILES", 2)
    for name in "abc":
        write(tmp_path, f"case {name}\n    human A", name)
    assert codes(tmp_path) == ["TOO_MANY"]
    (tmp_path / "a.cmmn").unlink()
    assert len(read_files([tmp_path])) == 2


# --- all or nothing -------------------------------------------------------------------------------


def test_nothing_of_a_refused_deployment_is_stored(store_url, tmp_path):
    with CaseEngine(store_url) as engine:
        write(tmp_path / "good", TEXT)
        write(tmp_path / "bad", "case other\n    human A", "other", grade=GRADE)
        (tmp_path / "bad" / "zzz.dmn").write_bytes(b"hello")
        engine.deploy(tmp_path / "good")
        before = rows(engine)
        with pytest.raises(DeploymentRefused):
            engine.deploy(tmp_path / "good", tmp_path / "bad")
        assert rows(engine) == before
        (tmp_path / "bad" / "zzz.dmn").unlink()
        found = engine.deploy(tmp_path / "good", tmp_path / "bad")
        assert {(each.key, each.is_new) for each in found} == {
            ("c", False),
            ("other", True),
            ("grade", True),
        }


@pytest.mark.parametrize("kind", ["file", "postgres"])
def test_who_deploys_at_the_same_time_gets_versions_in_turn(new_url, kind, tmp_path):
    gate, url = threading.Barrier(4), new_url(kind)
    CaseEngine(url).close()

    def deploy(number):
        folder = write(tmp_path / str(number), f"case c\n    human A{number % 2}")
        with CaseEngine(url) as engine:
            gate.wait()
            return engine.deploy(folder)[0]

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(deploy, range(4)))
    new = sorted(each.version for each in found if each.is_new)
    assert new == list(range(1, len(new) + 1))
    assert len(new) >= 2


def test_equal_content_is_no_new_version_wherever_it_comes_from(tmp_path):
    with CaseEngine() as engine:
        first = engine.deploy(write(tmp_path / "one", TEXT))
        shutil.copytree(tmp_path / "one", tmp_path / "two")
        before = rows(engine)
        again = engine.deploy(tmp_path / "two")
        assert rows(engine) == before
        assert [(each.version, each.sha256, each.is_new) for each in again] == [
            (1, first[0].sha256, False)
        ]
        (changed,) = engine.deploy(write(tmp_path / "two", TEXT + "\n    human B"))
        assert (changed.version, changed.is_new) == (2, True)
        (back,) = engine.deploy(tmp_path / "one")
        assert (back.version, back.is_new) == (3, True)
