"""What happens to a prompt before it is painted: rewriting and moderation, of pictures too."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

from msgspec import Meta


@dataclass(frozen=True, kw_only=True)
class Words:
    """What happens to a prompt before it is painted: rewriting and moderation, of pictures too."""

    rewriter: Annotated[
        Literal["builtin", "chat", "off"],
        Meta(
            description="What `prompt_extend` does; `chat` asks a language model (docs/howto/prompt-rewriting.md)."
        ),
    ] = "builtin"
    rewriter_url: Annotated[
        str | None, Meta(description="OpenAI-compatible server of `chat`, such as `http://host:11434/v1`.")
    ] = None
    rewriter_model: Annotated[str | None, Meta(description="Model that is asked for there.")] = None
    rewriter_key: Annotated[str | None, Meta(description="API key for that server.")] = None
    rewriter_seconds: Annotated[
        float, Meta(description="How long rewriting a prompt may take, tries in all.", gt=0)
    ] = 10.0
    rewriter_options: Annotated[
        Mapping[str, Any], Meta(description="More fields of the question, as JSON in the environment.")
    ] = field(default_factory=dict)
    rewriter_strict: Annotated[
        bool, Meta(description="Fail a task whose prompt cannot be rewritten; else it is painted as it is.")
    ] = False
    moderation: Annotated[
        Literal["on", "off"], Meta(description="Whether prompts and pictures are looked at.")
    ] = "on"
    moderation_words: Annotated[
        Path | None, Meta(description="File of more words to refuse (docs/howto/moderation.md).")
    ] = None
    moderation_allow: Annotated[
        Path | None, Meta(description="File of phrases that are let through although a list names them.")
    ] = None
    moderation_names: Annotated[Path | None, Meta(description="File of more protected names to refuse.")] = (
        None
    )
    moderation_known_names: Annotated[
        bool, Meta(description="Refuse the built-in protected names of characters, brands and persons.")
    ] = True
    moderation_text_url: Annotated[
        str | None,
        Meta(description="OpenAI-compatible server that looks at prompts, such as `http://host/v1`."),
    ] = None
    moderation_text_kind: Annotated[
        Literal["moderations", "guard", "chat"],
        Meta(description="Its `/moderations`, or its `/chat/completions` with a guard or any chat model."),
    ] = "moderations"
    moderation_text_model: Annotated[str | None, Meta(description="Model that is asked for there.")] = None
    moderation_text_key: Annotated[str | None, Meta(description="API key for that server.")] = None
    moderation_text_seconds: Annotated[
        float, Meta(description="How long it may take to answer, tries in all.", gt=0)
    ] = 5.0
    moderation_pictures: Annotated[
        Path | None, Meta(description="Folder of a transformers image classifier that looks at pictures.")
    ] = None
    moderation_picture_labels: Annotated[
        Mapping[str, float], Meta(description="Its labels that are refused, each with the least probability.")
    ] = field(default_factory=lambda: {"nsfw": 0.5})
    moderation_down: Annotated[
        Literal["refuse", "allow"], Meta(description="What happens while a moderator cannot look.")
    ] = "refuse"
