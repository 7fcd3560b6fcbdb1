"""Every path of the console."""

from functools import partial

from wanstudio.console.billing import download_ledger, show_billing
from wanstudio.console.history import cancel_task, show_task, show_tasks
from wanstudio.console.keys import make_key, revoke, show_keys
from wanstudio.console.models import show_models
from wanstudio.console.observation import download_observation, show_observation
from wanstudio.console.page import open_page, page
from wanstudio.console.people import drop_user, look_at, new_user, show_users
from wanstudio.console.playground import check, generate, show_card, show_playground, show_programs, vary
from wanstudio.console.sign_in import (
    change_looks,
    change_view,
    set_up,
    show_setup,
    show_sign_in,
    sign_in,
    sign_out,
)
from wanstudio.console.static_files import fetch_static
from wanstudio.console.system import show_system
from wanstudio.console.task_stream import follow_tasks
from wanstudio.console.thumbnails import fetch_thumbnail
from wanstudio.wire.door import Door, Refusal


def doors(refusal: Refusal) -> tuple[Door, ...]:
    """The console's doors. `refusal` tells what no page can: a method that a path does not have."""
    door = partial(Door, refusal=refusal)
    return (
        door("/", GET=page(show_playground), POST=page(generate)),
        door("/show", POST=page(show_programs)),
        door("/check", POST=page(check)),
        door("/sign-in", GET=open_page(show_sign_in), POST=open_page(sign_in)),
        door("/setup", GET=open_page(show_setup), POST=open_page(set_up)),
        door("/sign-out", POST=page(sign_out)),
        door("/looks", POST=open_page(change_looks)),
        door("/view", POST=page(change_view)),
        door("/tasks", GET=page(show_tasks)),
        door("/tasks/events", GET=page(follow_tasks)),
        door("/tasks/{task_id}", GET=page(show_task)),
        door("/tasks/{task_id}/cancel", POST=page(cancel_task)),
        door("/tasks/{task_id}/card", GET=page(show_card)),
        door("/tasks/{task_id}/vary", POST=page(vary)),
        door("/keys", GET=page(show_keys), POST=page(make_key)),
        door("/keys/{key_id}/revoke", POST=page(revoke)),
        door("/models", GET=page(show_models)),
        door("/system", GET=page(show_system, admin=True)),
        door("/users", GET=page(show_users, admin=True), POST=page(new_user, admin=True)),
        door("/users/remove", POST=page(drop_user, admin=True)),
        door("/users/look", POST=page(look_at, admin=True)),
        door("/thumbnails/{task_id}/{index}", GET=page(fetch_thumbnail)),
        door("/observation", GET=page(show_observation)),
        door("/observation.csv", GET=page(download_observation)),
        door("/billing", GET=page(show_billing)),
        door("/billing/ledger.csv", GET=page(download_ledger)),
        door("/static/{digest}/{name}", GET=fetch_static),
    )
