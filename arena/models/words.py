"""A tokenizer for languages whose words are their tokens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from arena.errors import ModelError


@dataclass(frozen=True)
class Words:
    """Words and their numbers.

    Args:
        words: each once; its place is its number.
    """

    words: tuple[str, ...]

    def encode(self, text: str) -> list[int]:
        """The numbers of the words of a text, which are separated by spaces.

        Raises:
            ModelError: a word is not of this language.
        """
        numbers = {word: number for number, word in enumerate(self.words)}
        for word in text.split():
            if word not in numbers:
                raise ModelError(f"“{word}” is not a word of this model's language.")
        return [numbers[word] for word in text.split()]

    def decode(self, tokens: Iterable[int]) -> str:
        """The words with these numbers, separated by spaces."""
        return " ".join(self.words[int(token)] for token in tokens)

    def __len__(self) -> int:
        return len(self.words)
