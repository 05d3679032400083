// A walk through all links of a book, one file after the other: where to click next, and what the last click did.
//
// What a link leads to opens beside the text, as in a second window; links are taken by the file they lead to, so that it
// is loaded once. A client hands in `show(file)`, which goes to a file and gives its document and the frame it stands in, and
// `ready()`, which makes the other window forget where it is. It calls `told(outcome)` when a click has led somewhere.

const PATIENCE = 20000 // ms until a click that does nothing is given up

export const squeezed = text => (text ?? '').replace(/\s+/g, ' ').trim()

/** The links inside the book, by the file they lead to. */
const linksOf = doc => {
    const links = [...doc.querySelectorAll('a[href]')].filter(a => !/^[a-z]+:/.test(a.getAttribute('href')))
    const file = a => a.getAttribute('href').split('#')[0]
    return links.map((a, n) => [file(a), n, a]).sort(([f, n], [g, m]) => f < g ? -1 : f > g ? 1 : n - m).map(([, n, a]) => [n, a])
}

/** The middle of a link's first line in the window, after it was scrolled there; null if it is not shown. */
const aim = (link, frame) => {
    link.scrollIntoView({ block: 'center', behavior: 'instant' })
    const line = [...link.getClientRects()].find(rect => rect.width > 0 && rect.height > 0)
    if (!line) return null
    const [x, y, outer] = [line.left + line.width / 2, line.top + line.height / 2, frame.getBoundingClientRect()]
    return { x: x + outer.left, y: y + outer.top, free: link.contains(link.ownerDocument.elementFromPoint(x, y)) }
}

/** Waits until a document that was just loaded has its fonts and its last layout: nobody clicks what still moves. */
const still = async doc => {
    await doc.fonts.ready
    for (let frames = 0; frames < 2; frames++) await new Promise(requestAnimationFrame)
}

/** What an element says, and whether the window shows it; an anchor without words stands before what it names. */
export const arrival = (element, frame) => {
    const [box, outer] = [element.getBoundingClientRect(), frame.getBoundingClientRect()]
    const text = squeezed(element.textContent) || squeezed(element.nextElementSibling?.textContent)
    return { text, shown: box.bottom + outer.top >= 0 && box.top + outer.top < innerHeight }
}

export class Walk {
    constructor(files, client) {
        this.client = client
        this.steps = this.walk(files)
    }

    told(outcome) {
        this.done?.(outcome)
    }

    /** The next place to click, with what became of the click before; no place when all links were clicked. */
    async next() {
        const { value } = await this.steps.next()
        return value ?? { lines: [] }
    }

    async *walk(files) {
        let lines = []
        for (const file of files) {
            const { doc, frame } = await this.client.show(file)
            await still(doc)
            for (const [n, link] of linksOf(doc)) {
                const [line, spot] = [{ file, n, href: link.getAttribute('href') }, aim(link, frame)]
                if (!spot) { lines.push({ ...line, kind: 'not shown' }); continue }
                this.client.ready()
                const outcome = new Promise(done => {
                    this.done = done
                    setTimeout(() => done({ kind: 'nothing happened' }), PATIENCE)
                })
                yield { lines, spot }
                lines = [{ ...line, free: spot.free, ...await outcome }]
            }
        }
        yield { lines }
    }
}
