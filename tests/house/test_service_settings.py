"""What all processes agree on is read from the store alone: nobody asks a process's own settings for it."""

import ast

from tests.house.sources import PACKAGE, modules, named, tree

from wanstudio.service_settings.definitions import names_of


def test_only_seeding_reads_the_settings_that_seed():
    readers = [
        f"{named(path)}:{node.lineno} {node.attr}"
        for path in modules()
        if (PACKAGE / "service_settings") not in path.parents
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in names_of("service")
        if (getattr(node.value, "id", None) or getattr(node.value, "attr", None)) in ("settings", "_settings")
    ]
    assert readers == []
