"""Errors of what stands inside `input` and `parameters`."""

from wanstudio.errors.service_error import InvalidParameter, ServiceError


class FieldMissing(InvalidParameter):
    """A field that must be there is absent, null or empty."""

    template = "Field required: {field}"
    remedy = "Add the field that the message names."


class OutOfDefinition(InvalidParameter):
    """A value has the wrong type, or is none of the allowed ones."""

    template = "The type or value of {parameter} is out of definition."
    remedy = 'Compare type and value with `/openapi.json`; true is not 1 and "1" is not 1.'


class OutOfRange(InvalidParameter):
    """A number is outside its range."""

    template = "Range of {parameter} should be [{low}, {high}]"
    remedy = "Choose a number within the range."


class OutOfSpecification(InvalidParameter):
    """A value breaks a rule that has no message of its own."""

    template = "the parameters must conform to the specification: {rule}."
    remedy = "Follow the rule in the message."


class SizeMalformed(InvalidParameter):
    """The size is not two whole numbers joined by a star."""

    template = "Expected format: '<width>*<height>'"
    remedy = "Write the size as `1280*1280`."


class AreaOutOfRange(InvalidParameter):
    """Too many or too few pixels for a model with the area rule."""

    template = "Total pixels ({pixels}) must be between {low} and {high}."
    remedy = "Choose a size of 768*768 to 1440*1440 pixels in all (docs/models.md)."


class SideOutOfRange(InvalidParameter):
    """A side is too long or too short for a model with the side rule."""

    template = "Either width or height should be between {low} and {high}."
    remedy = "Choose both sides from 512 to 1440 (docs/models.md)."


class NoMessages(InvalidParameter):
    """`messages` is empty."""

    template = "No messages found in input"
    remedy = "Send exactly one message with one text."


class LengthUnsupported(InvalidParameter):
    """More messages, or more contents in a message, than one."""

    template = "{part} length only support {most}"
    remedy = "Send exactly one message with one text."


class ModalUnknown(InvalidParameter):
    """A content is no text: text-to-image reads nothing else."""

    template = "The item of content should be a message of a certain modal."
    remedy = 'Write the content as `[{"text": "..."}]`.'


class RoleRefused(ServiceError):
    """The role is not `user`. The odd code is the service's own."""

    code, status = "ServiceUnavailableError", 400
    template = "Role must be user or assistant and Content length must be greater than 0."
    remedy = "Set `role` to `user`; text-to-image knows no conversations."
