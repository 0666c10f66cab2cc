"""
Tests for `knowledge.messages.reader`: what a message speaks for, within its limits.
"""

import pytest

from knowledge.messages.evaluation import halves, measure, read_messages
from knowledge.messages.reader import CAP, MessageReader
from knowledge.messages.sentences import read_sentences


@pytest.fixture(scope="module")
def words(real):
    return MessageReader(real)


@pytest.mark.parametrize(
    ("text", "article"),
    [
        ("changed our password and now the data is gone", "account-security-reset"),
        ("ads numbers are zero since monday", "ads-zero-no-delivery"),
        ("Amazon fordert uns auf, die Erlaubnis nach einem Jahr zu erneuern", "consent-expired"),
    ],
)
def test_a_message_moves_the_ranking_towards_its_cause(words, text, article):
    """
    What somebody writes counts as evidence, in several languages.
    """
    assert words.ratios(text)[article] > 0


@pytest.mark.parametrize(
    "text",
    ["", " ", "good morning", "lunch?", "how do I win the buy box", "🎉", "\x00", "a" * 10_000],
)
def test_what_is_not_about_a_connection_gets_silence(words, text):
    """
    No answer, and no evidence.
    """
    assert words.rank(text) == ()
    assert not words.relevant(text)
    assert not words.ratios(text)


def test_no_message_outweighs_two_good_probes(words):
    """
    Three nats at most, either way.
    """
    for message in read_messages():
        assert all(abs(nats) <= CAP for nats in words.ratios(message.text).values())


def test_the_same_message_reads_the_same(real, words):
    """
    No clock, no chance: a verdict can be replayed.
    """
    text = "orders stopped on Tuesday"

    assert MessageReader(real).read(text) == words.read(text)


def test_ten_thousand_characters_are_read_at_their_beginning(words):
    """
    A pasted log does not stop the bot.
    """
    text = "changed our password and now the data is gone "

    assert words.rank(text * 220)[0] == "account-security-reset"


def test_every_label_names_an_article(real):
    """
    A message that leads nowhere would never be right.
    """
    assert {name for m in read_messages() for name in m.leads_to if name not in real} == set()


def test_no_labelled_message_is_learned_from(real):
    """
    What is counted is never what was taught.
    """
    sentences = read_sentences(real.folder)
    taught = {p for symptom in sentences.symptoms.values() for p in symptom.phrases}
    taught |= {*sentences.unrelated, *(p for article in real for p in article.phrases)}

    assert taught & {message.text for message in read_messages()} == set()


def test_there_are_three_hundred_messages_and_a_third_is_unrelated():
    """
    Enough to count, with enough to be silent about.
    """
    messages = read_messages()

    assert len(messages) >= 300
    assert 0.28 <= sum(not m.leads_to for m in messages) / len(messages) <= 0.4


def test_the_held_out_half_reaches_its_goals(words):
    """
    The right article among three for nine of ten, and one unrelated answer in twenty at most.
    """
    _, held_out = halves(read_messages())
    score = measure(words, held_out)

    assert score.in_three >= 0.9 * score.ours, str(score)
    assert score.spoke <= 0.05 * score.others, str(score)


def test_every_symptom_has_twenty_phrases(real):
    """
    More phrases beat better models.
    """
    assert read_sentences(real.folder).faults == ()
