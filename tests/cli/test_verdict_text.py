"""What a learner reads about a verdict, letter for letter."""

from __future__ import annotations

import io
from textwrap import dedent

import pytest
from rich.console import Console

from arena.cli.text.verdicts import verdict_text
from arena.grading.verdict import CheckResult, Diagnosis, Frame, Limit, Outcome, Verdict

HOLDS = CheckResult(
    check="conv1d__one",
    claim="One filter gives the sliding dot product.",
    outcome=Outcome.RIGHT,
)
STRIDE = CheckResult(
    check="conv1d__agrees",
    claim="conv1d agrees with torch.nn.functional.conv1d.",
    outcome=Outcome.WRONG,
    case="x (batch=2, in=3, width=11)  weights (out=5, in=3, kernel=4)  stride=2",
    difference="got (2, 5, 8), expected (2, 5, 4)",
    diagnosis=Diagnosis(
        source="mistake",
        code="conv1d__ignores_stride",
        message="Stride is not used: you visit every position.",
    ),
    repro="import torch",
)
RAISED = CheckResult(
    check="conv1d__zero",
    claim="An empty batch gives an empty result.",
    outcome=Outcome.RAISED,
    case="x (batch=0, in=3, width=11)",
    difference="raised RuntimeError: cannot reshape tensor of 0 elements",
    frames=(Frame(line=12, function="conv1d", text="return x.reshape(-1, 3)"),),
)
STOPPED = CheckResult(
    check="conv1d__ends",
    claim="It ends.",
    outcome=Outcome.STOPPED,
    limit=Limit.CPU,
    difference="stopped after 3 s",
)


def rendered(verdict: Verdict, width: int = 80, *, full: bool = False, keys: bool = False) -> str:
    console = Console(file=io.StringIO(), width=width, emoji=False, markup=False, highlight=False)
    console.print(verdict_text(verdict, full=full, keys=keys))
    assert isinstance(console.file, io.StringIO)
    lines = console.file.getvalue().splitlines()
    return "\n".join(line.rstrip() for line in lines) + "\n"


def conv(outcome: Outcome, *checks: CheckResult, **more: object) -> Verdict:
    return Verdict.model_validate(
        {"exercise": "0.2/conv1d", "outcome": outcome, "checks": checks, "milliseconds": 11.3}
        | more
    )


def expected(text: str) -> str:
    return dedent(text).lstrip("\n")


def test_a_wrong_answer_is_five_lines_under_what_holds() -> None:
    assert rendered(conv(Outcome.WRONG, HOLDS, STRIDE)) == expected(
        """
        ✗ conv1d is not right yet: 1 of 2 claims held   11 ms
          ✓ One filter gives the sliding dot product.

        ✗ conv1d agrees with torch.nn.functional.conv1d.
          with        x (batch=2, in=3, width=11)  weights (out=5, in=3, kernel=4)
                      stride=2
          got         (2, 5, 8), expected (2, 5, 4)
          looks like  Stride is not used: you visit every position.
          next        arena hint conv1d
                      arena explain conv1d.ignores_stride
                      arena repro conv1d
        """
    )


def test_while_watching_keys_stand_in_for_commands() -> None:
    said = rendered(conv(Outcome.WRONG, STRIDE), keys=True)
    assert said.endswith("  next        h hint · e explain · arena repro conv1d\n")


def test_a_relation_is_explained_under_its_own_name() -> None:
    relation = Diagnosis(
        source="relation", code="relation.permuted", message="Two axes are swapped."
    )
    said = rendered(conv(Outcome.WRONG, STRIDE.model_copy(update={"diagnosis": relation})))
    assert "arena explain relation.permuted" in said


def test_what_was_raised_comes_with_the_learners_lines() -> None:
    assert rendered(conv(Outcome.RAISED, HOLDS, RAISED)) == expected(
        """
        ✗ conv1d is not right yet: 1 of 2 claims held   11 ms
          ✓ One filter gives the sliding dot product.

        ✗ An empty batch gives an empty result.
          with        x (batch=0, in=3, width=11)
          raised      RuntimeError: cannot reshape tensor of 0 elements
          in          line 12 in conv1d   return x.reshape(-1, 3)
          next        arena hint conv1d
        """
    )


def test_a_limit_is_named_and_the_rest_is_still_told() -> None:
    assert rendered(conv(Outcome.STOPPED, STOPPED, RAISED, HOLDS)) == expected(
        """
        ✗ conv1d is not right yet: 1 of 3 claims held   11 ms
          ✓ One filter gives the sliding dot product.

        ✗ It ends.
          stopped     CPU time: it computed for longer than it may; is there a loop that
                      never ends?
                      stopped after 3 s
          next        arena hint conv1d

        also not right yet
          ✗ An empty batch gives an empty result.
        """
    )


@pytest.mark.parametrize("limit", list(Limit))
def test_every_limit_has_its_words(limit: Limit) -> None:
    said = rendered(conv(Outcome.STOPPED, STOPPED.model_copy(update={"limit": limit})))
    assert f"stopped     {limit}: it" in said


def test_full_shows_every_claim_that_does_not_hold_in_full() -> None:
    said = rendered(conv(Outcome.WRONG, STRIDE, RAISED), full=True)
    assert said.count("  next  ") == 2
    assert "also not right yet" not in said


def test_a_right_answer_is_short() -> None:
    assert rendered(conv(Outcome.RIGHT, HOLDS)) == expected(
        """
        ✓ conv1d is right: 1 claim holds   11 ms
          ✓ One filter gives the sliding dot product.
        """
    )


def test_nothing_written_yet_is_not_an_error() -> None:
    said = rendered(conv(Outcome.NOT_ATTEMPTED, milliseconds=0))
    assert said == "· conv1d is not attempted yet\n"


def test_where_no_check_applies_the_sentence_and_the_line_stand_alone() -> None:
    frames = (Frame(line=12, function="", text="def conv1d(x"),)
    said = rendered(
        conv(
            Outcome.RAISED,
            message="line 12 is not valid Python: '(' was never closed",
            frames=frames,
        )
    )
    assert said == expected(
        """
        ✗ conv1d cannot be judged yet   11 ms
          line 12 is not valid Python: '(' was never closed
          line 12   def conv1d(x
        """
    )


def test_whose_helpers_were_used_and_what_was_printed_is_told() -> None:
    said = rendered(
        conv(
            Outcome.RIGHT,
            HOLDS,
            helpers=("0.2/pad1d", "0.2/unfold1d"),
            notes=("The last digits differ from ours.",),
            printed="here\n",
        )
    )
    assert said == expected(
        """
        ✓ conv1d is right: 1 claim holds   11 ms
          ✓ One filter gives the sliding dot product.

        `pad1d` and `unfold1d` are not right yet, so ours stood in.
        · The last digits differ from ours.

        your code printed
          here
        """
    )
    one = rendered(conv(Outcome.RIGHT, HOLDS, helpers=("0.2/pad1d",)))
    assert "`pad1d` is not right yet, so ours stood in." in one


def test_text_from_the_learners_process_cannot_draw_on_the_terminal() -> None:
    forged = "\x1b[2J\x1b]0;title\x07\x1b[32m[bold]✓ 5 of 5[/bold]\x1b[0m\r\x08\u202eright\u2069"
    verdict = conv(
        Outcome.RAISED,
        RAISED.model_copy(
            update={
                "difference": f"raised ValueError: {forged}",
                "case": forged,
                "frames": (Frame(line=1, function=forged, text=forged),),
            }
        ),
        printed=forged,
        notes=(forged,),
    )
    said = rendered(verdict, width=200)
    assert not {c for c in said if ord(c) < 32 and c != "\n"}
    assert not set("\u202e\u2069\x7f") & set(said)
    assert said.count("[bold]✓ 5 of 5[/bold]right") == 6, "markup is text"
    assert "title" not in said


def test_a_flood_is_clipped() -> None:
    said = rendered(conv(Outcome.RIGHT, HOLDS, printed="x" * 100_000, notes=("y" * 100_000,)))
    assert len(said) < 3_000
    assert "…" in said


def test_many_claims_are_counted_after_the_first_dozen() -> None:
    said = rendered(conv(Outcome.RIGHT, *[HOLDS] * 20))
    assert said.count("One filter") == 12
    assert "… and 8 more" in said
