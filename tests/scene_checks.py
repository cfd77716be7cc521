"""What every picture has to be: all numbers finite, all texts there, ids used once."""

import json
import math

from ruling_workbench.pictures.scene import Node, Scene, Text, as_data


def faults(scene: Scene) -> list[str]:
    """Return what is wrong with a picture as data."""
    found = [
        f"{number} is no number" for number in _numbers(as_data(scene)) if not _is_fine(number)
    ]
    json.dumps(as_data(scene), allow_nan=False)
    ids = [node.id for node in scene.nodes]
    found += [f"{each} is drawn twice" for each in set(ids) if ids.count(each) > 1]
    found += [f"{node.id} does not say its name" for node in scene.nodes if not _is_named(node)]
    return found


def texts(node: Node) -> list[str]:
    """Return the texts of a node, whole."""
    return [shape.full or " ".join(shape.lines) for shape in node.shapes if isinstance(shape, Text)]


def _is_named(node):
    squeezed = "".join(node.name.split())
    return any("".join(text.split()) == squeezed for text in texts(node))


def _is_fine(number):
    return math.isfinite(number) and abs(number) < 1e6


def _numbers(data):
    if isinstance(data, dict):
        data = list(data.values())
    if isinstance(data, list):
        for each in data:
            yield from _numbers(each)
    elif isinstance(data, (int, float)):
        yield data
