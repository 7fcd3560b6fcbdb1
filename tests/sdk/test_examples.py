"""The examples inside the SDK's own package that need only text-to-image, unmodified.

`legacy_1x/image_generation.py` is not among them: it also edits two pictures.
"""


def test_image_synthesis(newest_sdk, live):
    told = newest_sdk.example(live, "legacy_1x/image_synthesis.py")
    assert told.count("image url: http://") == 2
    assert "Failed" not in told


def test_aio_image_synthesis(newest_sdk, live):
    told = newest_sdk.example(live, "legacy_1x/aio_image_synthesis.py")
    assert "Failed" not in told
    assert told.count('"task_status": "SUCCEEDED"') >= 3


def test_client_images(newest_sdk, live):
    told = newest_sdk.example(live, "01_atomic_capabilities/image_video_synthesis/images.py")
    assert "image url: http://" in told
    assert "wait finished, succeeded: True" in told
    assert "status=SUCCEEDED" in told
