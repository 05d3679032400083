// A place in the sources: shown beside what was clicked, to be copied or opened.

import { $, ask } from './dom.js'
import { t } from './words.js'

let folder = ''
let hasEditor = false
let shown = null

export function know(state) {
    folder = state.folder
    hasEditor = state.editor
}

const written = at => `${at.source}:${at.line}:${at.column || 1}`

// Shows a place beside an element, with the words that stand there.
export async function showPlace(at, near) {
    let found
    try {
        found = await ask(`/place?${new URLSearchParams(at.text ? at : { source: at.source, line: at.line, column: at.column })}`)
    } catch { found = null }
    shown = found
    $('place-at').textContent = found ? written(found) : t('no-place')
    const excerpt = found?.excerpt
    $('place-words').replaceChildren()
    if (excerpt) {
        const mark = document.createElement('mark')
        mark.textContent = excerpt.words
        $('place-words').append(excerpt.before, mark, excerpt.after)
    }
    $('place-words').hidden = !excerpt
    $('place-copy').hidden = $('place-code').hidden = !found
    $('place-open').hidden = !found || !hasEditor
    if (found) {
        const path = `${folder}/${found.source}`.split('/').map(encodeURIComponent).join('/')
        $('place-code').href = `vscode://file${path.startsWith('/') ? '' : '/'}${path}:${found.line}:${found.column || 1}`
    }
    $('place-done').textContent = ''
    const card = $('place')
    const box = (near.getBoundingClientRect ? near : document.body).getBoundingClientRect()
    const outer = near.ownerDocument !== document ? near.ownerDocument.defaultView.frameElement : null
    const [dx, dy, by] = outer ? shift(outer) : [0, 0, 1]
    card.showPopover()
    const left = Math.min(Math.max(12, dx + box.left * by), innerWidth - card.offsetWidth - 12)
    const below = dy + box.bottom * by + 8, above = dy + box.top * by - card.offsetHeight - 8
    card.style.left = `${left}px`
    card.style.top = `${below + card.offsetHeight < innerHeight - 8 ? below : Math.max(8, above)}px`
    ;(found ? $('place-copy') : card).focus()
}

function shift(frame) {
    const box = frame.getBoundingClientRect()
    return [box.left, box.top, box.width / frame.offsetWidth]
}

export function begin() {
    const card = $('place')
    let before = null
    card.tabIndex = -1
    card.addEventListener('beforetoggle', event => {
        if (event.newState === 'open') before = document.activeElement
        else if (card.contains(document.activeElement)) {    // the pages may have been drawn anew under the card
            const back = before?.isConnected ? before : document.querySelector('.layer p.on') ?? $('pages')
            back.focus({ preventScroll: true })
        }
    })
    $('place-copy').addEventListener('click', async () => {
        try {
            await navigator.clipboard.writeText(written(shown))
            $('place-done').textContent = t('copied')
        } catch (error) { $('place-done').textContent = t('failed', { what: error.message }) }
    })
    $('place-open').addEventListener('click', async () => {
        const answer = await fetch('/open', {
            method: 'POST', headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ source: shown.source, line: shown.line, column: shown.column || 1 }),
        })
        $('place-done').textContent = answer.ok ? t('opened') : t('failed', { what: (await answer.text()).trim() })
    })
}
