"""Fields of a body that every door reads alike."""

from wanstudio.errors import FieldMissing, OutOfDefinition


def given(field: str, value: object) -> str:
    """A text that must be there and say something."""
    if value is None or value == "":
        raise FieldMissing(field=field)
    if not isinstance(value, str):
        raise OutOfDefinition(parameter=field)
    if not value.strip(" \t\r\n\x00"):
        raise FieldMissing(field=field)
    return value
