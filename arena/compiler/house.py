"""The house rules in numbers and words: the one place where they stand."""

from __future__ import annotations

import re

from arena.grading.drawing import FIGURE_BYTES as FIGURE_BYTES  # said where pictures are drawn

TITLE_WORDS = range(2, 6)
STATEMENT_WORDS = 120
AFTER_WORDS = 150
SOLUTION_LINES = 25
HINTS = range(2, 5)  # those tied to a mistake do not count
CHECKS = 3
MISTAKES = 3
MINUTES = 40  # what takes longer is two exercises
KILL_RATE = 0.95

EXEMPTIBLE = ("checks", "oracle", "example", "solution", "statement")
"""Rules that an exercise may leave with a reason in design.md."""

BANNED = ("simply", "just", "obviously", "easy", "trivial", "of course")

_AMERICAN = """
    analog:analogue analyze:analyse analyzed:analysed analyzes:analyses analyzing:analysing
    artifact:artefact artifacts:artefacts behavior:behaviour behavioral:behavioural
    behaviors:behaviours canceled:cancelled canceling:cancelling catalog:catalogue center:centre
    centered:centred centering:centring centers:centres color:colour colored:coloured
    coloring:colouring colors:colours defense:defence favor:favour favorite:favourite
    favors:favours fiber:fibre flavor:flavour fulfill:fulfil gray:grey grayscale:greyscale
    honor:honour labeled:labelled labeling:labelling labor:labour math:maths meager:meagre
    modeled:modelled modeling:modelling neighbor:neighbour neighborhood:neighbourhood
    neighboring:neighbouring neighbors:neighbours paralyze:paralyse signaled:signalled
    signaling:signalling skeptical:sceptical theater:theatre traveled:travelled
    traveling:travelling
"""
AMERICAN: dict[str, str] = dict(re.findall(r"(\w+):(\w+)", _AMERICAN))

_IZE = re.compile(r"\w{2,}[iy]z(?:e|es|ed|er|ers|ing|able|ation|ations)")
_NOT_IZE = re.compile(r"\w*siz(?:e[sdr]?|ing|able)|(?:prize|seize)[sd]?|seizing")


def british(word: str) -> str | None:
    """The British spelling of an American word, or None if it is no such word.

    Examples:
        >>> british("Normalized"), british("resize")
        ('normalised', None)
    """
    word = word.lower()
    if word in AMERICAN:
        return AMERICAN[word]
    if _IZE.fullmatch(word) and not _NOT_IZE.fullmatch(word):
        return re.sub(r"([iy])z(?=(?:e|es|ed|er|ers|ing|able|ation|ations)$)", r"\1s", word)
    return None
