"""Files and functions that can be read in one go: 300 and 40 lines at the very most."""

from tests.house.sources import PACKAGE, functions, modules, named, tree

LONGEST_FILE = 300
LONGEST_FUNCTION = 40


def test_no_file_is_too_long():
    files = [*modules(), *PACKAGE.glob("console/static/*.*"), *PACKAGE.glob("console/templates/*.html")]
    lengths = {named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_function_is_too_long():
    lengths = {
        f"{named(path)}:{function.lineno} {function.name}": (function.end_lineno or 0) - function.lineno + 1
        for path in modules()
        for function in functions(tree(path))
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}
