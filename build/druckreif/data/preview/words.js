// The words of the page in German and English, by the browser's language.

const WORDS = {
    de: {
        skip: 'Zu den Seiten', view: 'Ansicht', pages: 'Seiten', ebook: 'E-Book', turn: 'Blättern', back: 'Zurück', forth: 'Weiter',
        page: 'Seite', 'page-n': 'Seite {n}', 'page-short': 'S. {n}', 'page-of': 'Seite {n}, {title}', blank: 'Leere Seite',
        of: 'von {n}', size: 'Größe', smaller: 'Kleiner', larger: 'Größer', 'fit-page': 'Ganze Seiten', 'fit-width': 'Volle Breite',
        facing: 'Doppelseite', follow: 'Folgen', 'follow-how': 'Nach dem Speichern zur geänderten Seite gehen', pdf: 'PDF öffnen',
        device: 'Gerät', phone: 'Telefon', tablet: 'Tablet', colours: 'Farben', day: 'Tag', sepia: 'Sepia', night: 'Nacht',
        type: 'Schriftgröße', 'type-smaller': 'Kleinere Schrift', 'type-larger': 'Größere Schrift',
        theme: 'Tag und Nacht', keys: 'Tasten', outline: 'Gliederung', book: 'Buch', panels: 'Befunde und Verzeichnisse', panes: 'Bereiche',
        findings: 'Befunde', notes: 'Anmerkungen', terms: 'Glossar', entries: 'Register', place: 'Stelle in den Quellen',
        sums: '{words} Wörter · {pages} Seiten · {notes} Anmerkungen', words: '1 Wort|{n} Wörter', 'notes-n': '1 Anmerkung|{n} Anmerkungen',
        'words-short': '{n} W.', 'notes-short': '{n} Anm.', error: 'Fehler', warning: 'Warnung', hint: 'Hinweis',
        'errors-n': '1 Fehler|{n} Fehler', 'warnings-n': '1 Warnung|{n} Warnungen', 'findings-n': '1 Befund|{n} Befunde',
        'sources-have': 'Die Quellen haben {what}.', 'last-good': 'Gezeigt wird der letzte gute Stand.', show: 'Zeigen: {what}',
        trouble: 'Das Buch ließ sich nicht setzen: {what}.', 'none-yet': 'Noch kein Stand, der sich zeigen lässt. Die Befunde sagen, was fehlt.',
        reading: 'Quellen werden gelesen …', setting: '„{what}“ wird gesetzt …', ready: 'Auf dem Stand der Quellen, in {n} s gesetzt',
        stale: 'Letzter guter Stand', lost: 'Keine Verbindung: druckreif preview läuft nicht mehr', 'first-time': 'Das Buch wird gesetzt …',
        changed: 'Geändert: {what}', clean: 'Keine Befunde. Die Quellen sind in Ordnung.', why: 'Warum?', file: 'Datei',
        filter: 'Suchen', nothing: 'Nichts gefunden.', source: 'Quelle', 'source-of': 'Stelle in den Quellen: {what}', call: 'Ruf auf {what}',
        'note-on': 'Text auf {what}', see: 'siehe {what}', unused: 'kommt nicht vor', copy: 'Kopieren', copied: 'Kopiert', vscode: 'In VS Code',
        open: 'Im Editor', opened: 'Geöffnet', failed: 'Das ging nicht: {what}', 'no-place': 'Diese Worte stehen so in keiner Quelle.',
        'ebook-at': '{title}: {n} von {m}', 'ebook-making': 'E-Book wird gemacht …', close: 'Schließen', 'keys-on': 'Tasten mit einzelnen Zeichen gelten',
        'k-turn': 'blättern', 'k-ends': 'zum Anfang, zum Ende', 'k-jump': 'zu einer Seite gehen', 'k-size': 'größer, kleiner, ganze Seiten',
        'k-par': 'nächster, voriger Absatz', 'k-source': 'Quelle des Absatzes', 'k-view': 'Seiten oder E-Book', 'k-finding': 'nächster Befund',
        'k-sides': 'Gliederung, Verzeichnisse ein und aus', 'k-help': 'diese Liste', 'k-tabs': 'zwischen Verzeichnissen wechseln',
        Enter: 'Eingabe', Home: 'Pos1', End: 'Ende', PageUp: 'Bild↑', PageDown: 'Bild↓', chapter: 'Kapitel {n}', whole: 'Ganzes Buch',
        'of-book': 'Allgemein', position: 'Zeile {line}, Spalte {column}',
    },
    en: {
        skip: 'To the pages', view: 'View', pages: 'Pages', ebook: 'E-book', turn: 'Turn', back: 'Back', forth: 'Forth',
        page: 'Page', 'page-n': 'Page {n}', 'page-short': 'p. {n}', 'page-of': 'Page {n}, {title}', blank: 'Blank page',
        of: 'of {n}', size: 'Size', smaller: 'Smaller', larger: 'Larger', 'fit-page': 'Whole pages', 'fit-width': 'Full width',
        facing: 'Facing pages', follow: 'Follow', 'follow-how': 'Go to the changed page after each save', pdf: 'Open PDF',
        device: 'Device', phone: 'Phone', tablet: 'Tablet', colours: 'Colours', day: 'Day', sepia: 'Sepia', night: 'Night',
        type: 'Size of type', 'type-smaller': 'Smaller type', 'type-larger': 'Larger type',
        theme: 'Day and night', keys: 'Keys', outline: 'Outline', book: 'Book', panels: 'Findings and lists', panes: 'Areas',
        findings: 'Findings', notes: 'Notes', terms: 'Glossary', entries: 'Register', place: 'Place in the sources',
        sums: '{words} words · {pages} pages · {notes} notes', words: '1 word|{n} words', 'notes-n': '1 note|{n} notes',
        'words-short': '{n} w.', 'notes-short': '{n} n.', error: 'Error', warning: 'Warning', hint: 'Hint',
        'errors-n': '1 error|{n} errors', 'warnings-n': '1 warning|{n} warnings', 'findings-n': '1 finding|{n} findings',
        'sources-have': 'The sources have {what}.', 'last-good': 'The last good state is shown.', show: 'Show: {what}',
        trouble: 'The book could not be set: {what}.', 'none-yet': 'There is no state to show yet. The findings say what is missing.',
        reading: 'Reading the sources …', setting: 'Setting “{what}” …', ready: 'As the sources are, set in {n} s',
        stale: 'Last good state', lost: 'No connection: druckreif preview has ended', 'first-time': 'Setting the book …',
        changed: 'Changed: {what}', clean: 'No findings. The sources are in order.', why: 'Why?', file: 'File',
        filter: 'Search', nothing: 'Nothing found.', source: 'Source', 'source-of': 'Place in the sources: {what}', call: 'Call on {what}',
        'note-on': 'Text on {what}', see: 'see {what}', unused: 'does not occur', copy: 'Copy', copied: 'Copied', vscode: 'In VS Code',
        open: 'In the editor', opened: 'Opened', failed: 'That failed: {what}', 'no-place': 'These words stand in no source as they are.',
        'ebook-at': '{title}: {n} of {m}', 'ebook-making': 'Making the e-book …', close: 'Close', 'keys-on': 'Keys of single characters work',
        'k-turn': 'turn pages', 'k-ends': 'first page, last page', 'k-jump': 'go to a page', 'k-size': 'larger, smaller, whole pages',
        'k-par': 'next, previous paragraph', 'k-source': 'source of the paragraph', 'k-view': 'pages or e-book', 'k-finding': 'next finding',
        'k-sides': 'outline, lists on and off', 'k-help': 'this list', 'k-tabs': 'change between lists',
        Enter: 'Enter', Home: 'Home', End: 'End', PageUp: 'PgUp', PageDown: 'PgDn', chapter: 'Chapter {n}', whole: 'Whole book',
        'of-book': 'General', position: 'line {line}, column {column}',
    },
}

export const language = navigator.languages.map(one => one.slice(0, 2).toLowerCase()).find(one => one in WORDS) ?? 'en'
const own = WORDS[language]
const numbers = new Intl.NumberFormat(language)

export const figure = n => numbers.format(n)

// The words of a key with values put in; "one|many" is chosen by `n`.
export function t(key, values = {}) {
    let text = own[key] ?? key
    if (text.includes('|')) text = text.split('|')[values.n === 1 ? 0 : 1]
    return text.replace(/\{(\w+)\}/g, (_, name) => typeof values[name] === 'number' ? figure(values[name]) : values[name] ?? '')
}

// Puts the words into the markup: text by data-t, names by data-label, titles by data-title.
export function translate(root = document) {
    document.documentElement.lang = language
    for (const one of root.querySelectorAll('[data-t]')) one.textContent = t(one.dataset.t)
    for (const one of root.querySelectorAll('[data-label]')) {
        one.setAttribute('aria-label', t(one.dataset.label))
        if (one.matches('button')) one.title = t(one.dataset.label)
    }
    for (const one of root.querySelectorAll('[data-title]')) one.title = t(one.dataset.title)
}
