"""Python starts with this where a test wants packages to be missing, in this process and in its children."""

import os
import sys
from importlib.abc import MetaPathFinder

MISSING = frozenset(os.environ.get("MISSING_PACKAGES", "").split())


class Missing(MetaPathFinder):
    def find_spec(self, fullname, path, target=None):
        if fullname.partition(".")[0] in MISSING:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)


sys.meta_path.insert(0, Missing())
