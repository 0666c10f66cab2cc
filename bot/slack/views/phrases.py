"""
The merchants' view's own few words, in the languages a channel can be set to.

Causes and steps come worded from the articles; here is only what surrounds them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.slack.views.holding import HOLDING


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
    partly_fixed: str
    nothing_broken: str
    could_not_look: str
    person: str
    person_button: str
    joined: str
    unread: str
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
        not_fixed="It is the same as before: what failed still does not go through. Please look whether each step is done; if they all are, press Still Broken and a colleague takes over.",
        partly_fixed="Part of it works again; the rest does not go through yet.",
        nothing_broken="As far as we can see nothing is broken: everything we ask Amazon for goes through, before and now. Tell us what you miss and since when, and a colleague will look.",
        could_not_look="We could not look just now, so we cannot say whether it works. We will look again.",
        person="A colleague of ours will answer you here, within {hours} hours. They have everything that was written so far.",
        person_button="Talk to a Person",
        joined="We have added this to what we are looking at already.",
        unread="We cannot read pictures, files or forwarded messages. Please write the error as text; a colleague can see them.",
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
        not_fixed="Es ist wie vorher: Was scheiterte, geht noch nicht durch. Bitte sehen Sie nach, ob jeder Schritt getan ist; wenn ja, drücken Sie „Geht noch nicht“, und jemand aus dem Team übernimmt.",
        partly_fixed="Ein Teil funktioniert wieder; der Rest geht noch nicht durch.",
        nothing_broken="Soweit wir sehen, ist nichts kaputt: Alles, was wir bei Amazon abfragen, kommt an, vorher wie jetzt. Schreiben Sie uns, was fehlt und seit wann; jemand aus dem Team sieht nach.",
        could_not_look="Wir konnten gerade nicht nachsehen und können darum nicht sagen, ob es geht. Wir sehen noch einmal nach.",
        person="Jemand aus unserem Team antwortet Ihnen hier, innerhalb von {hours} Stunden, und kennt alles, was bisher geschrieben wurde.",
        person_button="Mit Menschen sprechen",
        joined="Wir haben das zu dem genommen, was wir uns schon ansehen.",
        unread="Bilder, Dateien und weitergeleitete Nachrichten können wir nicht lesen. Bitte schreiben Sie den Fehler als Text; jemand aus dem Team kann sie sehen.",
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
        not_fixed="C’est comme avant : ce qui échouait ne passe toujours pas. Vérifiez que chaque étape est faite ; si oui, appuyez sur « Toujours en panne » et un collègue prend le relais.",
        partly_fixed="Une partie fonctionne à nouveau ; le reste ne passe pas encore.",
        nothing_broken="Pour autant que nous voyions, rien n’est en panne : tout ce que nous demandons à Amazon passe, avant comme maintenant. Dites-nous ce qui manque et depuis quand ; un collègue regardera.",
        could_not_look="Nous n’avons pas pu regarder à l’instant et ne pouvons donc pas dire si cela fonctionne. Nous regarderons à nouveau.",
        person="Un de nos collègues vous répondra ici, dans les {hours} heures. Il a tout ce qui a été écrit jusqu’ici.",
        person_button="Parler à quelqu’un",
        joined="Nous l’avons ajouté à ce que nous examinons déjà.",
        unread="Nous ne pouvons pas lire les images, fichiers ou messages transférés. Merci d’écrire l’erreur en texte ; un collègue peut les voir.",
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
        not_fixed="È come prima: ciò che falliva ancora non passa. Controllate che ogni passaggio sia fatto; se sì, premete «Non funziona ancora» e un collega prosegue.",
        partly_fixed="Una parte funziona di nuovo; il resto ancora non passa.",
        nothing_broken="Per quanto vediamo non c’è nulla di guasto: tutto ciò che chiediamo ad Amazon passa, prima e adesso. Diteci che cosa manca e da quando; un collega guarderà.",
        could_not_look="Ora non siamo riusciti a controllare, quindi non possiamo dire se funziona. Controlleremo di nuovo.",
        person="Un nostro collega vi risponderà qui, entro {hours} ore. Ha tutto ciò che è stato scritto finora.",
        person_button="Parla con qualcuno",
        joined="L’abbiamo aggiunto a ciò che stiamo già controllando.",
        unread="Non possiamo leggere immagini, file o messaggi inoltrati. Scrivete l’errore come testo; un collega può vederli.",
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
        not_fixed="Está igual que antes: lo que fallaba todavía no pasa. Compruebe que cada paso esté hecho; si lo está, pulse «Sigue sin funcionar» y un compañero continúa.",
        partly_fixed="Una parte vuelve a funcionar; el resto todavía no pasa.",
        nothing_broken="Hasta donde vemos no hay nada roto: todo lo que pedimos a Amazon pasa, antes y ahora. Díganos qué falta y desde cuándo; un compañero lo mirará.",
        could_not_look="No hemos podido mirar ahora, así que no podemos decir si funciona. Volveremos a mirar.",
        person="Un compañero les responderá aquí, en un plazo de {hours} horas. Tiene todo lo escrito hasta ahora.",
        person_button="Hablar con alguien",
        joined="Lo hemos añadido a lo que ya estamos revisando.",
        unread="No podemos leer imágenes, archivos ni mensajes reenviados. Escriban el error como texto; un compañero puede verlos.",
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
    The words of a language; English for one that we do not have, but for that a colleague will reply.
    """
    short = language.lower()[:2]
    found = LANGUAGES.get(short, LANGUAGES["en"])
    return (
        replace(found, looking=HOLDING[short], colleague=HOLDING[short])
        if short in HOLDING
        else found
    )
