"""From the operator's settings to moderators."""

from collections.abc import Mapping
from pathlib import Path

from wanstudio.errors import SettingsInvalid
from wanstudio.extras import check_extra
from wanstudio.moderation.classifier_folder import check_classifier
from wanstudio.moderation.inspection import Inspection
from wanstudio.moderation.matching import EntryKind
from wanstudio.moderation.moderator import PictureModerator, TextModerator
from wanstudio.moderation.word_lists import ListFile
from wanstudio.moderation.words import WordModerator
from wanstudio.settings import Settings
from wanstudio.settings.urls import MODERATOR, check_url


def open_inspection(settings: Settings, *, pictures: bool = False) -> Inspection:
    """Every moderator of the settings; those of pictures, which load a model, only where they are wanted.

    Raises SettingsInvalid for a list, a server or a classifier that cannot be used.
    """
    if settings.moderation == "off":
        return Inspection()
    texts: tuple[TextModerator, ...] = (open_words(settings),)
    if settings.moderation_text_url:
        texts += (_text_server(settings, settings.moderation_text_url),)
    looking = _classifiers(settings) if pictures else ()
    return Inspection(texts, looking, when_down=settings.moderation_down)


def check_moderation(settings: Settings) -> None:
    """Look over what this machine's processes will need, without loading a model; raises SettingsInvalid."""
    if settings.moderation == "off":
        return
    open_words(settings)
    _check_address(settings)
    if settings.moderation_pictures and settings.workers:
        _check_classifier(settings.moderation_pictures, settings.moderation_picture_labels)


def open_words(settings: Settings) -> WordModerator:
    """The built-in lists and the operator's."""
    given: tuple[tuple[Path | None, EntryKind, str], ...] = (
        (settings.moderation_words, "word", "custom"),
        (settings.moderation_allow, "allow", ""),
        (settings.moderation_names, "name", "custom"),
    )
    files = tuple(ListFile(path, kind, category) for path, kind, category in given if path)
    return WordModerator(files, known_names=settings.moderation_known_names)


def _check_address(settings: Settings) -> None:
    kind, url = settings.moderation_text_kind, settings.moderation_text_url
    if url is None:
        return
    if kind != "moderations" and not settings.moderation_text_model:
        raise SettingsInvalid(problem=f"moderation_text_kind {kind} needs moderation_text_model")
    check_url("moderation_text_url", url, MODERATOR)


def _text_server(settings: Settings, url: str) -> TextModerator:
    from wanstudio.moderation.guard_model import CHAT, GUARD  # noqa: PLC0415 (only these need HTTP)
    from wanstudio.moderation.moderations_endpoint import MODERATIONS  # noqa: PLC0415
    from wanstudio.moderation.text_server import Address, TextServer  # noqa: PLC0415

    _check_address(settings)
    kind = settings.moderation_text_kind
    questions = {"moderations": MODERATIONS, "guard": GUARD, "chat": CHAT}[kind]
    address = Address(
        url, settings.moderation_text_seconds, settings.moderation_text_key, settings.moderation_text_model
    )
    return TextServer(kind, address, questions)


def _check_classifier(folder: Path, labels: Mapping[str, float]) -> None:
    check_extra("diffusion", "The setting `moderation_pictures`")
    check_classifier(folder, labels)


def _classifiers(settings: Settings) -> tuple[PictureModerator, ...]:
    folder, labels = settings.moderation_pictures, settings.moderation_picture_labels
    if not folder:
        return ()
    _check_classifier(folder, labels)
    from wanstudio.moderation.picture_classifier import open_classifier  # noqa: PLC0415 (loads torch)

    return (open_classifier(folder, labels, settings.engine_device),)
