"""The words beside a field are those of the model that a case runs on."""

from deployed_cases import write
from streamlit.testing.v1 import AppTest
from workbench_parts import run

from cmmn import CaseEngine


def _script(url, case_id):
    from cmmn import CaseEngine  # noqa: PLC0415 - the script is run by itself
    from ruling_workbench import widgets as ui  # noqa: PLC0415 - as above
    from ruling_workbench.forms.model_words import words_of  # noqa: PLC0415 - as above

    with CaseEngine(url) as engine:
        view = engine.case(case_id).now
        first, second = words_of(engine, view), words_of(engine, view)
        ui.text(sorted(first.items()))
        ui.text(first is second)


def words(url, case):
    app = run(AppTest.from_function(_script, args=(url, case.id), default_timeout=30))
    return [each.value for each in app.text]


def documented(folder, text):
    write(folder, "file f\nhuman A\n    out x > f")
    path = folder / "m.cmmn"
    item = 'id="f" name="f"'
    data = path.read_text(encoding="utf-8")
    at = data.index(">", data.index(item)) - (data[data.index(">", data.index(item)) - 1] == "/")
    end = data.index(">", at) + 1
    words_of_it = f"<documentation>{text}</documentation>"
    rest = data[end:] if data[at] != "/" else f"</caseFileItem>{data[end:]}"
    path.write_text(f"{data[:at]}>{words_of_it}{rest}", encoding="utf-8")
    return folder


def test_a_running_case_keeps_the_words_of_its_model(tmp_path):
    url = f"sqlite:///{tmp_path / 'cases.db'}"
    with CaseEngine(url) as engine:
        engine.deploy(documented(tmp_path / "one", "First."))
        old = engine.create("c")
        engine.deploy(documented(tmp_path / "two", "Second."))
        new = engine.create("c")
    assert words(url, old) == ["[('f', 'First.')]", "True"]
    assert words(url, new) == ["[('f', 'Second.')]", "True"]
