"""Files are named after the trade, and each says in its first line what it is for."""

import ast

from tests.house.sources import PACKAGE, modules, named, tree

NAMES_THAT_FIT_ANYTHING = {
    "base", "common", "core", "helper", "helpers", "manager", "managers", "misc", "shared", "util", "utils",
}  # fmt: skip


def test_no_name_that_fits_any_project():
    bad = [
        named(path)
        for path in modules()
        if NAMES_THAT_FIT_ANYTHING & set(path.relative_to(PACKAGE).with_suffix("").parts)
    ]
    assert bad == []


def test_no_class_is_a_manager_or_helper():
    bad = [
        f"{named(path)}:{node.lineno} {node.name}"
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and node.name.endswith(("Manager", "Helper", "Utils", "Base"))
    ]
    assert bad == []


def test_every_module_says_what_it_is_for():
    first_lines = {
        named(path): (ast.get_docstring(tree(path)) or "").partition("\n")[0] for path in modules()
    }
    assert [name for name, line in first_lines.items() if len(line.split()) < 3] == []
