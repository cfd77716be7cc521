"""The parts of the page that tests a decision model: inputs, result, logic, tests, draft."""
