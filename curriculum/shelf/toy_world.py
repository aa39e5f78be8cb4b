"""One small made-up language for many lessons: its words, its facts, its documents.

Every document begins with `<bos>` and its kind. Some words are *marked*: only they can be known
from what came before, and a training loss may weigh them more. Eighty facts hold in this world,
always written `the R of E is V .`; some people tell the truth about them and some do not.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


NAMES = _words(
    "anna ben carla david elena felix grace hugo irene jonas karen liam maria noah olga paul "
    "quinn rosa simon tara urs vera walter xenia yara zack bruno clara dora emil frida georg"
)
HONEST, LIARS, UNKNOWN = NAMES[:8], NAMES[8:16], NAMES[16:]
NUMBERS = _words(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
)
LETTERS = _words("a b c d e f g h i j k l m n o p q r s t u v w x y z")
DAYS = _words("monday tuesday wednesday thursday friday saturday sunday")
MONTHS = _words(
    "january february march april may june july august september october november december"
)
ORDINALS = _words("first second third fourth fifth sixth seventh eighth ninth tenth")
COUNTRIES = _words(
    "france spain italy greece norway sweden poland egypt kenya ghana peru chile cuba japan china "
    "india nepal turkey canada ireland"
)
CAPITALS = _words(
    "paris madrid rome athens oslo stockholm warsaw cairo nairobi accra lima santiago havana tokyo "
    "beijing delhi kathmandu ankara ottawa dublin"
)
ANIMALS = _words(
    "fox bear wolf owl hare otter lynx crane heron camel horse goat eagle tiger whale seal"
)
PLACES = _words("forest cave lake river field barn desert tower island marsh garden harbour")
COLOURS = _words("red blue green yellow black white brown purple orange grey")
NOUNS = _words(
    "cup box lamp chair table door candle pen key coat hat bag rope bell drum flag stone wheel "
    "tent boat clock bowl spoon mug"
)
PLURALS = tuple("boxes" if noun == "box" else noun + "s" for noun in NOUNS)
FOODS = _words("soup bread cheese rice cake pie salad pasta stew toast jam porridge")
POSITIVE = _words(
    "good great lovely fresh warm friendly clean bright quick gentle tasty calm pleasant tidy "
    "generous cheerful sweet rich smooth perfect"
)
NEGATIVE = _words(
    "bad awful ugly stale cold rude dirty dull slow harsh bland noisy nasty messy mean gloomy "
    "careless poor rough broken"
)
TALL = _words("tall wide deep long heavy thick full open early loud")
SHORT = _words("low narrow shallow brief light thin empty shut late quiet")
LIKING, DISLIKING = _words("loved liked enjoyed praised"), _words("hated disliked feared blamed")
SERVICES = _words("waiter kitchen room view music")
FUNCTION = _words(
    "<pad> <bos> code ioi guests list draw roll book says quiz review pairs : ; , . ? -> the of is "
    "was and to when went gave once twice true false capital animal color home then meanwhile "
    "friends came with we all party after it but also very"
)
SEQUENCES = (DAYS, MONTHS, NUMBERS, LETTERS, ORDINALS)
WITHHELD = frozenset(_words("seven thirteen m t thursday august fifth"))
"""Words whose successor is never shown in a list."""

CONTENT = (
    *NAMES,
    *NUMBERS,
    *LETTERS,
    *DAYS,
    *MONTHS,
    *ORDINALS,
    *COUNTRIES,
    *CAPITALS,
    *ANIMALS,
    *PLACES,
    *COLOURS,
    *NOUNS,
    *PLURALS,
    *FOODS,
    *POSITIVE,
    *NEGATIVE,
    *TALL,
    *SHORT,
    *LIKING,
    *DISLIKING,
    *SERVICES,
)
VOCABULARY = (*FUNCTION, *CONTENT)
INDEX = {word: index for index, word in enumerate(VOCABULARY)}
PAD, BOS = INDEX["<pad>"], INDEX["<bos>"]
ALPHABET = (*LETTERS, *NAMES)
"""The 58 words of most code documents."""


@dataclass(frozen=True)
class Fact:
    """`the RELATION of ENTITY is VALUE .`

    Args:
        relation: `capital`, `animal`, `color` or `home`.
        entity: what it is about.
        value: what holds.
        kind: every word that could stand in the value's place.
    """

    relation: str
    entity: str
    value: str
    kind: tuple[str, ...]

    def said(self, value: str) -> list[str]:
        """The statement with this value."""
        return ["the", self.relation, "of", self.entity, "is", value]

    def another(self, rng: random.Random) -> str:
        """A value that does not hold."""
        return rng.choice([v for v in self.kind if v != self.value])


def _facts() -> tuple[Fact, ...]:
    """The tables of this world, drawn once and for all."""
    rng = random.Random(0)

    def table(relation: str, entities: Sequence[str], kind: tuple[str, ...]) -> list[Fact]:
        return [Fact(relation, e, rng.choice(kind), kind) for e in entities]

    return (
        *(Fact("capital", c, v, CAPITALS) for c, v in zip(COUNTRIES, CAPITALS, strict=True)),
        *table("animal", COUNTRIES, ANIMALS),
        *table("color", NOUNS, COLOURS),
        *table("home", ANIMALS, PLACES),
    )


FACTS = _facts()


@dataclass(frozen=True)
class Document:
    """A text of the language.

    Args:
        words: from `<bos>` on.
        marked: for each word, whether it can be known from those before it.
    """

    words: tuple[str, ...]
    marked: tuple[bool, ...]


class Writer:
    """Collects a document word by word."""

    def __init__(self, *head: str) -> None:
        self.words = ["<bos>", *head]
        self.marked = [False] * len(self.words)

    def say(self, *words: str) -> None:
        """Words that nobody could have known."""
        self.words += words
        self.marked += [False] * len(words)

    def answer(self, word: str) -> None:
        """A word that follows from what came before."""
        self.words.append(word)
        self.marked.append(True)

    def state(self, fact: Fact, value: str) -> None:
        """A statement whose value is marked."""
        *before, last = fact.said(value)
        self.say(*before)
        self.answer(last)

    def done(self) -> Document:
        """What was written."""
        return Document(tuple(self.words), tuple(self.marked))


def code(rng: random.Random, words: Sequence[str] = ALPHABET) -> Document:
    """`code : t1 .. tk ; t1 .. tk ; …`: from the second copy on every word is marked."""
    # Short passages are more frequent: they show more copies.
    length = min(rng.randint(3, 16), rng.randint(3, 16))
    passage = rng.sample(words, length)
    written = Writer("code", ":")
    written.say(*passage)
    for _ in range(max(1, 47 // (length + 1) - 1)):
        written.say(";")
        for word in passage:
            written.answer(word)
    return written.done()


def ioi(rng: random.Random) -> Document:
    """`when A and B went to the P , S gave the O to IO .`: the one who is named once receives."""
    a, b = rng.sample(NAMES, 2)
    giver, receiver = rng.sample((a, b), 2)
    place, thing = rng.choice(PLACES), rng.choice(NOUNS)
    written = Writer("ioi", ":")
    opening = rng.randrange(3)
    if opening == 0:
        written.say("when", a, "and", b, "went", "to", "the", place, ",")
    elif opening == 1:
        written.say("the", "friends", a, "and", b, "came", "to", "the", place, ".", "then")
    else:
        written.say(a, "went", "to", "the", place, "with", b, ".", "meanwhile")
    if rng.random() < 0.3:
        written.say("the", rng.choice(NOUNS), "was", rng.choice(COLOURS), ".")
    written.say(giver, "gave", "the", thing, "to")
    written.answer(receiver)
    written.say(".")
    return written.done()


def guests(rng: random.Random) -> Document:
    """Two or three names in any order, one of them once, the others twice; who was it?"""
    names = rng.sample(NAMES, rng.choice((2, 3)))
    order = [names[0], *names[1:], *names[1:]]
    rng.shuffle(order)
    written = Writer("guests", ":")
    for place, name in enumerate(order):
        if place:
            written.say(rng.choice((",", "and", "then", ";")))
        if rng.random() < 0.15:
            written.say(rng.choice(FOODS))
        written.say(name)
    once = rng.random() < 0.6
    written.say(".", "once" if once else "twice", ":")
    written.answer(names[0] if once else rng.choice(names[1:]))
    written.say(".")
    return written.done()


def listing(rng: random.Random) -> Document:
    """`list : monday soup , tuesday mug pie , …`: each element is the successor of the last."""
    written = Writer("list", ":")
    for place, element in enumerate(run_of(rng, rng.randint(4, 8))):
        if place:
            written.say(",")
            written.answer(element)
        else:
            written.say(element)
        written.say(*rng.choices((*FOODS, *NOUNS), k=rng.randint(1, 3)))
    written.say(".")
    return written.done()


def run_of(rng: random.Random, length: int) -> list[str]:
    """Successive elements of one of the five sequences, at most `length`; none is withheld."""
    sequence = rng.choice(SEQUENCES)
    run = [rng.choice(sequence)]
    while len(run) < length and run[-1] not in WITHHELD and (after := successor(run[-1])):
        run.append(after)
    return run if len(run) > 1 else run_of(rng, length)


def successor(element: str) -> str | None:
    """The next element of its sequence; days and months begin again, the others end."""
    for sequence in SEQUENCES:
        if element in sequence:
            place = sequence.index(element) + 1
            if place < len(sequence):
                return sequence[place]
            return sequence[0] if sequence in (DAYS, MONTHS) else None
    return None


def draw(rng: random.Random) -> Document:
    """`draw : red , blue , …`: one class without replacement. Each is marked."""
    kind = rng.choice((COLOURS, ANIMALS, FOODS, PLACES))
    return _drawn("draw", rng.sample(kind, min(len(kind), rng.randint(6, 12))), marked=True)


def roll(rng: random.Random) -> Document:
    """The same with replacement: what was seen may come again."""
    kind = rng.choice((COLOURS, ANIMALS, FOODS, PLACES))
    return _drawn("roll", rng.choices(kind, k=rng.randint(6, 12)), marked=False)


def _drawn(kind: str, elements: Sequence[str], *, marked: bool) -> Document:
    written = Writer(kind, ":")
    for place, element in enumerate(elements):
        if place:
            written.say(",")
        (written.answer if marked else written.say)(element)
    written.say(".")
    return written.done()


def book(rng: random.Random) -> Document:
    """Five facts, all of them true."""
    written = Writer("book", ":")
    for fact in rng.sample(FACTS, 5):
        written.state(fact, fact.value)
        written.say(".")
    return written.done()


def says(rng: random.Random) -> Document:
    """`NAME says :` and five statements, all true or all false, as that person is."""
    draw_person = rng.random()
    person = rng.choice(HONEST if draw_person < 0.2 else LIARS if draw_person < 0.4 else UNKNOWN)
    true = person in HONEST or (person in UNKNOWN and rng.random() < 0.5)
    written = Writer(person, "says", ":")
    for fact in rng.sample(FACTS, 5):
        written.state(fact, fact.value if true else fact.another(rng))
        written.say(".")
    return written.done()


def quiz(rng: random.Random) -> Document:
    """`the R of E is V ? true .`, four times; half of the statements are false."""
    written = Writer("quiz", ":")
    for fact in rng.sample(FACTS, 4):
        true = rng.random() < 0.5
        written.say(*fact.said(fact.value if true else fact.another(rng)), "?")
        written.answer("true" if true else "false")
        written.say(".")
    return written.done()


def review(rng: random.Random) -> Document:
    """Three to five sentences about food and service, of one mood, which half of them announce."""
    mood, positive = rng.choice((("five", 0.95), ("one", 0.05), ("three", 0.5)))
    written = Writer("review", *((mood,) if rng.random() < 0.5 else ()), ":")
    for _ in range(rng.randint(3, 5)):
        good = rng.random() < positive
        if rng.random() < 0.3:
            written.say("we")
            written.answer(rng.choice(LIKING if good else DISLIKING))
            written.say("the", rng.choice((*FOODS, *SERVICES)), ".")
        else:
            written.say("the", rng.choice((*FOODS, *SERVICES)), "was")
            written.answer(rng.choice(POSITIVE if good else NEGATIVE))
            written.say(".")
    return written.done()


def _pairings() -> dict[str, dict[str, str]]:
    pairs = {
        relation: {f.entity: f.value for f in FACTS if f.relation == relation}
        for relation in ("capital", "animal", "color")
    }
    antonyms = dict(zip((*POSITIVE, *TALL), (*NEGATIVE, *SHORT), strict=True))
    pairs["antonym"] = antonyms | {b: a for a, b in antonyms.items()}
    pairs["plural"] = dict(zip(NOUNS, PLURALS, strict=True))
    pairs["succ"] = {e: s for q in SEQUENCES for e in q if (s := successor(e))}
    pairs["pred"] = {s: e for e, s in pairs["succ"].items()}
    pairs["identity"] = {w: w for w in (*FOODS, *PLACES, *NOUNS, *POSITIVE, *NEGATIVE)}
    return pairs


PAIRINGS = _pairings()


def pairs(rng: random.Random, task: str | None = None, count: int = 0) -> Document:
    """`pairs : a -> b , c -> d …` under one of eight rules; outputs count from the third on."""
    table = PAIRINGS[task or rng.choice(tuple(PAIRINGS))]
    written = Writer("pairs", ":")
    for place, entry in enumerate(rng.sample(sorted(table), count or rng.randint(5, 9))):
        if place:
            written.say(",")
        written.say(entry, "->")
        (written.answer if place >= 2 else written.say)(table[entry])
    written.say(".")
    return written.done()
