"""The parts of the page of one case: header, diagram, to do, file, timeline, time, sandbox."""
