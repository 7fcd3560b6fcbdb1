"""Every page of the console by its name."""

PAGES = {
    "playground": "/",
    "tasks": "/tasks",
    "task": "/tasks/{task}",
    "failed task": "/tasks/{failed}",
    "observation": "/observation?span=hour",
    "search": "/observation?find=nobody",
    "billing": "/billing",
    "keys": "/keys",
    "models": "/models",
    "system": "/system",
    "users": "/users",
    "problem": "/tasks/none",
    "sign-in": "/sign-in",
    "setup": "/setup?code=none",
}
FOR_GUESTS = ("sign-in", "setup")
