"""Which mistake an answer looks like: a named one if exactly one fits, else a tensor relation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from torch import Tensor

from arena.checks import CheckOptions
from arena.grading.calls import named_arguments
from arena.grading.compare import Difference, agrees
from arena.grading.library import Experiment, Implementation
from arena.grading.observe import Answer, Call, Data, Raised
from arena.grading.relations import find_relation
from arena.grading.relations.evidence import is_constant
from arena.grading.verdict import Diagnosis

_NUMBERS = re.compile(r"\d+")


@dataclass(frozen=True)
class Observed:
    """What one check made of the learner's code, beside what it should have been."""

    experiment: Experiment
    expected: Answer
    got: Answer | None
    right: bool


def alike(a: Answer, b: Answer, options: CheckOptions) -> bool:
    """Whether two implementations did the same under one check: the same results and errors."""
    if (a.raised is None) != (b.raised is None):
        return False
    if a.raised and b.raised:
        if a.raised.type_name != b.raised.type_name:
            return False
    elif not agrees(a.observation, b.observation, options):
        return False
    return len(a.calls) == len(b.calls) and all(
        _same_call(x, y, options) for x, y in zip(a.calls, b.calls, strict=True)
    )


def _behaves(got: Answer, mistake: Answer, right: Answer, options: CheckOptions) -> bool:
    """Whether an answer did what a mistake does, and for the same reason.

    The kind of an error is not enough: whatever an answer raises where nothing should be raised
    would look like the mistake. What the error says has to agree too, its numbers apart, unless
    both wrote the `raise` themselves, for then each has words of its own.
    """
    if not alike(mistake, got, options):
        return False
    pairs = [(got.raised, mistake.raised, right.raised)]
    if len(got.calls) == len(right.calls):
        triples = zip(got.calls, mistake.calls, right.calls, strict=True)
        pairs += [(g.raised, m.raised, r.raised) for g, m, r in triples]
    return all(
        _said(g) == _said(m) or (_is_worded_by_its_author(g) and _is_worded_by_its_author(m))
        for g, m, r in pairs
        if g is not None and m is not None and r is None
    )


def _said(raised: Raised) -> str:
    """The first line of an error's message without numbers, which differ with the case."""
    return _NUMBERS.sub("#", raised.message.partition("\n")[0])


def _is_worded_by_its_author(raised: Raised) -> bool:
    return bool(raised.frames) and raised.frames[-1].text.startswith("raise")


def find_mistake(
    outcomes: Sequence[Observed],
    answers: Mapping[str, Sequence[Answer]],
    failures: Mapping[str, Set[int]],
    docs: Mapping[str, str],
) -> Diagnosis | None:
    """The one mistake that answers as the learner does.

    Args:
        outcomes: one for each experiment that was answered.
        answers: for each mistake its answers to the same experiments.
        failures: for each mistake which of them, by position, it is judged to fail.
        docs: for each mistake the sentence that the learner reads.

    A mistake fits if it answers like the learner wherever either of them fails. If none does, the
    learner may have made it together with another: then it must answer like the learner on the
    first failing check, and fail nowhere that the learner does not.
    """
    failing = [i for i, o in enumerate(outcomes) if not o.right]
    if not failing:
        return None
    whole, partly = [], []
    for name, theirs in answers.items():
        fails = failures[name]
        matches = {i for i in {*fails, *failing} if _matches(outcomes[i], theirs[i])}
        if matches == {*fails, *failing}:
            whole.append(name)
        elif failing[0] in matches and fails <= set(failing) and failing[0] in fails:
            partly.append(name)
    fitting = whole or partly
    if len(fitting) != 1:
        return None
    return Diagnosis(source="mistake", code=fitting[0], message=docs[fitting[0]])


def find_tensor_relation(
    implementation: Implementation, outcome: Observed, difference: Difference | None
) -> Diagnosis | None:
    """How the first wrong call, or the wrong observation, follows from the right one."""
    wrong = list(_wrong_calls(outcome))
    if wrong:
        return _relation_of_calls(implementation, wrong, outcome.experiment.options)
    if difference is None:
        return None
    if difference.kind == "detached":
        text = "no gradient flows back: look for .detach(), .item(), .data, or torch.no_grad()"
        return Diagnosis(source="relation", code="relation.detached", message=text)
    options = outcome.experiment.options
    found = find_relation(difference.expected, difference.got, {}, options)
    return Diagnosis(source="relation", code=found[0], message=found[1]) if found else None


def _relation_of_calls(
    implementation: Implementation, wrong: Sequence[tuple[Call, Call]], options: CheckOptions
) -> Diagnosis | None:
    """What holds of the first wrong call and of all others that could speak against it."""
    expected, got = wrong[0]
    if got.raised is None and got.result is None and expected.result is not None:
        text = "nothing is returned: a `return` is missing, or what it names is None"
        return Diagnosis(source="relation", code="relation.nothing_returned", message=text)
    changed = changed_by(expected, got)
    if changed and not options.may_mutate:
        return mutation(changed)
    found = _relation_of_call(implementation, expected, got, options)
    if found is None:
        return None
    for expected, got in wrong[1:]:
        if got.raised is None and _is_telling(expected.result):
            other = _relation_of_call(implementation, expected, got, options)
            if other is None or _kind_of(other) != _kind_of(found):
                return None
    return Diagnosis(source="relation", code=found[0], message=found[1])


def _relation_of_call(
    implementation: Implementation, expected: Call, got: Call, options: CheckOptions
) -> tuple[str, str] | None:
    arguments = named_arguments(implementation, expected)
    for e, g in _leaves(expected.result, got.result):
        if not agrees(e, g, options) and (found := find_relation(e, g, arguments, options)):
            return found
    return None


def _is_telling(result: Data) -> bool:
    """Whether a relation that does not hold of this result is refuted by it."""
    return isinstance(result, Tensor) and result.numel() > 1 and not is_constant(result)


def _kind_of(found: tuple[str, str]) -> tuple[str, str]:
    """A relation apart from the sizes it names; a plain factor or summand has to be the same."""
    code, text = found
    return code, text if "the right one" in text else _NUMBERS.sub("#", text)


def changed_by(expected: Call, got: Call) -> tuple[str, ...]:
    """The arguments that a call has changed and should not have."""
    return tuple(n for n in got.mutated if n not in expected.mutated)


def mutation(names: Sequence[str]) -> Diagnosis:
    """The diagnosis of changed inputs."""
    listed = " and ".join(f"`{n}`" for n in names)
    text = f"you change {listed} in place: the caller's tensor is no longer what it was"
    return Diagnosis(source="relation", code="relation.input_mutated", message=text)


def first_wrong_call(outcome: Observed) -> tuple[Call, Call] | None:
    """The smallest failing case: the first call whose result differs, expected beside got."""
    return next(_wrong_calls(outcome), None)


def _wrong_calls(outcome: Observed) -> Iterator[tuple[Call, Call]]:
    if outcome.got is None:
        return
    for expected, got in zip(outcome.expected.calls, outcome.got.calls, strict=False):
        if not _same_call(expected, got, outcome.experiment.options):
            yield expected, got


def _same_call(a: Call, b: Call, options: CheckOptions) -> bool:
    if (a.raised is None) != (b.raised is None):
        return False
    if a.raised and b.raised:
        return a.raised.type_name == b.raised.type_name
    if not options.may_mutate and set(a.mutated) != set(b.mutated):
        return False
    return agrees(a.result, b.result, options)


def _matches(outcome: Observed, theirs: Answer) -> bool:
    options = outcome.experiment.options
    return outcome.got is not None and _behaves(outcome.got, theirs, outcome.expected, options)


def _leaves(expected: Data, got: Data) -> Iterator[tuple[Data, Data]]:
    """Pairs of leaves of two results with the same structure."""
    if isinstance(expected, list | tuple) and isinstance(got, list | tuple):
        for e, g in zip(expected, got, strict=False):
            yield from _leaves(e, g)
    elif isinstance(expected, dict) and isinstance(got, dict):
        for key in expected.keys() & got.keys():
            yield from _leaves(expected[key], got[key])
    else:
        yield expected, got
