"""The examples, for someone who opens the workbench for the first time.

The one rule: all their models or none are deployed; the decision tests beside a model are kept
with it.
"""

import sysconfig
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from cmmn import CaseEngine, Deployed
from dmn.decision_test_files import read_tests
from dmn.decision_tests import test_data

__all__ = ["examples_folder", "examples_into", "model_folders"]

_CHECKOUT = Path(__file__).parents[3] / "examples"
_INSTALLED = Path(sysconfig.get_path("data")) / "share" / "ruling" / "examples"


def examples_folder() -> Path | None:
    """Return the folder of the examples; None where they were not installed."""
    return next((each for each in (_CHECKOUT, _INSTALLED) if each.is_dir()), None)


def model_folders(examples: Path) -> list[Path]:
    """Return the folders with models, in order."""
    models = (path for path in examples.glob("*/*") if path.suffix in {".cmmn", ".dmn"})
    return sorted({path.parent for path in models})


def examples_into(engine: CaseEngine) -> list[str]:
    """Deploy the examples with their decision tests, and return the names of their folders.

    Errors: DeploymentRefused, StoreError.
    """
    examples = examples_folder()
    folders = [] if examples is None else model_folders(examples)
    deployed = engine.deploy(*folders) if folders else []
    for folder in folders:
        for file in sorted(folder.glob("*-test-*.xml")):
            _keep_tests(engine, file, deployed)
    return [folder.name for folder in folders]


def _keep_tests(engine: CaseEngine, file: Path, deployed: Sequence[Deployed]) -> None:
    """Keep the tests of a file with the model that it names."""
    found = read_tests(file)
    model = file.with_name(Path(found.model_name).name)
    content = sha256(model.read_bytes()).hexdigest() if model.is_file() else None
    for definition in deployed:
        if definition.sha256 == content:
            for test in found.tests:
                engine.attachments.add(
                    definition.kind, definition.key, "test", test.name, test_data(test)
                )
