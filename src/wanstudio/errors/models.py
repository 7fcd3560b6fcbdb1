"""Errors of an operator who pulls, uses or removes models."""

from wanstudio.errors.operation import SettingsInvalid


class PullFailed(SettingsInvalid):
    """A model cannot be pulled from its hub."""

    template = "{model} cannot be pulled: {problem}."
    remedy = "Correct what the message names and run the command again: it goes on where it ended (docs/howto/models.md)."


class ModelUnknown(SettingsInvalid):
    """There is no preset, or no pulled model, of this name."""

    template = "{problem}."
    remedy = (
        "`wanstudio models presets` and `wanstudio models list` show which there are (docs/howto/models.md)."
    )


class LicenseNotAccepted(SettingsInvalid):
    """The licence of a model limits commercial use, and nobody has said that it is accepted."""

    template = "{model} has the licence {license}, which does not allow every commercial use."
    remedy = "Read the licence on the hub's page; if your use is allowed, add --accept-license (docs/howto/models.md)."


class ModelNotServed(SettingsInvalid):
    """The engine does not paint with models of this pipeline."""

    template = "{model} is a {pipeline}, which is not served yet."
    remedy = "Take a preset that `wanstudio models presets` does not mark (docs/howto/models.md)."


class ModelInUse(SettingsInvalid):
    """A model that is to be removed is used."""

    template = "{model} is in use: {user}."
    remedy = "Put another model in its place and stop what uses it, or add --force (docs/howto/models.md)."
