"""The classes of each SDK version, unmodified, against a live server."""

import pytest


def test_image_synthesis(sdk, live):
    assert sdk.script(live, "image_synthesis.py").endswith(f"done {sdk.version}\n")


def test_aio_image_synthesis(sdk, live):
    sdk.script(live, "aio_image_synthesis.py")


def test_multimodal_conversation(sdk, live):
    sdk.script(live, "multimodal_conversation.py")


def test_image_generation(newer_sdk, live):
    newer_sdk.script(live, "image_generation.py")


@pytest.mark.parametrize("name", ["ImageSynthesis", "AioImageSynthesis"])
def test_cancelling_a_synthesis(sdk, idle, name):
    sdk.script(idle, "cancelling.py", name)


@pytest.mark.parametrize("name", ["ImageGeneration", "AioImageGeneration"])
def test_cancelling_a_generation(newer_sdk, idle, name):
    newer_sdk.script(idle, "cancelling.py", name)


def test_client_images(newest_sdk, live):
    newest_sdk.script(live, "client_images.py")


def test_cancelling_by_the_client(newest_sdk, idle):
    newest_sdk.script(idle, "client_cancelling.py")


def test_a_refused_prompt(sdk, live):
    assert sdk.script(live, "refused.py").endswith(f"done {sdk.version}\n")
