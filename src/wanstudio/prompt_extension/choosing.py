"""From the operator's settings to rewriting."""

from wanstudio.errors import SettingsInvalid
from wanstudio.prompt_extension.builtin import BuiltinRewriter
from wanstudio.prompt_extension.rewriter import Rewriter
from wanstudio.prompt_extension.rewriting import Rewriting
from wanstudio.settings import Settings
from wanstudio.settings.urls import CHAT, check_url


def open_rewriting(settings: Settings) -> Rewriting:
    """What `prompt_extend` does under these settings; raises SettingsInvalid if it could do nothing."""
    check_rewriting(settings)
    return Rewriting(_rewriter(settings), strict=settings.rewriter_strict)


def check_rewriting(settings: Settings) -> None:
    """Look over the settings of the rewriter without opening it; raises SettingsInvalid."""
    url = settings.rewriter_url
    if settings.rewriter == "builtin" and url:
        raise SettingsInvalid(problem='rewriter_url is only asked with rewriter = "chat"')
    if settings.rewriter != "chat":
        return
    if not (url and settings.rewriter_model):
        raise SettingsInvalid(problem='rewriter = "chat" needs rewriter_url and rewriter_model')
    check_url("rewriter_url", url, CHAT)


def _rewriter(settings: Settings) -> Rewriter | None:
    if settings.rewriter == "off":
        return None
    if settings.rewriter == "builtin":
        return BuiltinRewriter()
    from wanstudio.prompt_extension.chat import ChatAddress, ChatRewriter  # noqa: PLC0415 (only this needs HTTP)

    assert settings.rewriter_url is not None
    assert settings.rewriter_model is not None
    return ChatRewriter(
        ChatAddress(
            settings.rewriter_url,
            settings.rewriter_model,
            settings.rewriter_seconds,
            settings.rewriter_key,
            settings.rewriter_options,
        )
    )
