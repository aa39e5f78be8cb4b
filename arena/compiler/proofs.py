"""`proof.toml` of a set: that it was proven as it is, when, and with which figures.

`arena course verify SET --record` writes it after a whole run without a fault. An entry stands as
long as nothing has changed that could change a verdict; then CI leaves most mutants out. It is no
more than a promise that somebody ran them, so a tenth of the sets is run again on every push.
"""

from __future__ import annotations

import datetime
import json
import tomllib

from pydantic import ValidationError

from arena.compiler.keys import PROOF, content_key, versions
from arena.compiler.report import Fault, Graded, Tally
from arena.compiler.sources import Sources
from arena.course.model import Value

TURNS = 10
"""Of the sets that stand as proven, one in so many has its mutants run on a push."""

HEAD = "# Written by `arena course verify {} --record`; never by hand.\n"


class Proof(Value):
    """One set's entry."""

    key: str
    on: datetime.date
    versions: dict[str, str]
    exercises: dict[str, Tally]


def read_proof(sources: Sources) -> tuple[Proof | None, list[Fault]]:
    """The entry that covers the set as it is, with these versions; and what is wrong with it.

    An entry made with other versions of Python or torch says nothing here, which is no fault.
    """
    text = sources.text(PROOF)
    if not text:
        return None, []
    try:
        proof = Proof.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        return None, [_fault(sources, f"the proof cannot be read: {' '.join(str(error).split())}")]
    if proof.versions != versions(sources):
        return None, []
    if proof.key != content_key(sources):
        what = f"what was proven on {proof.on} is no longer what is here"
        return None, [_fault(sources, what)]
    return proof, []


def write_proof(sources: Sources, graded: Graded) -> None:
    """Record a run that was whole and without a fault."""
    lines = [
        HEAD.format(sources.exercise_set.id),
        f'key = "{content_key(sources)}"\n',
        f"on = {datetime.datetime.now(datetime.UTC).date()}\n",
        "\n[versions]\n",
        *(f"{json.dumps(name)} = {json.dumps(v)}\n" for name, v in versions(sources).items()),
        "\n[exercises]\n",
        *(f"{json.dumps(name)} = {_inline(tally)}\n" for name, tally in graded.tallies.items()),
    ]
    (sources.folder / PROOF).write_text("".join(lines), encoding="utf-8", newline="\n")


def compare_with(sources: Sources, proof: Proof, graded: Graded) -> list[Fault]:
    """A fault for each exercise whose figures are not those that were recorded."""
    names = sorted(proof.exercises.keys() | graded.tallies.keys())
    return [
        _fault(sources, f"the figures of `{name}` are not those of the proof of {proof.on}")
        for name in names
        if proof.exercises.get(name) != graded.tallies.get(name)
    ]


def has_its_turn(sources: Sources, turn: int) -> bool:
    """Whether a set that stands as proven is proven once more; every set is within ten turns.

    Args:
        sources: the set.
        turn: counts pushes, such as the number of commits.
    """
    ids = [s.id for s in sources.course.sets]
    return (ids.index(sources.exercise_set.id) + turn) % TURNS == 0


def _fault(sources: Sources, what: str) -> Fault:
    command = f"arena course verify {sources.exercise_set.id} --record"
    advice = f"{command}, or delete {PROOF}: then it is proven on each push."
    return sources.fault(PROOF, 1, "proof", what, advice)


def _inline(tally: Tally) -> str:
    return "{ " + ", ".join(f"{k} = {v}" for k, v in tally.model_dump().items()) + " }"
