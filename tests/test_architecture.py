"""The order of files is data: each imports only what stands before it, or a package to its left."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ORDER = {
    "feel": """
        errors temporal_zones temporal_text temporal_values temporal names values conversion ranges
        java_format external xpath_regex feel_types syntax type_syntax scope simple_tests lexer
        functions.builtin functions.boolean functions.numeric functions.string functions.list
        functions.context functions.range functions.temporal functions.sort functions.conversion
        functions static_types tree parser printer operators iteration user_functions
        closures unary_tests closures.closure closures.literals closures.operators
        closures.iterations closures.functions compiler signatures analysis api __init__ cli
    """,
    "dmn": """
        errors atomic_file xml_source element diagram expression model xml_fields dialects
        xml_reader reader writer layout item_types allowed_values hit_policy rule_index output_order
        shortcut trace
        environment table_clauses decision_table boxed implicit_inputs graph plans decision_service
        compiler inputs result findings table_checks logic_checks checks api outline field_text
        columns
        value_limits form_fields input_form
        scoring scoring.block scoring.cuts scoring.arrow_values scoring.arrow_output
        scoring.classes scoring.combinations scoring.reads scoring.plan scoring.row
        scoring.row_warnings scoring.input_columns scoring.slots scoring.answers scoring.ways
        scoring.wiring scoring.unit scoring.batch scoring.tables scoring.outcomes scoring.report
        scoring.manifest scoring.row_tally scoring.outcome_arrays scoring.record_batches
        scoring.frame_kinds scoring.frames
        files files.table_file files.csv_dialect files.csv_source files.csv_plain files.csv_widths
        files.csv_records files.csv_blocks files.json_lines files.sources files.encoders
        files.writers
        scoring.job scoring.first_rows scoring.workers scoring.run scoring.public
        why asked tck_file tck decision_tests decision_test_files
        logic_paths edits table_texts model_names model_changes table_draft comparison sample_rows
        number_line cut_points moved nearest what_if
        table_cells table_columns table_builder table_source __init__
        as_json terminal show_widths show_boxed show show_progress show_score cli_score cli
    """,
    "cmmn": """
        errors lifecycle diagram element model dialects reader
        identified drawn placing routing layout
        plan commands events state case_commands payload lifting recording file_types case_file
        conditions evolve sentries planning completion timer_text timers calls targets unfolding
        cascade outcomes people decide family world
        decision_calls file_plan case_index task_plan compiler reach name_checks checks
        explanation explain case_text telling timeline views difference expectations scenario
        json_text
        store.instants store.tables store.migrations store.migrations.env
        store.migrations.versions.0001_first_tables
        store.migrations.versions.0002_measures_and_drafts
        store.migrations.versions store.upgrading
        store.connection store.paging store.log store.file_values store.projections store.measures
        store.definitions store.attachments store.form_drafts store.jobs store.queries
        store.operations store.catalogue periods store.scope store.metrics store.decision_metrics
        store
        deployment library clock engine drafts operations repository attachments sandbox metrics
        api worker public __init__
        case_json show_case cli_values cli_desk cli_options cli
    """,
    "ruling_workbench": """
        __init__ acting address batch boxes case cases charts decide forms frame language lists
        marks pictures plain_text present screens server session tasks acting.people
        acting.local_people acting.remembered batch.cell_text batch.mapping batch.outcome
        batch.processes batch.run_record batch.sample batch.table_page batch.uploads boxes.cells
        boxes.rule_pages boxes.box_event boxes.boxed_table boxes.boxes boxes.boxed boxes.boxed_view
        case.decision_reasons case.moments case.to_do case.verbs case.item_sheet decide.draft_edits
        decide.cell_edits forms.form_rows forms.form_values forms.model_words language.feel_desk
        language.feel_examples language.feel_functions lists.filters lists.outline lists.facts_view
        lists.listing lists.listing_view lists.outline_view case.change_rows case.file_rows
        case.people_rows case.timeline_rows cases.case_list cases.start_case pictures.case_looks
        pictures.lettering pictures.scene pictures.case_shapes pictures.case_items
        pictures.decision_shapes pictures.decision_picture pictures.line_words pictures.case_picture
        pictures.picture server.child server.examples server.settings server.serving cli
        acting.identity desk batch.runs case.definition case.seat tasks.case_news tasks.task_desk
        widgets.place widgets.read widgets.act widgets.enter widgets.lists widgets
        batch.chosen_model batch.columns_view batch.new_run case.address_choice case.decision_part
        case.diagram_part case.orders case.header case.people_part case.time_part case.timeline_part
        case.to_do_part case.watch decide.opened decide.logic decide.editing decide.drafting
        decide.regression decide.verdict forms.forms case.call_part case.copy_form case.file_part
        case.sandbox_part cases.start_form decide.inputs lists.paging batch.recent_runs
        batch.rows_view batch.result_view batch.one_run screens.batch screens.cases screens.decide
        screens.feel screens.home screens.metrics screens.models screens.operations screens.what_if
        tasks.shown_task tasks.task_hands tasks.task_form case.sheet_part screens.case screens.tasks
        navigation application
    """,
}
HOME = {"ruling_workbench": ROOT / "apps"}  # the others lie at the top
FILES = [
    pytest.param(package, path, id=path.relative_to(ROOT).as_posix())
    for package in ORDER
    for path in sorted((HOME.get(package, ROOT) / package).rglob("*.py"))
    if path.parent.name != "entry"  # what Streamlit runs, which no module imports
]
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for _, path in (p.values for p in FILES)}
FORBIDDEN = {"eval", "exec", "__import__", "import_module", "pickle", "marshal", "shelve"}


def position(module):
    """Return where a module stands: its package, and its place in it; None for one of others."""
    package, _, name = module.partition(".")
    if package not in ORDER:
        return None
    return list(ORDER).index(package), ORDER[package].split().index(name or "__init__")


def module_of(path):
    inner = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(inner[inner[0] == "apps" :]).removesuffix(".__init__")


MODULES = {module_of(path) for path in TREES}


def imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            inner = [f"{node.module}.{name.name}" for name in node.names]
            modules = [name for name in inner if name in MODULES]
            yield from modules or [node.module]


def functions(tree):
    return [
        node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]


def test_every_file_has_its_place():
    listed = {f"{package}.{name}" for package, names in ORDER.items() for name in names.split()}
    assert {name.removesuffix(".__init__") for name in listed} == MODULES


@pytest.mark.parametrize(("package", "path"), FILES)
def test_a_file_imports_only_what_stands_before_it(package, path):
    own = position(module_of(path))
    later = [name for name in imported(TREES[path]) if (at := position(name)) and at >= own]
    assert later == [], f"{package}: change the imports, or the order in this file"


@pytest.mark.parametrize(("_package", "path"), FILES)
def test_a_file_and_its_functions_fit_on_a_screen_or_two(_package, path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 500
    too_long = {}
    for function in functions(TREES[path]):
        first = function.body[1 if ast.get_docstring(function) else 0 :]
        length = function.end_lineno - first[0].lineno + 1 if first else 0
        if length > 40:
            too_long[function.name] = length
    assert too_long == {}


@pytest.mark.parametrize(("_package", "path"), FILES)
def test_what_is_public_says_what_it_is(_package, path):
    tree = TREES[path]
    assert ast.get_docstring(tree), "a file says its one responsibility"
    classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    public = [*tree.body, *(each for node in classes if node.name[0] != "_" for each in node.body)]
    kinds = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    names = [n for n in public if isinstance(n, kinds) and not n.name.startswith("_")]
    assert [node.name for node in names if not ast.get_docstring(node)] == []


@pytest.mark.parametrize(("_package", "path"), FILES)
def test_no_file_runs_text_or_imports_by_name(_package, path):
    nodes = list(ast.walk(TREES[path]))
    used = {node.id for node in nodes if isinstance(node, ast.Name)}
    used |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    used |= {part for name in imported(TREES[path]) for part in name.split(".")}
    used |= {each.name for node in nodes if isinstance(node, ast.ImportFrom) for each in node.names}
    assert used & FORBIDDEN == set()


def _kind_then_name(name):
    kind = 0 if re.fullmatch(r"[A-Z0-9_]+", name) else 1 if name[0].isupper() else 2
    return kind, name


@pytest.mark.parametrize(("_package", "path"), FILES)
def test_what_a_file_offers_is_there_and_sorted(_package, path):
    for node in TREES[path].body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
            names = ast.literal_eval(node.value)
            assert names == sorted(names, key=_kind_then_name)
            words = set(re.findall(r"\w+", path.read_text(encoding="utf-8").replace("__all__", "")))
            assert set(names) <= words
