import pytest
import torch
from sketch.plan import find_plan
from sketch.train import Run, train

CPU = torch.device("cpu")


@pytest.fixture(scope="session")
def tiny_run(tmp_path_factory):
    """Everything once, in seconds: what the command does with the tiny plan."""
    folder = tmp_path_factory.mktemp("sketch") / "run"
    folder.mkdir()
    run = Run(find_plan("tiny"), folder, CPU, 0.0, steps=8, workers=0)
    train(run)
    return run
