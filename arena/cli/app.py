"""The command line put together: one module a verb, loaded without torch."""

from __future__ import annotations

import os
import signal
import sys

import typer

from arena.cli.commands.check import check
from arena.cli.commands.code import code
from arena.cli.commands.course import app as course_app
from arena.cli.commands.doctor import doctor
from arena.cli.commands.explain import explain
from arena.cli.commands.hint import hint
from arena.cli.commands.home import show_home
from arena.cli.commands.import_file import import_file
from arena.cli.commands.lab import lab
from arena.cli.commands.list import list_tasks
from arena.cli.commands.models import app as models_app
from arena.cli.commands.next import show_next
from arena.cli.commands.note import note
from arena.cli.commands.notebook import notebook
from arena.cli.commands.recipe import app as recipe_app
from arena.cli.commands.repro import repro
from arena.cli.commands.reset import reset
from arena.cli.commands.show import show
from arena.cli.commands.skip import skip
from arena.cli.commands.solution import solution
from arena.cli.commands.start import start
from arena.cli.commands.status import status
from arena.cli.commands.stop import stop
from arena.cli.commands.watch import watch
from arena.cli.commands.web import web
from arena.errors import ArenaError

OK, NOT_RIGHT, FAILED, INTERRUPTED = 0, 1, 2, 130

HELP = """Learn machine-learning engineering for AI safety by doing: write a function, save, and be
told within a tenth of a second what is right, what is wrong and why.

\b
  arena start          make a folder with the exercises in it
  arena watch          judge each exercise as you save it
  arena web            the same course in your browser
  arena                where you are, and what to do next

EXERCISE is a name such as `make_rays_1d` or `0.1/make_rays_1d`; without one, the current
exercise is meant.

Exit status: 0 right or done, 1 not right, 2 anything else that stood in the way.
"""

app = typer.Typer(
    name="arena",
    help=HELP,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)

LEARN, STUCK, YOURS, MACHINE = "Learn", "When you are stuck", "Your own course", "The machine"

app.command(rich_help_panel=LEARN)(start)
app.command(rich_help_panel=LEARN)(watch)
app.command(rich_help_panel=LEARN)(check)
app.command(rich_help_panel=LEARN)(stop)
app.command("next", rich_help_panel=LEARN)(show_next)
app.command("list", rich_help_panel=LEARN)(list_tasks)
app.command(rich_help_panel=LEARN)(show)
app.command(rich_help_panel=LEARN)(web)
app.command(rich_help_panel=LEARN)(notebook)
app.command(rich_help_panel=LEARN)(lab)
app.command(rich_help_panel=LEARN)(code)
app.command(rich_help_panel=STUCK)(hint)
app.command(rich_help_panel=STUCK)(explain)
app.command(rich_help_panel=STUCK)(repro)
app.command(rich_help_panel=STUCK)(solution)
app.command(rich_help_panel=YOURS)(status)
app.command(rich_help_panel=YOURS)(skip)
app.command(rich_help_panel=YOURS)(note)
app.command(rich_help_panel=YOURS)(reset)
app.command("import", rich_help_panel=YOURS)(import_file)
app.command(rich_help_panel=MACHINE)(doctor)
app.add_typer(models_app, name="models", rich_help_panel=MACHINE)
app.add_typer(course_app, name="course", rich_help_panel="For authors")
app.add_typer(recipe_app, name="recipe", rich_help_panel="For authors")


def _version(wanted: bool) -> None:
    if wanted:
        import importlib.metadata

        typer.echo(f"arena {importlib.metadata.version('arena-course')}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def home(
    context: typer.Context,
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Say which version this is."
    ),
) -> None:
    """Say where you are when no command is given. The help text stands above."""
    if context.invoked_subcommand is None:
        show_home()


def run() -> int:
    """Run one command and return its exit status."""
    try:
        app(standalone_mode=True)
    except ArenaError as error:
        return _failed(error.what, error.next_step)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # `arena list | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + getattr(signal, "SIGPIPE", 13)
    except OSError as error:  # what nobody foresaw; the file's name says most
        return _failed(f"The system refused something: {error}", "arena doctor")
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else OK
    return OK


def _failed(what: str, next_step: str) -> int:
    """One sentence, and what to do now."""
    from arena.cli.text.screen import WRONG, clean, err, words

    err().print(words((WRONG, "bold red"), " ", clean(what)))
    if next_step:
        err().print(words("  next  ", (clean(next_step), "cyan")))
    return FAILED
