// The pages as facing spreads: pictures of the real pages under an invisible layer of their words.

import { $, ask, h, keep, press, setting } from './dom.js'
import { t } from './words.js'
import { showPlace } from './place.js'

const ZOOMS = [50, 75, 100, 125, 150, 200, 300]
const INCH = 96 / 72
const ruler = document.createElement('canvas').getContext('2d')
ruler.font = '100px serif'

let book = { pages: [], paper: [0, 0] }
let at = setting('at', 0)         // index of the page that the position is held by
let zoom = setting('zoom', 'page')
let facing = setting('facing', true)
let drawn = []                   // the slots on the screen
let wanted = null                // { source, line } that is to be marked when its words are there
const told = []

export const onTurn = listener => told.push(listener)
export const current = () => at
export const visible = () => slots(at)
export const folio = index => book.pages[index]?.folio || `${index + 1}`

const narrow = () => matchMedia('(max-width: 760px)').matches
const isFacing = () => facing && !narrow()

// Indexes of the pages of the spread with a page: right-hand pages have even indexes; -1 is the empty place beside the first.
function slots(index) {
    if (!isFacing()) return [index]
    const left = index % 2 ? index : index - 1
    return [left, left + 1]
}

function scale() {
    const box = $('pages'), [width, height] = book.paper
    const pages = isFacing() ? 2 : 1
    const room = narrow() ? 16 : 56
    const across = (box.clientWidth - room) / (pages * width * INCH)
    const down = (box.clientHeight - room) / (height * INCH)
    if (zoom === 'page') return Math.max(0.2, Math.min(across, down))
    if (zoom === 'width') return Math.max(0.2, across)
    return zoom / 100
}

export function update(state) {
    const before = book.pages[at], offset = place(book.pages, at)
    book = state
    if (!book.pages.length) { $('spread').replaceChildren(); drawn = []; return }
    if (before) {                // the position is a page of a division, wherever that division now begins
        const first = book.pages.findIndex(page => page.division === before.division && !page.blank)
        if (first >= 0) {
            let last = first
            while (book.pages[last + 1]?.division === before.division && !book.pages[last + 1].blank) last++
            at = Math.min(first + offset, last)
        }
    }
    at = Math.min(at, book.pages.length - 1)
    draw()
}

function place(pages, index) {
    const page = pages[index]
    let count = 0
    while (page && pages[index - count - 1]?.division === page.division && !pages[index - count - 1].blank) count++
    return count
}

export function go(index, mark = null) {
    if (!book.pages.length) return
    at = Math.max(0, Math.min(index, book.pages.length - 1))
    wanted = mark
    draw()
    if (mark) markWanted()
    else for (const one of $('spread').querySelectorAll('.on')) one.classList.remove('on')
}

export function turn(by) {
    const here = slots(at)
    const next = by > 0 ? here.at(-1) + 1 : here[0] - 1
    if (next >= 0 && next < book.pages.length) { go(next); $('pages').scrollTop = 0 }
}

export const first = () => go(0)
export const last = () => go(book.pages.length - 1)

function draw() {
    const indexes = slots(at), size = scale(), [width, height] = book.paper
    const across = Math.floor(width * INCH * size), spread = $('spread')
    spread.style.setProperty('--width', `${across}px`)
    spread.style.setProperty('--ratio', `${width} / ${height}`)
    spread.classList.toggle('single', !isFacing())
    if (drawn.length !== indexes.length) {
        drawn = indexes.map(() => h('section', { class_: 'page' }))
        spread.replaceChildren(...drawn)
    }
    indexes.forEach((index, slot) => fill(drawn[slot], index, across))
    ahead(indexes, across)
    if (document.activeElement !== $('jump')) $('jump').value = folio(at)
    $('count').textContent = t('of', { n: book.pages.at(-1)?.folio || book.pages.length })
    $('back').disabled = indexes[0] <= 0
    $('forth').disabled = indexes.at(-1) >= book.pages.length - 1
    keep('at', at)
    for (const listener of told) listener(at)
}

const pixels = across => Math.max(8, Math.ceil(across * devicePixelRatio / 8) * 8)

function fill(slot, index, across) {
    const page = book.pages[index]
    slot.classList.toggle('none', !page)
    slot.classList.toggle('blank', !!page?.blank)
    const title = book.outline?.find(one => one.id === page?.division)?.title ?? ''
    slot.toggleAttribute('hidden', false)
    if (page) {
        slot.setAttribute('role', 'group')
        slot.setAttribute('aria-label', page.blank ? t('blank') : t('page-of', { n: page.folio || `${index + 1}`, title }))
    } else {
        slot.removeAttribute('role')
        slot.removeAttribute('aria-label')
    }
    const isOther = slot.dataset.index !== `${index}`
    slot.dataset.index = index
    const address = page?.key ? `/page/${page.key}/${pixels(across)}` : ''
    const text = page?.key ? `/text/${page.key}?v=${book.version}` : ''
    const isShown = slot.dataset.address === address, isRead = slot.dataset.text === text
    slot.dataset.address = address
    slot.dataset.text = text
    if (!page?.key) {
        slot.replaceChildren()
        slot.dataset.key = ''
        return
    }
    if (isOther) slot.querySelector('.layer')?.remove()
    if (!isShown) show(slot, page, address)
    if (!isRead || isOther) words(slot, page, text)
}

// The old picture stays until the new one can be painted, so that nothing flickers and nothing moves.
async function show(slot, page, address) {
    const picture = new Image()
    picture.alt = ''
    picture.src = address
    try { await picture.decode() } catch { return }
    if (slot.dataset.address !== address) return
    slot.querySelector('img')?.remove()
    slot.prepend(picture)
    slot.dataset.key = page.key
}

// The words do not depend on the size of the page: they stay as they are until the page is another one.
async function words(slot, page, text) {
    let read
    try { read = await ask(text) } catch { if (slot.dataset.text === text) slot.dataset.text = ''; return }
    if (slot.dataset.text !== text) return
    const chosen = slot.querySelector('.on')?.dataset.paragraph, had = slot.contains(document.activeElement)
    const layer = h('div', { class_: 'layer', lang: langOf(page.division) })
    let paragraph = null
    for (const line of read.lines) {
        const name = line.paragraph || 'none'
        if (!paragraph || paragraph.dataset.paragraph !== name || !line.paragraph) {
            const data = { paragraph: name, source: line.source, line: line.line, column: line.column }
            paragraph = h('p', { data, tabindex: line.paragraph ? -1 : null })
            layer.append(paragraph)
        }
        paragraph.append(lineOf(line), ' ')
    }
    slot.querySelector('.layer')?.remove()
    slot.append(layer)
    const again = chosen && [...layer.children].find(one => one.dataset.paragraph === chosen)
    if (again) { again.classList.add('on'); if (had) again.focus({ preventScroll: true }) }
    markWanted()
}

function lineOf(line) {
    const [x, y, width, height] = line.box, [across, down] = book.paper
    const size = height * 0.78, natural = ruler.measureText(line.text).width * size / 100 || 1
    const one = h('span', { data: { source: line.source, line: line.line, column: line.column } }, line.text)
    one.style.left = `${100 * x / across}%`
    one.style.top = `${100 * y / down}%`
    one.style.height = one.style.lineHeight = `${100 * height / across}cqw`
    one.style.fontSize = `${100 * size / across}cqw`
    one.style.transform = `scaleX(${width / natural})`
    return one
}

const langOf = division => book.outline?.find(one => one.id === division)?.lang || book.language

// Pictures of the spreads before and behind are asked for when there is nothing else to do.
function ahead(indexes, across) {
    clearTimeout(ahead.waiting)
    ahead.waiting = setTimeout(() => {
        for (const index of [indexes.at(-1) + 1, indexes.at(-1) + 2, indexes[0] - 1, indexes[0] - 2]) {
            const key = book.pages[index]?.key
            if (key) new Image().src = `/page/${key}/${pixels(across)}`
        }
    }, 600)
}

// ---- paragraphs ----

const paragraphs = () => [...$('spread').querySelectorAll('.layer p[tabindex]')]

function choose(paragraph, focus = false) {
    for (const one of $('spread').querySelectorAll('.on')) one.classList.remove('on')
    paragraph?.classList.add('on')
    if (focus) paragraph?.focus({ preventScroll: false })
}

export function step(by) {
    const all = paragraphs(), now = all.findIndex(one => one.classList.contains('on'))
    const next = now < 0 ? (by > 0 ? 0 : all.length - 1) : now + by
    if (next < 0 || next >= all.length) turn(by)
    else choose(all[next], true)
}

export function sourceOfChosen() {
    const one = $('spread').querySelector('.layer p.on')
    if (one) openAt(one, one)
}

function openAt(element, near) {
    const { source, line, column } = element.dataset
    if (source) showPlace({ source, line: +line, column: +column }, near.querySelector?.('span') ?? near)
}

function markWanted() {
    if (!wanted) return
    let best = null
    for (const one of $('spread').querySelectorAll('.layer span[data-source]')) {
        if (one.dataset.source !== wanted.source || +one.dataset.line > wanted.line) continue
        const isNearer = !best || +one.dataset.line > +best.dataset.line ||
            (+one.dataset.line === +best.dataset.line && +one.dataset.column <= wanted.column)
        if (isNearer) best = one
    }
    if (best) {
        choose(best.closest('p'))
        best.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    }
}

// ---- settings ----

export function setZoom(value) {
    zoom = value
    keep('zoom', zoom)
    $('zoom').value = zoom
    draw()
}

export function zoomBy(by) {
    const now = Math.round(scale() * 100)
    const next = by > 0 ? ZOOMS.find(one => one > now + 2) : ZOOMS.findLast(one => one < now - 2)
    if (next) setZoom(next)
}

export function setFacing(value) {
    facing = value
    keep('facing', facing)
    $('facing').setAttribute('aria-pressed', facing)
    draw()
}

export function jump(text) {
    const wantedFolio = text.trim().toLowerCase()
    const index = book.pages.findIndex(page => page.folio === wantedFolio)
    if (index >= 0) go(index)
    return index >= 0
}

export function begin() {
    $('zoom').append(
        h('option', { value: 'page' }, t('fit-page')), h('option', { value: 'width' }, t('fit-width')),
        ...ZOOMS.map(one => h('option', { value: one }, `${one} %`)),
    )
    $('zoom').value = zoom
    $('facing').setAttribute('aria-pressed', facing)
    $('zoom').addEventListener('change', event => setZoom(isNaN(event.target.value) ? event.target.value : +event.target.value))
    $('smaller').addEventListener('click', () => zoomBy(-1))
    $('larger').addEventListener('click', () => zoomBy(1))
    $('facing').addEventListener('click', () => setFacing(!facing))
    $('back').addEventListener('click', () => turn(-1))
    $('forth').addEventListener('click', () => turn(1))
    $('jump').addEventListener('keydown', event => {
        if (event.key === 'Enter') $('jump').toggleAttribute('aria-invalid', !jump(event.target.value))
        if (event.key === 'Escape' || event.key === 'Enter') { $('jump').blur(); $('jump').value = folio(at) }
    })
    $('jump').addEventListener('focus', event => event.target.select())
    $('spread').addEventListener('click', event => {
        const paragraph = event.target.closest('.layer p[tabindex]')
        if (!paragraph || !getSelection().isCollapsed) return
        choose(paragraph, true)
        openAt(event.target.closest('span') ?? paragraph, event.target)
    })
    let resting
    new ResizeObserver(() => { clearTimeout(resting); resting = setTimeout(() => book.pages.length && draw(), 60) }).observe($('pages'))
    press($('device'), 'phone')
}
