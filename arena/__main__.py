"""`python -m arena`, for where the `arena` command is not on the PATH."""

from arena.cli import main

main()
