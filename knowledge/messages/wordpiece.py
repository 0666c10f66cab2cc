"""
Cuts a text into the pieces of words that a BERT model was trained on.
"""

from __future__ import annotations

import unicodedata

from collections.abc import Iterator, Sequence


BEGIN, END, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
LONGEST_WORD = 100  # characters; what is longer is no word
CJK = (
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x2FA1F),
)  # ideographs stand for themselves; kana and hangul are written in words


class WordPiece:
    """
    The uncased WordPiece scheme: lower case, no accents, longest known piece first.

    Source: Devlin et al. 2018 (BERT), the scheme of `bert-base-uncased`, whose vocabulary this takes.
    """

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._number = {piece: number for number, piece in enumerate(vocabulary)}

    def numbers(self, text: str, most: int) -> list[int]:
        """
        The numbers of a text's pieces, `most` at the most, between the marks of begin and end.
        """
        found = [self._number[BEGIN]]
        for word in _words(text):
            found += self._pieces(word)
            if len(found) >= most:
                break
        return [*found[: most - 1], self._number[END]]

    def _pieces(self, word: str) -> list[int]:
        if len(word) > LONGEST_WORD:
            return [self._number[UNKNOWN]]
        found, start = [], 0
        while start < len(word):
            for end in range(len(word), start, -1):
                piece = word[start:end] if start == 0 else f"##{word[start:end]}"
                if piece in self._number:
                    found.append(self._number[piece])
                    start = end
                    break
            else:
                return [self._number[UNKNOWN]]
        return found


def _words(text: str) -> Iterator[str]:
    word = ""
    for character in unicodedata.normalize("NFD", text.lower()):
        kind = unicodedata.category(character)
        if kind == "Mn" or (kind in {"Cc", "Cf"} and character not in "\t\n\r"):
            continue
        space = character.isspace()
        alone = not space and _stands_alone(character, kind)
        if not (space or alone):
            word += character
            continue
        if word:
            yield word
            word = ""
        if alone:
            yield character
    if word:
        yield word


def _stands_alone(character: str, kind: str) -> bool:
    if character.isascii():
        return not character.isalnum()
    number = ord(character)
    return kind.startswith("P") or any(first <= number <= last for first, last in CJK)
