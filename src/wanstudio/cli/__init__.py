"""The `wanstudio` command: one file for each subcommand."""
