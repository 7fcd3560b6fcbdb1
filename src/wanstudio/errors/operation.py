"""Errors that an operator meets, mostly before anything is served."""

from wanstudio.errors.service_error import ServiceError


class SchemaTooNew(ServiceError):
    """The database was last used by a newer release."""

    code, status = "ModelUnavailable", 503
    template = "The database has schema version {present}, this release knows versions up to {newest}."
    remedy = "Install the newer wanstudio again, or point this one at another data folder or database."


class SettingsInvalid(ServiceError):
    """A flag, environment variable or line of `wanstudio.toml` cannot be used."""

    code, status = "InvalidParameter", 400
    template = "{problem}"
    remedy = "Correct the setting that the message names; docs/settings.md lists them all."


class ServiceSettingInvalid(SettingsInvalid):
    """A service setting that there is not, or a value that it cannot have."""

    remedy = "Correct what the message names; docs/howto/service-settings.md lists them all."


class PackageMissing(SettingsInvalid):
    """What is asked for needs a package of an extra that is not installed."""

    template = "{purpose} needs the package {package} of the extra `{extra}`: pip install '.[{extra}]' in the source tree, or PATH_OF_THE_WHEEL'[{extra}]'"
    remedy = "Install the extra that the message names."


class FolderUnusable(SettingsInvalid):
    """A folder of the service belongs to another user, or cannot be written."""

    template = "The folder {folder} cannot be used: {problem}."
    remedy = "Run wanstudio as the folder's owner, give it to the user that runs wanstudio (`chown -R`), or choose another folder (docs/howto/operate.md)."


class ScriptInvalid(SettingsInvalid):
    """What the emulator is told to do cannot be done."""

    template = "{problem}"
    remedy = "Correct what the message names; docs/howto/use-in-ci.md lists everything the emulator does."


class CheckpointInvalid(SettingsInvalid):
    """A folder of weights that an operator put behind a model cannot be used."""

    template = "The checkpoint {folder} cannot be used: {problem}."
    remedy = "Give a complete diffusers folder with safetensors weights (docs/howto/checkpoints.md)."


class WebhookRefused(SettingsInvalid):
    """Where the end of tasks is to be told cannot be told anything."""

    template = "The webhook is refused: {problem}."
    remedy = "Give a URL that the internet can reach, or allow private addresses (docs/howto/webhooks.md)."


class WebhookKeysMissing(WebhookRefused):
    """Several machines share the store, and nothing says with which key webhook secrets are encrypted."""

    template = "With PostgreSQL a webhook needs the setting webhook_secret_keys."
    remedy = "Give every server and this command the same key, made with `openssl rand -base64 32` (docs/howto/webhooks.md)."


class WebhookSecretLocked(SettingsInvalid):
    """The secret of a webhook is encrypted with a key that is not known here, or no longer what was encrypted."""

    template = (
        "The secret of the webhook of key {key_id} needs the encryption key {encryption_key_id}, "
        "which webhook_secret_keys does not have."
    )
    remedy = (
        "Add that key to the setting webhook_secret_keys, or put the file webhook-secrets.key back into the data "
        "folder; `wanstudio webhooks set` makes a new secret (docs/howto/webhooks.md)."
    )


class CertificateInvalid(SettingsInvalid):
    """The operator's certificate or its key cannot sign content credentials."""

    template = "The certificate {file} cannot sign content credentials: {problem}."
    remedy = "Give a chain and a key in PEM that fit together (docs/howto/provenance.md)."
