"""Errors of the console and of those who sign in to it."""

from wanstudio.errors.service_error import ServiceError


class SignInRefused(ServiceError):
    """Name or password is wrong; which of them is not told."""

    code, status = "SignInRefused", 401
    template = "Name or password is wrong."
    remedy = "Try again, or have an administrator run `wanstudio users password NAME`."


class SessionOver(ServiceError):
    """A page's script asks for somebody who is no longer signed in."""

    code, status = "SessionOver", 401
    template = "You are no longer signed in."
    remedy = "Copy what should not be lost, then load the page again and sign in."


class SignInTooOften(ServiceError):
    """Too many tries to sign in from one address or for one name."""

    code, status = "Throttling.SignIn", 429
    template = "Too many tries. Wait {seconds} seconds."
    remedy = "Wait as long as it says; `wanstudio users password NAME` sets a new password."


class FormExpired(ServiceError):
    """A form that was not filled in on this site, or before this session began."""

    code, status = "FormExpired", 403
    template = "This form is no longer valid."
    remedy = "Load the page again and send it once more; behind a proxy, set `public_url` or `trust_proxy`."


class FormTooLarge(ServiceError):
    """A form of more bytes or fields than any page of the console sends."""

    code, status = "FormTooLarge", 400
    template = "This form is too large."
    remedy = "Shorten what you typed, then send it again: no model reads a prompt of this length."


class SetupCodeRefused(ServiceError):
    """The setup code is wrong, or somebody has set the first password already."""

    code, status = "SetupCodeRefused", 403
    template = "This setup link is not valid, or was used already."
    remedy = "Take the link that `wanstudio serve` printed last, or run `wanstudio users add NAME --admin`."


class AdminOnly(ServiceError):
    """A page of the console that only administrators may open."""

    code, status = "AdminOnly", 403
    template = "Only an administrator may see this."
    remedy = "Ask an administrator, or sign in as one."


class NothingHere(ServiceError):
    """A page, task, key or user of the console that there is not, or that is not for this account's eyes."""

    code, status = "NotFound", 404
    template = "There is nothing here."
    remedy = "It may be gone, or belong to another account or region: tasks are kept for 24 hours."


class PasswordTooShort(ServiceError):
    """A new password of too few characters."""

    code, status = "PasswordTooShort", 400
    template = "The password needs at least {least} characters."
    remedy = "Take a longer one: some words in a row are easy to keep in mind."


class UserNameInvalid(ServiceError):
    """A user's name is empty, too long, or has letters that cannot be shown."""

    code, status = "UserNameInvalid", 400
    template = "A name has 1 to 64 letters."
    remedy = "Take another name."


class UserNameTaken(ServiceError):
    """There is a user of this name already."""

    code, status = "UserNameTaken", 409
    template = "There is a user called {name} already."
    remedy = "Take another name, or set a new password with `wanstudio users password NAME`."


class UserRemovesSelf(ServiceError):
    """An administrator wants to remove themselves."""

    code, status = "UserRemovesSelf", 400
    template = "Nobody can remove themselves."
    remedy = "Have another administrator do it, or run `wanstudio users remove NAME`."
