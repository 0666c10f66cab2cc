"""
The merchants' view's own few words, in the languages a channel can be set to.

Causes and steps come worded from the articles; here is only what surrounds them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """
    One language. Buttons are short: Slack allows 75 characters and phones show about 20.
    """

    looking: str
    looking_again: str
    colleague: str
    refused: str
    trouble: str
    what_to_do: str
    nothing_to_do: str
    you: str
    account_admin: str
    agency: str
    nobody: str
    we: str
    one_question: str
    looked_at: str
    done: str
    still_broken: str
    escalating: str
    escalated: str
    acknowledged: str
    fixed: str
    not_fixed: str
    overrun: str
    interrupted: str
    closed: str
    agents_only: str
    not_yours: str
    settled: str


LANGUAGES: dict[str, Phrases] = {
    "en": Phrases(
        looking="Thanks for telling us. We are looking at your Amazon connection now.",
        looking_again="We are looking again now.",
        colleague="Thanks for telling us. A colleague will reply here shortly.",
        refused="We could not look this up here. A colleague will help you in this channel.",
        trouble="We could not finish looking. A colleague will take over in this channel.",
        what_to_do="What to do",
        nothing_to_do="There is nothing for you to do.",
        you="You",
        account_admin="The administrator of your Amazon account",
        agency="Your agency",
        nobody="This clears by itself",
        we="We",
        one_question="One question",
        looked_at="What we looked at",
        done="I’ve Done It",
        still_broken="Still Broken",
        escalating="We are handing this to our support team.",
        escalated="Our support team has this now, with everything found so far. You need not repeat anything.",
        acknowledged="A colleague is working on this.",
        fixed="It works again: what failed before has now gone through.",
        not_fixed="It still does not go through.",
        overrun="This is taking longer than it should. Our support team is looking into it.",
        interrupted="We were interrupted and are not finished. Please press the button to look again.",
        closed="We consider this settled. Write here if anything is still wrong.",
        agents_only="Only support agents can do that.",
        not_yours="That button is not for this conversation.",
        settled="That was already decided.",
    ),
    "de": Phrases(
        looking="Danke für den Hinweis. Wir sehen uns Ihre Amazon-Verbindung gerade an.",
        looking_again="Wir sehen noch einmal nach.",
        colleague="Danke für den Hinweis. Jemand aus dem Team antwortet hier in Kürze.",
        refused="Das können wir hier nicht nachsehen. Jemand aus dem Team hilft Ihnen in diesem Kanal.",
        trouble="Wir konnten die Prüfung nicht abschließen. Jemand aus dem Team übernimmt in diesem Kanal.",
        what_to_do="Was zu tun ist",
        nothing_to_do="Sie müssen nichts tun.",
        you="Sie",
        account_admin="Wer Ihr Amazon-Konto verwaltet",
        agency="Ihre Agentur",
        nobody="Das erledigt sich von selbst",
        we="Wir",
        one_question="Eine Frage",
        looked_at="Was wir uns angesehen haben",
        done="Erledigt",
        still_broken="Geht noch nicht",
        escalating="Wir geben das an unser Support-Team weiter.",
        escalated="Unser Support-Team hat den Fall mit allem, was wir wissen. Sie müssen nichts wiederholen.",
        acknowledged="Jemand aus dem Team arbeitet daran.",
        fixed="Es funktioniert wieder: Was vorher scheiterte, ging jetzt durch.",
        not_fixed="Es geht noch nicht durch.",
        overrun="Das dauert länger als erwartet. Unser Support-Team kümmert sich darum.",
        interrupted="Wir wurden unterbrochen und sind nicht fertig. Bitte lassen Sie uns per Knopf noch einmal nachsehen.",
        closed="Wir betrachten das als erledigt. Schreiben Sie hier, falls doch noch etwas fehlt.",
        agents_only="Das kann nur unser Support-Team.",
        not_yours="Dieser Knopf gehört nicht zu diesem Gespräch.",
        settled="Das wurde bereits entschieden.",
    ),
    "fr": Phrases(
        looking="Merci de nous prévenir. Nous examinons votre connexion Amazon.",
        looking_again="Nous regardons à nouveau.",
        colleague="Merci de nous prévenir. Un collègue vous répondra ici sous peu.",
        refused="Nous ne pouvons pas vérifier cela ici. Un collègue vous aidera dans ce canal.",
        trouble="Nous n’avons pas pu terminer l’examen. Un collègue prend le relais dans ce canal.",
        what_to_do="Ce qu’il faut faire",
        nothing_to_do="Vous n’avez rien à faire.",
        you="Vous",
        account_admin="L’administrateur de votre compte Amazon",
        agency="Votre agence",
        nobody="Cela se règle tout seul",
        we="Nous",
        one_question="Une question",
        looked_at="Ce que nous avons examiné",
        done="C’est fait",
        still_broken="Toujours en panne",
        escalating="Nous transmettons à notre équipe d’assistance.",
        escalated="Notre équipe d’assistance a le dossier complet. Vous n’avez rien à répéter.",
        acknowledged="Un collègue s’en occupe.",
        fixed="Cela fonctionne à nouveau : ce qui échouait passe maintenant.",
        not_fixed="Cela ne passe toujours pas.",
        overrun="C’est plus long que prévu. Notre équipe d’assistance s’en occupe.",
        interrupted="Nous avons été interrompus avant la fin. Appuyez sur le bouton pour relancer l’examen.",
        closed="Nous considérons ce point comme réglé. Écrivez ici si quelque chose ne va pas.",
        agents_only="Seule notre équipe d’assistance peut faire cela.",
        not_yours="Ce bouton ne concerne pas cette conversation.",
        settled="C’est déjà décidé.",
    ),
    "it": Phrases(
        looking="Grazie della segnalazione. Stiamo controllando la vostra connessione Amazon.",
        looking_again="Stiamo controllando di nuovo.",
        colleague="Grazie della segnalazione. Un collega risponderà qui a breve.",
        refused="Qui non possiamo verificarlo. Un collega vi aiuterà in questo canale.",
        trouble="Non siamo riusciti a completare il controllo. Un collega prosegue in questo canale.",
        what_to_do="Che cosa fare",
        nothing_to_do="Non dovete fare nulla.",
        you="Voi",
        account_admin="L’amministratore del vostro account Amazon",
        agency="La vostra agenzia",
        nobody="Si risolve da sé",
        we="Noi",
        one_question="Una domanda",
        looked_at="Che cosa abbiamo controllato",
        done="Fatto",
        still_broken="Non funziona ancora",
        escalating="Passiamo la richiesta al nostro team di assistenza.",
        escalated="Il nostro team di assistenza ha tutto ciò che sappiamo. Non dovete ripetere nulla.",
        acknowledged="Un collega se ne sta occupando.",
        fixed="Funziona di nuovo: ciò che prima falliva ora passa.",
        not_fixed="Ancora non passa.",
        overrun="Sta durando più del previsto. Se ne occupa il nostro team di assistenza.",
        interrupted="Siamo stati interrotti prima della fine. Premete il pulsante per controllare di nuovo.",
        closed="Consideriamo la questione chiusa. Scrivete qui se qualcosa ancora non va.",
        agents_only="Solo il nostro team di assistenza può farlo.",
        not_yours="Questo pulsante non riguarda questa conversazione.",
        settled="È già stato deciso.",
    ),
    "es": Phrases(
        looking="Gracias por avisar. Estamos revisando su conexión con Amazon.",
        looking_again="Lo estamos revisando de nuevo.",
        colleague="Gracias por avisar. Un compañero responderá aquí en breve.",
        refused="No podemos consultarlo aquí. Un compañero les ayudará en este canal.",
        trouble="No pudimos terminar la revisión. Un compañero continúa en este canal.",
        what_to_do="Qué hay que hacer",
        nothing_to_do="No tienen que hacer nada.",
        you="Ustedes",
        account_admin="Quien administra su cuenta de Amazon",
        agency="Su agencia",
        nobody="Se resuelve solo",
        we="Nosotros",
        one_question="Una pregunta",
        looked_at="Qué hemos revisado",
        done="Ya está hecho",
        still_broken="Sigue sin funcionar",
        escalating="Lo pasamos a nuestro equipo de soporte.",
        escalated="Nuestro equipo de soporte tiene todo lo que sabemos. No hace falta repetir nada.",
        acknowledged="Un compañero se está ocupando.",
        fixed="Vuelve a funcionar: lo que antes fallaba ahora pasa.",
        not_fixed="Todavía no pasa.",
        overrun="Tarda más de lo debido. Nuestro equipo de soporte se ocupa.",
        interrupted="Nos interrumpieron antes de terminar. Pulse el botón para revisarlo de nuevo.",
        closed="Lo damos por resuelto. Escriban aquí si algo sigue mal.",
        agents_only="Solo nuestro equipo de soporte puede hacerlo.",
        not_yours="Ese botón no es de esta conversación.",
        settled="Ya se decidió.",
    ),
}


def phrases(language: str) -> Phrases:
    """
    The words of a language; English for one that we do not have.
    """
    return LANGUAGES.get(language.lower()[:2], LANGUAGES["en"])
