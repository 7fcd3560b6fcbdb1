"""`python -m wanstudio` is the `wanstudio` command."""

from wanstudio.cli.main import main

if __name__ == "__main__":
    main()
