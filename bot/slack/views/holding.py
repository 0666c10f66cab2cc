"""
What is said in languages that we read but do not answer in.
"""

from __future__ import annotations


# One sentence for whoever writes in a language that we do not answer in: that they were read, and by whom.
HOLDING = {
    "nl": "Bedankt voor uw bericht. We kijken ernaar; een collega antwoordt u hier.",
    "sv": "Tack för ert meddelande. Vi tittar på det; en kollega svarar er här.",
    "pl": "Dziękujemy za wiadomość. Sprawdzamy to; odpowie tu ktoś z naszego zespołu.",
    "tr": "Mesajınız için teşekkürler. İnceliyoruz; bir ekip arkadaşımız burada yanıt verecek.",
    "pt": "Obrigado pela mensagem. Estamos a verificar; um colega responderá aqui.",
    "ja": "ご連絡ありがとうございます。確認しております。担当者がこちらでお返事します。",
    "zh": "感谢您的来信。我们正在查看,同事会在这里回复您。",
    "ar": "شكرًا على رسالتك. نحن نتحقق من الأمر، وسيجيبك أحد زملائنا هنا.",
}
