"""The API process and the command line start without what only painters need."""

import subprocess
import sys

import pytest

HEAVY = {"PIL", "cv2", "diffusers", "isal", "numpy", "scipy", "skia", "torch", "transformers"}
# Only who keeps pictures in a bucket, or the truth in PostgreSQL, or signs, loads what that needs.
OPTIONAL = {"asyncpg", "c2pa", "cryptography", "obstore"}


@pytest.mark.parametrize(
    "module", ["wanstudio.server.app", "wanstudio.server.listening", "wanstudio.api.routes",
               "wanstudio.submission", "wanstudio.client", "wanstudio.cli.main", "wanstudio.cli.serve",
               "wanstudio.cli.generate", "wanstudio.cli.work", "wanstudio.cli.doctor", "wanstudio.painting.auto", "wanstudio.emulator.pytest_plugin", "wanstudio.emulator.control", "wanstudio.cli.emulate",
               "wanstudio.cli.models", "wanstudio.finishing.thumbnail", "wanstudio.notification"],
)  # fmt: skip
def test_nothing_heavy_is_loaded(module):
    program = f"import sys, {module}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) & (HEAVY | OPTIONAL) == set()
