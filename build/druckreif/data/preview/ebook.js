// The EPUB as a reading system shows it: its real documents in a frame without scripts, in columns of the frame's width.

import { $, ask, h, keep, press, setting } from './dom.js'
import { t } from './words.js'
import { showPlace } from './place.js'

const DEVICES = { phone: [390, 760], tablet: [800, 1060] }
const COLOURS = { day: ['#ffffff', '#1c1b1a'], sepia: ['#f5ecd9', '#3d2f1f'], night: ['#121212', '#cfcac2'] }
const BLOCKS = 'h1, h2, h3, h4, p, li, dt, dd, tr, figcaption, img'

let device = setting('device', 'phone')
let colours = setting('colours', 'day')
let size = setting('type', 100)
let spine = []
let at = 0                   // index in the spine
let page = 0
let pages = 1
let frame = null
let shownSum = ''
let state = null
let isOpen = false
const told = []

export const onMove = listener => told.push(listener)
export const division = () => spine[at]?.division

export async function open(now) {
    isOpen = true
    await refresh(now)
}

export const close = () => { isOpen = false }

// Takes in a new state; what is read stays before the reader's eyes.
export async function refresh(now) {
    state = now
    if (!isOpen || !state?.whole) return
    if (!spine.length) $('ebook-count').textContent = t('ebook-making')
    const here = spine[at]?.division
    try { spine = await ask('/spine') } catch { return }
    const again = spine.findIndex(one => one.division === here)
    at = again >= 0 ? again : Math.max(0, spine.findIndex(one => state.outline.find(d => d.id === one.division)?.matter === 'body'))
    if (spine[at] && spine[at].sum !== shownSum) await load(at, frame ? { keep: held() } : {})
}

// Where the reader is: the first block on the page, by number and words.
function held() {
    const blocks = [...frame.contentDocument.querySelectorAll(BLOCKS)]
    const index = blocks.findIndex(one => Math.floor((one.getBoundingClientRect().right - 1) / step()) >= 0 && one.getClientRects().length &&
        [...one.getClientRects()].some(box => box.right > 0))
    return { index, text: blocks[index]?.textContent ?? '', page }
}

const step = () => frame.clientWidth

async function load(index, how = {}) {
    const [width, height] = DEVICES[device]
    const next = h('iframe', { sandbox: 'allow-same-origin', title: t('ebook'), class_: 'coming', src: `/epub/${spine[index].file}?${spine[index].sum}` })
    next.style.width = `${width}px`
    next.style.height = `${height}px`
    stage().append(next)
    await new Promise(resolve => next.addEventListener('load', resolve, { once: true }))
    const old = frame
    frame = next
    at = index
    shownSum = spine[index].sum
    await dress(next.contentDocument)
    if (how.anchor) reveal(how.anchor)
    else if (how.keep) restore(how.keep)
    else turnTo(how.last ? pages - 1 : 0)
    next.classList.remove('coming')
    for (const other of stage().querySelectorAll('iframe')) if (other !== next) other.remove()
    if (old && old !== next) old.remove()
    say()
}

function stage() {
    let found = $('reader').querySelector('.device')
    if (!found) {
        found = h('div', { class_: 'device' })
        $('reader').append(found)
    }
    found.dataset.device = device
    found.dataset.colours = colours
    const [width, height] = DEVICES[device]
    const room = $('ebook'), by = Math.min(1, (room.clientHeight - 72) / height, (room.clientWidth - 48) / width)
    found.style.width = `${width}px`
    found.style.height = `${height}px`
    found.style.setProperty('--by', by)
    $('reader').style.width = `${width * by + 24}px`
    $('reader').style.height = `${height * by + 24}px`
    return found
}

// Columns of the frame's width, and the colours; set from here, since no script runs in there.
async function dress(doc) {
    const [ground, ink] = COLOURS[colours], edge = device === 'phone' ? 22 : 64
    const sheet = new doc.defaultView.CSSStyleSheet()
    sheet.replaceSync(`
        html { background: ${ground}; color: ${ink}; font-size: ${size * 1.06}%; overflow: hidden; height: 100vh; scrollbar-width: none }
        body { box-sizing: border-box; height: 100vh; margin: 0 !important; padding: ${edge}px ${edge}px !important;
               columns: calc(100vw - ${2 * edge}px) 1; column-gap: ${2 * edge}px; column-fill: auto; hyphens: auto; overflow-wrap: break-word }
        img, svg { max-width: 100%; max-height: calc(100vh - ${2 * edge}px); object-fit: contain }
        ::selection { background: #f0b36b; color: #1c1b1a }`)
    doc.adoptedStyleSheets = [sheet]
    if (!doc.heard) {
        doc.heard = true
        doc.addEventListener('click', clicked)
        doc.addEventListener('keydown', event => {
            const copy = new KeyboardEvent('keydown', { key: event.key, ctrlKey: event.ctrlKey, metaKey: event.metaKey, altKey: event.altKey, bubbles: true, cancelable: true })
            if (!$('ebook').dispatchEvent(copy)) event.preventDefault()
        })
        doc.addEventListener('wheel', event => { if (Math.abs(event.deltaY) > 30) wheel(event.deltaY) }, { passive: true })
    }
    await doc.fonts?.ready
    measure()
}

let resting = 0
function wheel(by) {
    if (performance.now() - resting < 250) return
    resting = performance.now()
    turn(by > 0 ? 1 : -1)
}

function measure() {
    pages = Math.max(1, Math.round(frame.contentDocument.documentElement.scrollWidth / step()))
}

function turnTo(number) {
    page = Math.max(0, Math.min(number, pages - 1))
    frame.contentDocument.scrollingElement.scrollLeft = page * step()
    say()
}

export function turn(by) {
    if (!frame) return
    if (page + by >= 0 && page + by < pages) turnTo(page + by)
    else if (spine[at + by]) load(at + by, { last: by < 0 })
}

function reveal(anchor) {
    const target = frame.contentDocument.getElementById(anchor)
    if (!target) return turnTo(0)
    const rect = target.getClientRects()[0] ?? target.getBoundingClientRect()
    turnTo(Math.floor((rect.left + frame.contentDocument.scrollingElement.scrollLeft) / step()))
}

function restore(where) {
    const blocks = [...frame.contentDocument.querySelectorAll(BLOCKS)]
    const same = blocks.map((one, index) => [one, index]).filter(([one]) => where.text && one.textContent === where.text)
        .sort((a, b) => Math.abs(a[1] - where.index) - Math.abs(b[1] - where.index))[0]?.[0] ?? blocks[where.index]
    if (!same) return turnTo(where.page)
    const rects = [...same.getClientRects()].map(box => Math.floor((box.left + frame.contentDocument.scrollingElement.scrollLeft) / step()))
    turnTo(rects.includes(where.page) ? where.page : rects.at(-1) ?? where.page)
}

// Goes to a division, or to an anchor in it.
export function go(id, anchor = '') {
    const index = spine.findIndex(one => one.division === id)
    const there = index >= 0 ? index : spine.findIndex(one => one.division === 'nav')
    if (there < 0) return
    if (there === at && frame) anchor && anchor !== id ? reveal(anchor) : turnTo(0)
    else load(there, anchor && anchor !== id ? { anchor } : {})
}

function clicked(event) {
    const link = event.target.closest('a[href]')
    if (link) {
        event.preventDefault()
        const to = new URL(link.href)
        if (to.origin !== location.origin) return void window.open(to.href, '_blank', 'noopener')
        const file = to.pathname.replace(/^\/epub\//, ''), index = spine.findIndex(one => one.file === file)
        if (index < 0) return
        const anchor = decodeURIComponent(to.hash.slice(1))
        if (index === at) anchor ? reveal(anchor) : turnTo(0)
        else load(index, { anchor })
        return
    }
    if (!frame.contentWindow.getSelection().isCollapsed) return
    const block = event.target.closest(BLOCKS)
    if (block?.textContent.trim()) showPlace({ division: spine[at].division, text: block.textContent.trim().slice(0, 400) }, block)
}

function say() {
    const title = state?.outline?.find(one => one.id === spine[at]?.division)?.title ?? ''
    $('ebook-count').textContent = t('ebook-at', { title: title || state?.title || '', n: page + 1, m: pages })
    $('ebook-back').disabled = page === 0 && !spine[at - 1]
    $('ebook-forth').disabled = page >= pages - 1 && !spine[at + 1]
    for (const listener of told) listener(spine[at]?.division)
}

async function change() {
    if (!frame) return
    const where = held()
    const [width, height] = DEVICES[device]
    stage()
    frame.style.width = `${width}px`
    frame.style.height = `${height}px`
    await dress(frame.contentDocument)
    restore(where)
}

export function begin() {
    press($('device'), device)
    press($('colours'), colours)
    $('device').addEventListener('click', event => {
        const value = event.target.closest('button')?.dataset.value
        if (!value) return
        device = value
        keep('device', device)
        press($('device'), device)
        change()
    })
    $('colours').addEventListener('click', event => {
        const value = event.target.closest('button')?.dataset.value
        if (!value) return
        colours = value
        keep('colours', colours)
        press($('colours'), colours)
        change()
    })
    const resize = by => { size = Math.max(70, Math.min(180, size + by)); keep('type', size); change() }
    $('type-smaller').addEventListener('click', () => resize(-10))
    $('type-larger').addEventListener('click', () => resize(10))
    $('ebook-back').addEventListener('click', () => turn(-1))
    $('ebook-forth').addEventListener('click', () => turn(1))
    new ResizeObserver(() => { if (frame && isOpen) stage() }).observe($('ebook'))
}
