"""Every page of the console by its name."""

PAGES = {
    "playground": "/",
    "tasks": "/tasks",
    "task": "/tasks/{task}",
    "failed task": "/tasks/{failed}",
    "observation": "/observation?span=hour",
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
