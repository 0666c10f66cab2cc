"""
Sentences in pairs: one that says a thing, and one that only sounds like it.
"""

from __future__ import annotations

import pytest

from knowledge.statements.hearing import CHANGING, Act
from knowledge.statements.reader import read


# What is said to have happened, and what says that it did not, not here, not now, or only asks.
EVENTS = [
    ("account_security_update", "We changed the password", "Nobody changed a password"),
    ("rate_limited", "We hit the rate limit", "It is not a rate limit"),
    ("rate_limited", "it is a rate limit", "not a rate limit"),
    ("account_deactivated", "Das Konto ist gesperrt", "Das Konto ist nicht gesperrt"),
    ("account_deactivated", "it was suspended", "is it suspended?"),
    ("account_deactivated", "why was the account suspended?", "maybe the account is suspended"),
    ("authorization_expired", "our token expired", "our other tool's token expired"),
    ("account_security_update", "Das Passwort wurde geändert", "Das Passwort wurde nicht geändert"),
    (
        "account_security_update",
        "Nous avons changé le mot de passe",
        "Nous n’avons pas changé le mot de passe",
    ),
    ("account_security_update", "Abbiamo cambiato la password", "Nessuno ha cambiato la password"),
    (
        "account_security_update",
        "Ayer cambiamos la contraseña",
        "Nadie ha cambiado la contraseña",
    ),
    (
        "account_security_update",
        "we hebben het wachtwoord gewijzigd",
        "niemand heeft het wachtwoord gewijzigd",
    ),
    ("account_security_update", "zmieniliśmy hasło, zmieniono hasło", "nikt nie zmieniał hasła"),
    (
        "account_security_update",
        "vi har ändrat lösenordet",
        "ingen har ändrat lösenordet",
    ),
    ("account_security_update", "şifreyi değiştirdik", "kimse şifreyi değiştirmedi"),
    ("account_security_update", "パスワードを変更しました", "パスワードは変更していません"),
    ("account_deactivated", "账户被停用了", "账户没有被停用"),
]


@pytest.mark.parametrize(("family", "said", "denied"), EVENTS)
def test_an_event_is_told_from_its_denial(family: str, said: str, denied: str) -> None:
    """
    What did not happen is never read as what did.
    """
    assert family in read(said).asserted
    assert family not in read(denied).asserted


ACTS = [
    (Act.ESCALATE, "please escalate this", "no need to escalate"),
    (Act.ESCALATE, "could you escalate this please?", "should we escalate?"),
    (Act.ESCALATE, "bitte eskalieren", "Bitte jetzt nicht eskalieren"),
    (Act.ESCALATE, "escaladez s’il vous plaît", "pas besoin d’escalader"),
    (Act.ESCALATE, "escalen esto por favor", "no hace falta escalar"),
    (Act.ESCALATE, "potete inoltrarlo", "non serve inoltrarlo"),
    (Act.ESCALATE, "エスカレーションをお願いします", "エスカレーションは不要です"),
    (Act.ESCALATE, "请升级处理", "先不要升级处理"),
    (Act.ESCALATE, "escalate", "if it fails again, escalate"),
    (Act.DONE, "we have reconnected", "we have not reconnected yet, is it really needed?"),
    (
        Act.DONE,
        "Wir haben neu verbunden",
        "Wir haben noch nicht neu verbunden, unser Admin ist im Urlaub",
    ),
    (Act.DONE, "I have done it", "I have not done it"),
    (Act.DONE, "nous avons reconnecté le compte", "je n’ai pas encore reconnecté"),
    (Act.DONE, "abbiamo riconnesso", "Non abbiamo ancora riconnesso"),
    (Act.DONE, "hemos reconectado", "Todavía no hemos reconectado"),
    (Act.DONE, "再接続しました", "まだ再接続していません"),
    (Act.DONE, "我们已经重新授权了", "我们还没有重新连接"),
    (Act.DONE, "done", "are we done for today?"),
    (Act.DONE, "we reconnected", "has somebody reconnected?"),
    (Act.AGAIN, "can you run it again?", "please do not run it again"),
    (Act.AGAIN, "try again please", "I will try again tomorrow"),
    (Act.AGAIN, "Pouvez-vous revérifier ?", "Ne relancez pas le test"),
    (Act.AGAIN, "もう一度確認してください", "再実行しないでください"),
    (Act.AGAIN, "请再试一次", "请不要再试"),
    (Act.AGAIN, "check again", "it works again, what was it?"),
    (Act.CLOSE, "you can close it", "don’t close it yet"),
    (Act.PERSON, "I want a human, not a bot", "no human being needed"),
    (Act.PERSON, "Kann mich bitte jemand anrufen?", "I am looking at it"),
    (
        Act.STILL_BROKEN,
        "it is still not working",
        "it is still not clear to me what I should click",
    ),
    (Act.STILL_BROKEN, "still broken", "is it still broken?"),
    (Act.STILL_BROKEN, "it works again? no, same error", "it works again, what was it?"),
]


@pytest.mark.parametrize(("act", "said", "other"), ACTS)
def test_a_request_is_told_from_its_opposite(act: Act, said: str, other: str) -> None:
    """
    Nothing is done that somebody asked us to leave, asked about, or will do later.
    """
    assert act in read(said).acts
    assert act not in read(other).acts


@pytest.mark.parametrize(
    "text",
    [
        "still doesn't work",
        "same error",
        "no luck",
        "it's not working",
        "doesn't work",
        "es funktioniert immer noch nicht",
        "immer noch kaputt",
        "Ça ne marche toujours pas",
        "Ancora lo stesso errore",
        "Sigue sin funcionar",
        "Het werkt nog steeds niet",
        "Nadal nie działa",
        "Det fungerar fortfarande inte",
        "Hâlâ çalışmıyor",
        "Continua sem funcionar",
        "まだ直っていません",
        "还是不行",
    ],
)
def test_that_it_did_not_help_is_heard(text: str) -> None:
    """
    Denied in form, and the very thing that is meant.
    """
    assert read(text).acts == (Act.STILL_BROKEN,)


def test_a_denial_in_one_clause_does_not_stain_the_next() -> None:
    """
    "We reconnected, but it still does not work" says both.
    """
    assert set(read("Wir haben neu verbunden, aber es geht immer noch nicht").acts) == {
        Act.DONE,
        Act.STILL_BROKEN,
    }


@pytest.mark.parametrize(
    "text",
    [
        "we hit the rate limit today without changing the code",
        "wir haben heute das Rate-Limit erreicht ohne eine Änderung am Code",
    ],
)
def test_without_denies_what_follows_alone(text: str) -> None:
    """
    Not what stands before it.
    """
    assert read(text).asserted == {"rate_limited"}


def test_a_symptom_in_the_negative_is_kept() -> None:
    """
    "No orders arrive" is what is wrong; only denied events leave the text.
    """
    text = "Since Monday no orders come in. Nobody changed a password."
    assert read(text).weighed.strip() == "Since Monday no orders come in."


def test_nothing_in_a_quote_is_denied() -> None:
    """
    What a machine said stands as it was said.
    """
    body = '{"error": "the account was not suspended"}'
    assert read(body).statements == ()
    assert read(body).weighed == body


def test_greetings_questions_of_course_and_order_numbers_say_nothing() -> None:
    """
    They are not weighed. A word beside them that says something makes it something to read.
    """
    text = "Hello team, our orders stopped. What should we do? The order is 404-5551234-1234567."
    assert "404" not in read(text).weighed
    assert "What should we do" not in read(text).weighed
    assert read("Hello orders gone").weighed == "Hello orders gone"


def test_a_story_holds_no_request() -> None:
    """
    In a text too long to be one, "again" and "done" are words like others.
    """
    assert read("we have done it. " * 60).acts == ()


@pytest.mark.parametrize(
    "text",
    [
        "we did not get to the reconnect before the weekend",
        "Why should we reconnect at all?",
        "My colleague will do it when she is back",
        "there's no reason to bring in engineering",
        "Wir konnten den Schritt noch nicht machen",
        "Ist das Neuverbinden wirklich nötig?",
        "Mein Chef kümmert sich nächste Woche darum",
        "Bitte den Fall noch nicht schließen",
        "Nous n'avons pas encore eu le temps",
        "Faut-il vraiment tout refaire ?",
        "Je le ferai demain matin",
        "Ne fermez pas le dossier",
        "Non siamo ancora riusciti a farlo",
        "È proprio necessario riconnettere?",
        "Non chiudete ancora il caso",
        "Aún no hemos podido",
        "¿Es necesario reconectar?",
        "No cierren el caso todavía",
        "Dat hebben we nog niet kunnen doen",
        "Sluit de zaak nog niet",
        "まだ試していません",
        "まだ閉じないでください",
        "来週対応します",
        "还没来得及操作",
        "请先不要关闭",
        "Jeszcze tego nie zrobiliśmy",
        "Vi har inte hunnit än",
        "Henüz yapmadık",
        "Ainda não fizemos",
        "The old agency reconnected it last year",
        "If we reconnect, will the data come back?",
        "Maybe it works again after the reconnect",
    ],
)
def test_what_is_not_done_not_wanted_or_only_asked_moves_nothing(text: str) -> None:
    """
    Written before the lists had seen them: none of what changes something is heard.
    """
    assert not CHANGING.intersection(read(text).acts)
    assert Act.STILL_BROKEN not in read(text).acts
