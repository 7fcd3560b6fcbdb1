"""Errors of moderation: what was asked for or painted is not allowed, or nobody could look at it."""

from wanstudio.errors.service_error import ServiceError


class DataInspectionFailed(ServiceError):
    """The prompt says something that moderation refuses."""

    code, status = "DataInspectionFailed", 400
    template = "Input data may contain inappropriate content."
    remedy = "Word the prompt otherwise; operators allow phrases by file (docs/howto/moderation.md)."


class RewrittenTextRefused(DataInspectionFailed):
    """The prompt passed, but not what `prompt_extend` made of it."""

    template = "Green net check failed for text (input): Input data may contain inappropriate content."
    remedy = "Word the prompt otherwise, or send it with `prompt_extend` false."


class PictureRefused(DataInspectionFailed):
    """A painted picture shows something that moderation refuses; it was neither stored nor billed."""

    template = "Output data may contain inappropriate content."
    remedy = "Word the prompt otherwise or try another seed; the operator sets the labels and thresholds."


class IPInfringementSuspect(ServiceError):
    """The prompt names a protected character, brand or person."""

    code, status = "IPInfringementSuspect", 400
    template = "Input data is suspected of being involved in IP infringement."
    remedy = "Describe what you want to see without the name; operators choose the names by file."


class ModeratorUnavailable(ServiceError):
    """A moderator did not answer, and the operator's setting is to refuse meanwhile."""

    code, status = "ModelUnavailable", 503
    template = "Model is unavailable, please try again later."
    remedy = (
        "Send the request again. Operators: the log names the moderator and the cause (`moderation_down`)."
    )
