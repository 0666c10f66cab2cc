"""
The language of what people write.
"""

from __future__ import annotations

import pytest

from knowledge.statements.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("our orders have stopped since Monday", "en"),
        ("seit Montag kommen keine Bestellungen mehr", "de"),
        ("nos commandes n’arrivent plus", "fr"),
        ("da lunedì non arrivano ordini", "it"),
        ("desde el lunes no llegan pedidos", "es"),
        ("desde segunda-feira não chegam encomendas", "pt"),
        ("sinds maandag komen er geen bestellingen binnen", "nl"),
        ("od poniedziałku nie przychodzą zamówienia", "pl"),
        ("sedan i måndags kommer inga beställningar in", "sv"),
        ("pazartesiden beri siparişler gelmiyor", "tr"),
        ("注文が月曜日から入ってきません", "ja"),
        ("亚马逊订单从周一开始没有了,请检查", "zh"),
        ("لا تصل الطلبات منذ يوم الاثنين", "ar"),
    ],
)
def test_a_language_is_told(text: str, language: str) -> None:
    """
    By the script, or by the words.
    """
    assert language_of(text) == language


@pytest.mark.parametrize("text", ["", "403", "M1003", "<@U1> :wave:", "```{}```"])
def test_what_has_no_language_keeps_the_usual_one(text: str) -> None:
    """
    Unknown is a value: nothing is guessed from an id or a number.
    """
    assert language_of(text, "de") == "de"
    assert language_of(text) == ""


def test_a_brand_in_latin_letters_does_not_make_it_english() -> None:
    """
    A third of the letters is enough for a script.
    """
    assert language_of("Amazon Seller Central の注文が見えません") == "ja"
