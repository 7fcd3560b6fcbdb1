import pytest
import torch
from tests.families.case import CASES
from tests.families.tiny import make
from tests.painting.diffusion.studio import opened


@pytest.fixture(scope="session", autouse=True)
def _one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def family_folder(tmp_path_factory):
    """A saved folder of each family, made when first asked for."""
    place, made = tmp_path_factory.mktemp("families"), {}

    def folder(name):
        if name not in made:
            made[name] = make(name, place / name)
        return made[name]

    return folder


@pytest.fixture(params=CASES, ids=lambda case: case.name)
def case(request):
    """Each family in turn."""
    return request.param


@pytest.fixture
def served(case, family_folder):
    """The family's checkpoint with a table, guided unless told otherwise."""

    def of(*, guided=True, **more):
        return opened(family_folder(case.name), **case.table_of(guided=guided, **more))

    return of


@pytest.fixture(scope="session")
def family_pipeline(family_folder):
    """The unmodified pipeline of each family."""
    held = {}

    def of(case):
        if case.name not in held:
            held[case.name] = case.pipeline.from_pretrained(family_folder(case.name))
            held[case.name].set_progress_bar_config(disable=True)
        return held[case.name]

    return of
