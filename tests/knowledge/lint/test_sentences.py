"""
What merchants must never read is refused in every article, in every language that we answer in.
"""

from __future__ import annotations

import pytest

from knowledge.base.library import Library
from knowledge.lint.sentences import bad_sentences, too_long


LIBRARY = Library.open()
ARTICLES = {article.id: article for article in LIBRARY}
ASKS_NOBODY = [article for article in LIBRARY if not article.reauthorizes]
NOTHING_TO_WAIT_FOR = [article for article in LIBRARY if article.wait is None]

# Of no article, whatever its remedy.
NEVER = {
    "en": [
        "Send us your Amazon password.",
        "Please reply with the one-time code that Amazon texted you.",
        "Give us full access to the account.",
        "Invite our team as an administrator.",
        "Brambleford Kettles, M1001, has the same trouble.",
        "Your seller id A2FAKE3SELLER4 was refused.",
        "Write to jane.doe@example.com.",
        "Amazon says QuotaExceeded.",
        "Open http://localhost:3000/cases.",
        "Let us know your login details, then we look for ourselves.",
        "The other data is not affected.",
        "Your connection is intact.",
        "Other regions work.",
        "Amazon refuses this for any account.",
        "We are in contact with Amazon.",
    ],
    "de": [
        "Schicken Sie uns bitte Ihr Amazon-Passwort.",
        "Teilen Sie uns den Bestätigungscode mit.",
        "Geben Sie uns alle Berechtigungen.",
        "Wir brauchen Ihre Zugangsdaten.",
        "Die übrigen Daten sind nicht betroffen.",
    ],
    "fr": [
        "Envoyez-nous votre mot de passe Amazon.",
        "Merci de nous communiquer le code de vérification.",
        "Donnez-nous un accès complet au compte.",
        "Nous avons besoin de vos identifiants.",
        "Votre connexion est intacte.",
    ],
    "it": [
        "Ci invii la password di Amazon.",
        "Ci comunichi il codice di verifica.",
        "Ci dia accesso completo all’account.",
        "Servono le sue credenziali, ce le mandi.",
        "Gli altri dati non sono interessati.",
    ],
    "es": [
        "Envíenos su contraseña de Amazon.",
        "Díganos, y escriba aquí, el código de verificación.",
        "Denos acceso completo a la cuenta.",
        "Necesitamos sus credenciales.",
        "Los demás datos no se ven afectados.",
    ],
}
# Where the remedy is another.
AGAIN = {
    "en": [
        "Please reconnect once.",
        "Please authorise our app again.",
        "Disable our app in Manage Your Apps and authorize it again.",
        "Link the account once more.",
    ],
    "de": ["Bitte verbinden Sie das Konto neu.", "Autorisieren Sie unsere App bitte erneut."],
    "fr": ["Veuillez reconnecter le compte.", "Autorisez notre application à nouveau."],
    "it": ["Riconnetta l’account.", "Autorizzi di nuovo la nostra app."],
    "es": ["Vuelva a conectar la cuenta.", "Autorice nuestra aplicación de nuevo."],
}
# Where nothing says how long it takes.
SOON = {
    "en": [
        "Everything will be back in 5 minutes, guaranteed.",
        "It is fixed within two hours.",
    ],
    "de": ["In zehn Minuten ist alles wieder da.", "Das ist garantiert bald behoben."],
    "fr": ["Tout sera rétabli dans 5 minutes.", "C’est garanti."],
    "it": ["Tutto sarà risolto entro 5 minuti.", "È garantito."],
    "es": ["Todo estará resuelto en 5 minutos.", "Está garantizado."],
}
FINE = {
    "en": [
        "There is no need to reconnect.",
        "Please do not authorize the app again.",
        "Nobody of us will ever ask for your password.",
        "A new password ends the permission.",
        "Your data is complete again once Amazon answers.",
    ],
    "de": [
        "Sie müssen nichts neu verbinden.",
        "Wir fragen nie nach Ihrem Passwort.",
        "Ein neues Passwort beendet die Erlaubnis.",
    ],
    "fr": [
        "Il n’est pas nécessaire de reconnecter.",
        "Nous ne demandons jamais de mot de passe.",
    ],
    "it": ["Non serve riconnettere.", "Non chiediamo mai la password."],
    "es": ["No hace falta volver a conectar.", "Nunca pedimos la contraseña."],
}


def planted(by_language: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(language, text) for language, texts in by_language.items() for text in texts]


@pytest.mark.parametrize(("language", "text"), planted(NEVER))
def test_no_article_may_say_it(language: str, text: str) -> None:
    """
    Planted behind the text of every article.
    """
    silent = [a.id for a in LIBRARY if not [*bad_sentences(a, f"All is well. {text}", language)]]
    assert silent == []


@pytest.mark.parametrize(("language", "text"), planted(AGAIN))
def test_only_an_article_whose_remedy_it_is_asks_to_authorize_again(
    language: str, text: str
) -> None:
    """
    In all others it is refused; where it is the remedy it is not.
    """
    assert [a.id for a in ASKS_NOBODY if not [*bad_sentences(a, text, language)]] == []
    assert [*bad_sentences(ARTICLES["consent-expired"], text, language)] == []


@pytest.mark.parametrize(("language", "text"), planted(SOON))
def test_no_article_without_a_wait_promises_when(language: str, text: str) -> None:
    """
    Amazon keeps no promise of ours.
    """
    silent = [a.id for a in NOTHING_TO_WAIT_FOR if not [*bad_sentences(a, text, language)]]
    assert silent == []


@pytest.mark.parametrize(("language", "text"), planted(FINE))
def test_what_denies_it_is_fine(language: str, text: str) -> None:
    """
    To tell people what they need not do is the point.
    """
    assert [*bad_sentences(ARTICLES["throttled"], text, language)] == []


def test_sixty_words_are_enough() -> None:
    """
    Counted as a reader counts them.
    """
    assert too_long("word " * 60) == 0
    assert too_long("word " * 61) == 1
