"""Phrases by which passes know debris, headings, letters and languages: tables, one kind a block."""

from __future__ import annotations

import re

ANY = re.IGNORECASE
MENU = (
    r"startseite|home(?:page)?|über (?:uns|mich)|about(?: us| me)?|kontakt|contact(?: us)?|impressum|imprint|legal notice|"
    r"datenschutz(?:erklärung|hinweise)?|privacy(?: policy| notice)?|cookie[- ](?:policy|settings|richtlinie|einstellungen)|"
    r"log ?in|log ?out|anmelden|abmelden|registrieren|sign (?:in|up|out)|register|mein konto|my account|suchen?|search|"
    r"men[uü](?: (?:öffnen|schließen))?|navigation|archive?|newsletter|abo(?:nnieren|nnement)?|subscribe|blog|news|aktuelles|"
    r"nachrichten|shop|warenkorb|cart|sitemap|agb|nutzungsbedingungen|terms(?: of (?:use|service))?|rss(?:-feed)?|faq|hilfe|"
    r"help|themen|topics|termine|events|spenden|donate|mediathek|podcasts?|presse|press|karriere|jobs|deutsch|english|autoren|"
    r"authors|kategorien|categories|schlagwörter|tags|links|mehr|more|zurück|back|weiter|next|previous|"
    r"texte|dossiers?|zeitschrift|magazin|bibliothek|library"
)
SHARE = (
    r"teilen|share(?: (?:this|on \w+))?|tweet(?:en)?|facebook|twitter|x|whatsapp|telegram|linkedin|mastodon|bluesky|xing|reddit|"
    r"pinterest|pin it|instagram|youtube|threads|e-?mail(?:en)?|mail|per e-?mail (?:teilen|senden)|drucken|print|pdf|merken|save|"
    r"link kopieren|copy link|auf \w+ teilen|gefällt mir|like|folgen|follow(?: us)?|artikel (?:drucken|teilen|merken)|print this page"
)
PARTS = re.compile(r"\s*(?:[|·•/»>›→▸,]|\s[–-]\s|\s{2,})\s*")
ITEM = re.compile(rf"\W*(?:{MENU}|{SHARE})\W*", ANY)
SHARED = re.compile(rf"\W*(?:{SHARE})\W*", ANY)
CRUMBS = re.compile(
    r"(?:(?:sie sind hier|you are here|home|startseite)\b.{0,20}?[»>›/→].{1,160}|[^.!?>»›]{2,40}(?: [>›→] [^.!?>»›]{2,60}){2,6})",
    ANY,
)
PHRASES: tuple[tuple[str, float, re.Pattern[str]], ...] = (
    ("cookie banner", 0.05, re.compile(
        r"(?=.{0,600}$)(?=.*\bcookies?\b).*\b(?:akzeptier|zustimm|einwillig|einverstanden|ablehn|einstellung|datenschutz|verwende|"
        r"nutz|accept|consent|agree|settings|privacy|preferences|we use|experience|reject)\w*.*", ANY)),
    ("cookie banner", 0.05, re.compile(
        r"\W*(?:alle(?: cookies)? (?:akzeptieren|ablehnen)|nur notwendige|einstellungen (?:verwalten|anpassen|speichern)|"
        r"auswahl bestätigen|accept all|reject all|manage (?:settings|preferences)|i agree|ok, verstanden|zustimmen und weiter)\W*", ANY)),
    ("teaser", 0.15, re.compile(
        r"\W*(?:lesen sie (?:auch|hierzu|dazu|mehr)|auch interessant|mehr zum thema|das könnte sie (?:auch )?interessieren|"
        r"weiterlesen|related (?:posts?|articles?|stories)|read (?:also|more|next)|you (?:might|may) also like|"
        r"more (?:on this topic|from this author)|meistgelesen|most read|passend dazu)\b\W.{0,160}|"
        r"\W*(?:weiterlesen|lesen sie auch|auch interessant|mehr zum thema|related (?:posts|articles)|read (?:also|more|next)|"
        r"meistgelesen|most read|you (?:might|may) also like)\W*", ANY)),
    ("skip link", 0.05, re.compile(
        r"\W*(?:(?:direkt )?zum (?:inhalt|hauptinhalt)(?: springen| wechseln)?|skip to (?:main )?content|nach oben|seitenanfang|"
        r"zum seitenanfang|back to top|(?:scroll )?to top)\W*", ANY)),
    ("copyright line", 0.15, re.compile(
        r"\W*(?:©|\(c\)|copyright\b).{0,140}|\W*(?:alle rechte vorbehalten|all rights reserved)\W*.{0,60}", ANY)),
    ("line about the page", 0.2, re.compile(
        r"\W*(?:lesezeit|reading time)\W.{0,30}|\W*\d+ min(?:uten|utes?|\.)? (?:lesezeit|read)\W*|"
        r"\W*(?:zuletzt (?:aktualisiert|geändert)|last (?:updated|modified)|veröffentlicht (?:am|in|von|unter)|published (?:on|in)|"
        r"posted (?:on|by|in)|filed under|abgelegt unter|abgerufen am)\b.{0,90}|\W*\d+ (?:kommentare?|comments?|aufrufe|views)\W*|"
        r"\W*(?:kommentare?|comments?) \(?\d+\)?\W*|\W*(?:kommentar schreiben|leave a (?:comment|reply)|keine kommentare)\W*", ANY)),
    ("advertisement", 0.1, re.compile(
        r"\W*(?:anzeige|werbung|advertisement|sponsored)\W*|\W*(?:jetzt (?:abonnieren|spenden|anmelden)|"
        r"(?:abonnieren sie|subscribe to) (?:unseren|our) newsletter|unterstützen sie uns|newsletter abonnieren)\b.{0,120}", ANY)),
    ("page link", 0.15, re.compile(
        r"\W*(?:vorheriger|nächster|previous|next) (?:artikel|beitrag|article|post|chapter|page)\b.{0,120}", ANY)),
)  # fmt: skip
PICTOGRAMS = re.compile("[\U0001f000-\U0001faff\u2600-\u2704\u2706-\u2757\u2795-\u27bf\u2b00-\u2bff\ufe0f]+ ?")

CHAPTER = re.compile(
    r"(?P<word>kapitel|chapter|abschnitt|vorlesung|lecture|brief|akt|canto|gesang)\s+(?P<number>\d{1,3}|[ivxlc]{1,7}|eins?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?:\s*[.:–—-]\s*|\s+|$)(?P<rest>.*)|"
    r"(?P<ordinal>erstes|zweites|drittes|viertes|fünftes|sechstes|siebtes|siebentes|achtes|neuntes|zehntes|elftes|zwölftes) kapitel(?:\s*[.:–—-]\s*|\s+|$)(?P<rest2>.*)",
    ANY,
)
PART = re.compile(
    r"(?:teil|part|buch|book)\s+(?:\d{1,2}|[ivx]{1,5}|[a-d]|one|two|three|four|five|eins|zwei|drei|vier)\b.{0,80}|(?:erster|zweiter|dritter|vierter) teil\b.{0,80}",
    ANY,
)
NUMBERED = re.compile(r"(?P<number>\d{1,2})(?:\.|\))?\s+(?P<rest>[^\W\d_].*)")
ROMAN = re.compile(r"(?P<number>[IVXL]{1,6})(?:\.\s*|\s+|$)(?P<rest>.*)")
KNOWN = re.compile(
    r"(?:vorwort|vorbemerkung(?:en)?|geleitwort|einleitung|einführung|nachwort|schluss(?:wort|bemerkung)?|schlussbetrachtung|prolog|epilog|danksagung|"
    r"ausblick|zusammenfassung|anhang|literatur(?:verzeichnis)?|quellen(?: und literatur)?|bibliographie|"
    r"preface|foreword|introduction|prologue|epilogue|afterword|conclusion|acknowledge?ments|appendix|bibliography|postscript)(?:\s*[.:–—-]\s*.{0,80}|\s+.{0,60})?",
    ANY,
)
CONTENTS = re.compile(r"\W*(?:inhalt(?:sverzeichnis|sübersicht)?|contents|table of contents|übersicht)\W*", ANY)
CONTENTS_LINE = re.compile(r"(?P<title>.{2,120}?)(?:\s*[.…·_]{3,}\s*|\s*\t\s*|\s{2,}|\s)(?P<page>\d{1,4}|[ivxl]{1,6})")
BYLINE = re.compile(
    r"(?:von|by|ein(?:e)? \w+ von|text:|autor(?:in)?:|author:)\s+(?P<name>[^\W\d_][\w.’'-]*(?: [\w.’'-]+){1,4}(?:(?: und | and |, )[^\W\d_][\w.’'-]*(?: [\w.’'-]+){1,4}){0,3})",
    ANY,
)

SALUTATION = re.compile(
    r"(?:(?:mein(?:e|er)?\s+)?(?:(?:sehr |hoch)?(?:ge|ver)ehrte[rs]?|liebe[rs]?|liebste[rs]?|werte[rs]?|teure[rs]?|geschätzte[rs]?)\b.{0,70}[,!.:]|"
    r"(?:my )?(?:dear(?:est)?|honou?red|esteemed|beloved)\b.{0,60}[,:!.—–-]|sir,|madam,|gentlemen[,:]|comrades?[,!:]|genoss(?:e|in|en|innen)(?: .{0,40})?[,!])",
    ANY,
)
CLOSING = re.compile(
    r"(?:(?:mit|in|unter)\b.{0,50}(?:gr(?:u|ü)(?:ß|ss)\w*|hochachtung|verehrung|ergebenheit|liebe|freundschaft)\b.{0,40}|(?:herzlich|freundlich|brüderlich|viele|beste|liebe)\w*\s.{0,30}gr(?:ü|u)(?:ß|ss)\w*.{0,30}|"
    r"herzlich(?:st)?,?|hochachtungsvoll.{0,20}|(?:stets |immer |ganz )?(?:dein|deine|ihr|ihre|euer|eure)(?: (?:alte[rs]?|ergeben\w*|treue[rs]?|sehr ergeben\w*|.{2,25}))?[,.]?|es (?:grüßt|umarmt|küsst) .{2,60}|"
    r"(?:i (?:am|remain),? .{0,30})?(?:yours|ever yours|yours (?:sincerely|faithfully|truly|ever)|sincerely(?: yours)?|faithfully|(?:with|in) .{0,40}(?:regards|wishes|love|greetings|affection)|"
    r"(?:kind|best|warm) (?:regards|wishes)|your (?:.{2,25}))[,.]?)",
    ANY,
)
LETTER_DATE = re.compile(
    r"[^\W\d_][\w .()-]{1,40},? (?:den |am |im |the )?(?:\d{1,2}\.? ?(?:\(\d{1,2}\.?\) ?)?)?[^\W\d_]{3,12}\.? ?(?:\d{1,2}(?:st|nd|rd|th)?,? )?\d{4}\.?"
)

GERMAN = frozenset(
    "der die das und nicht ist ein eine zu den von mit sich auf für dem des im war als auch es an werden aus er hat dass sie nach bei noch nur".split()  # noqa: SIM905  # a list of words reads better as words
)
ENGLISH = frozenset(
    "the of and to in a is that was he for it with as his on be at by had not are but from they which or have an she were this there".split()  # noqa: SIM905  # a list of words reads better as words
)
