"""
Which articles would answer, why, and what comes second: an author's question.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from bot.cli.commands.kb_view import as_json as print_json
from bot.cli.commands.kb_view import bold
from knowledge.messages.reader import MessageReader, MessageReading
from knowledge.statements.reader import read as statements_of


if TYPE_CHECKING:
    from diagnostics.diagnosis.result import Diagnosis, Suspect
    from knowledge.base.article import Article
    from knowledge.base.library import Library

SHOWN = 5
DECIDED = {
    "healthy": "healthy: nothing abnormal was seen",
    "answer": "answers with",
    "ask_person": "offers to a person",
    "escalate": "escalates; the likeliest are",
    "could_not_examine": "could not examine; the likeliest would be",
}


def message(library: Library, text: str, *, as_json: bool) -> None:
    """
    What a message alone leads to.
    """
    reading = MessageReader(library).read(statements_of(text).weighed)
    ranked = reading.ranked[:SHOWN]
    if as_json:
        print_json(_plain(reading))
        return
    if not reading.relevant:
        typer.echo(f"Silence: {_percent(reading.relevance)} that this is about a connection.")
        typer.echo("If it should be answered, add it to the phrases of a symptom or an article.")
        _nearest(library, reading)
        return
    typer.echo(f"About a connection: {_percent(reading.relevance)}.")
    heard = ", ".join(f"{name} {_percent(share)}" for name, share in reading.symptoms)
    typer.echo(f"Symptoms heard: {heard} (confidence {_percent(reading.confidence)}).")
    if not reading.helped:
        typer.echo(
            "Not sure enough to move a ranking: the answer says that the message did not help."
        )
    typer.echo("")
    for place, (name, nats) in enumerate(ranked, start=1):
        article = library[name]
        typer.echo(f"{place}. {bold(name)}  {nats:+.1f} nats  {article.title}")
        why = [f"{s} ({share:.0%})" for s, share in reading.symptoms if s in article.symptoms]
        typer.echo("   because it names " + ", ".join(why) if why else "   by its phrases")
    typer.echo("\nWords propose; findings decide. They count for 3 nats at most.")


def bundle(library: Library, path: Path, issue: str, *, as_json: bool) -> None:
    """
    What a bundle's findings, and its issue, lead to with today's articles.
    """
    from bot.cli.commands import kb_judge  # the probes are slow to import, and a message needs none
    from diagnostics.diagnosis.diagnose import diagnose
    from knowledge.quality import authoring

    seen = authoring.seen_in(path)
    probes = kb_judge.all_probes()
    reading = MessageReader(library).read(statements_of(issue or seen.issue).weighed)
    diagnosis = diagnose(
        kb_judge.findings_seen(seen, probes),
        library.causes(),
        probes,
        words=reading.ratios,
        kinds=seen.kinds,
    )
    if as_json:
        print_json({"diagnosis": _plain_diagnosis(diagnosis), "words": _plain(reading)})
        return
    _show(diagnosis)
    for further in diagnosis.further:
        typer.echo("\nAnd for what that leaves unexplained, it")
        _show(further)


def _show(diagnosis: Diagnosis[Article]) -> None:
    typer.echo(bold(DECIDED[diagnosis.decision]))
    for place, suspect in enumerate(diagnosis.suspects[:SHOWN], start=1):
        cause = suspect.cause
        typer.echo(f"{place}. {bold(cause.id)}  {_percent(suspect.probability)}  {cause.title}")
        for label, signals in (
            ("because", suspect.because),
            ("despite", suspect.despite),
            ("unconfirmed without", suspect.unconfirmed),
        ):
            if signals:
                typer.echo(f"   {label}: {', '.join(signals[:SHOWN])}")
        if suspect.barred:
            typer.echo(f"   barred: {suspect.barred}")
    typer.echo(f"   none of them  {_percent(diagnosis.none_probability)}")
    if diagnosis.question:
        typer.echo(f"Ask: {diagnosis.question}")
    if diagnosis.because:
        typer.echo(diagnosis.because)


def _nearest(library: Library, reading: MessageReading) -> None:
    if reading.ranked:
        name = reading.ranked[0][0]
        typer.echo(f"Nearest: {name}, {library[name].title}")


def _plain(reading: MessageReading) -> dict[str, Any]:
    return {
        "relevant": reading.relevant,
        "relevance": round(reading.relevance, 4),
        "confidence": round(reading.confidence, 4),
        "symptoms": {name: round(share, 4) for name, share in reading.symptoms},
        "articles": [{"id": name, "nats": round(nats, 3)} for name, nats in reading.ranked[:SHOWN]],
    }


def _plain_diagnosis(diagnosis: Diagnosis[Article]) -> dict[str, Any]:
    def suspect(each: Suspect[Article]) -> dict[str, Any]:
        return {
            "id": each.cause.id,
            "probability": round(each.probability, 4),
            "because": each.because,
            "despite": each.despite,
        }

    return {
        "decision": diagnosis.decision,
        "suspects": [suspect(each) for each in diagnosis.suspects[:SHOWN]],
        "none": round(diagnosis.none_probability, 4),
        "question": diagnosis.question,
        "further": [_plain_diagnosis(each) for each in diagnosis.further],
    }


def _percent(share: float) -> str:
    return f"{share:.0%}"
