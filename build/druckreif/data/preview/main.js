// Puts the page together: the state of the book, what the server tells, keys.

import { $, ask, h, keep, press, setting } from './dom.js'
import * as ebook from './ebook.js'
import * as outline from './outline.js'
import * as pages from './pages.js'
import * as panels from './panels.js'
import * as place from './place.js'
import { t, translate } from './words.js'

let state = { pages: [], findings: [] }
let view = setting('view', 'pages')
let follow = setting('follow', false)
let step = ''
let asked = 0

// ---- state ----

async function fetchState() {
    const mine = ++asked
    let now
    try { now = await ask('/state') } catch { return }
    if (mine !== asked) return
    const known = state.version
    state = now
    place.know(state)
    document.title = state.title ? `${state.title} – druckreif` : 'druckreif'
    $('title').textContent = state.title ?? 'druckreif'
    $('author').textContent = state.author ?? ''
    for (const one of [$('title'), $('author')]) one.lang = state.language ?? ''
    outline.update(state, toDivision)
    pages.update(state)
    panels.update(state, toPage)
    outline.mark(view === 'ebook' ? ebook.division() : state.pages[pages.current()]?.division)
    ebook.refresh(state)
    if (known !== undefined) changed(state.changed ?? [])
    say()
}

function toDivision(division, section = null) {
    const index = section?.page ?? division.page
    if (view === 'ebook') ebook.go(division.id, section?.anchor)
    if (index !== null && index !== undefined) pages.go(index)
    showPane('middle')
}

function toPage(index, mark = null) {
    if (view !== 'pages') setView('pages')
    pages.go(index, mark)
    if (!mark) showPane('middle')
}

function changed(indexes) {
    const away = indexes.filter(index => !pages.visible().includes(index))
    if (follow && indexes.length && away.length === indexes.length && view === 'pages') return pages.go(indexes[0])
    $('changed').hidden = !away.length
    if (!away.length) return
    const shown = away.slice(0, 3).map(index => t('page-short', { n: pages.folio(index) })).join(', ') + (away.length > 3 ? ' …' : '')
    $('changed').textContent = t('changed', { what: shown })
    $('changed').onclick = () => { toPage(away[0]); $('changed').hidden = true }
}

function say(lost = false) {
    const errors = state.errors
    let lamp = 'good', text = t('ready', { n: state.seconds ?? 0 })
    if (lost) [lamp, text] = ['lost', t('lost')]
    else if (state.busy) [lamp, text] = ['busy', step ? t('setting', { what: step }) : t(state.whole === false ? 'first-time' : 'reading')]
    else if (!state.good) [lamp, text] = ['bad', state.whole ? t('stale') : t('errors-n', { n: errors })]
    $('status').dataset.lamp = lamp
    if ($('said').textContent !== text) $('said').textContent = text
    const isBroken = !state.good && !state.busy && state.version !== undefined
    if (!state.busy) {
        $('trouble').hidden = !isBroken
        if (isBroken) {
            const first = state.findings.find(one => one.severity === 'error')
            $('trouble-what').textContent = state.trouble ? t('trouble', { what: state.trouble }) : t('sources-have', { what: t('errors-n', { n: errors }) })
            $('trouble-show').hidden = !first
            $('trouble-show').textContent = first ? t('show', { what: `${first.rule}, ${first.at.source}${first.at.line ? `:${first.at.line}` : ''}` }) : ''
        }
    }
    const nothing = !state.pages.length
    $('empty').hidden = !nothing
    $('empty').textContent = state.good === false && !state.busy ? t('none-yet') : t('first-time')
}

// ---- events ----

function listen() {
    const source = new EventSource('/events')
    source.addEventListener('status', event => { Object.assign(state, pick(event)); step = ''; say() })
    source.addEventListener('step', event => { step = JSON.parse(event.data).step; say() })
    source.addEventListener('pages', event => {
        const now = JSON.parse(event.data)
        if (now.version <= (state.version ?? 0)) return
        Object.assign(state, { version: now.version, pages: now.pages })
        pages.update(state)
        say()
    })
    source.addEventListener('state', event => { Object.assign(state, pick(event)); step = ''; fetchState() })
    source.addEventListener('open', fetchState)
    source.addEventListener('error', () => say(true))
}

function pick(event) {
    const { busy, good, seconds, errors, trouble } = JSON.parse(event.data)
    return { busy, good, seconds, errors, trouble }
}

// ---- view ----

function setView(name) {
    view = name
    keep('view', view)
    document.body.dataset.view = view
    press(document.querySelector('.switch'), view, 'view')
    for (const one of document.querySelectorAll('.tools')) one.hidden = one.dataset.for !== view
    $('pages').hidden = view !== 'pages'
    $('ebook').hidden = view !== 'ebook'
    if (view === 'ebook') {
        const here = state.pages[pages.current()]?.division
        ebook.open(state).then(() => here && ebook.division() !== here && state.outline?.find(one => one.id === here)?.kind !== 'half-title' && ebook.go(here))
    } else {
        const here = ebook.division(), now = state.pages[pages.current()]?.division
        ebook.close()
        const to = here && here !== now && state.outline?.find(one => one.id === here)
        if (to && to.page !== null) pages.go(to.page)
        else pages.update(state)
    }
}

function showPane(name) {
    document.body.dataset.pane = name
    press(document.querySelector('.panes'), name, 'pane')
}

function setTheme(name) {
    document.documentElement.dataset.theme = name
    keep('theme', name)
}

const dark = matchMedia('(prefers-color-scheme: dark)')
const themeNow = () => document.documentElement.dataset.theme || (dark.matches ? 'night' : 'day')

function toggleSide(name) {
    const value = !setting(name, false)
    keep(name, value)
    document.body.classList.toggle(`without-${name}`, value)
}

// ---- keys ----

const KEYS = [
    [['←', '→', 'PageUp', 'PageDown'], 'k-turn'], [['Home', 'End'], 'k-ends'], [['g'], 'k-jump'], [['+', '-', '0'], 'k-size'],
    [['j', 'k'], 'k-par'], [['Enter'], 'k-source'], [['n', 'p'], 'k-finding'], [['b'], 'k-view'], [['[', ']'], 'k-sides'], [['?'], 'k-help'],
]

function pressed(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.target.closest?.('input, select, textarea, dialog, [popover], [role=tablist]')) return
    const isPages = view === 'pages', one = isPages ? pages : ebook
    const inPanel = event.target.closest?.('.panel, #outline')
    const always = {
        ArrowLeft: () => one.turn(-1), ArrowRight: () => one.turn(1), PageUp: inPanel ? null : () => one.turn(-1),
        PageDown: inPanel ? null : () => one.turn(1), Home: isPages && !inPanel ? pages.first : null, End: isPages && !inPanel ? pages.last : null,
        Enter: isPages && event.target.closest?.('#spread, #pages') ? pages.sourceOfChosen : null,
    }
    const single = {
        g: () => isPages && $('jump').focus(), '+': () => isPages && pages.zoomBy(1), '-': () => isPages && pages.zoomBy(-1),
        0: () => isPages && pages.setZoom('page'), j: () => isPages && pages.step(1), k: () => isPages && pages.step(-1),
        b: () => setView(isPages ? 'ebook' : 'pages'), n: () => panels.nextFinding(1), p: () => panels.nextFinding(-1),
        '[': () => toggleSide('left'), ']': () => toggleSide('right'), '?': help,
    }
    const act = always[event.key] ?? ($('help-on').checked ? single[event.key] : null)
    if (!act) return
    event.preventDefault()
    act()
}

function help() {
    $('help').showModal()
}

// ---- begin ----

translate()
document.documentElement.dataset.theme = setting('theme', '')
for (const side of ['left', 'right']) document.body.classList.toggle(`without-${side}`, setting(side, false))
pages.begin()
panels.begin()
place.begin()
ebook.begin()
pages.onTurn(index => { if (view === 'pages') outline.mark(state.pages[index]?.division) })
ebook.onMove(id => { if (view === 'ebook') outline.mark(id) })
for (const one of document.querySelectorAll('.switch button')) one.addEventListener('click', () => setView(one.dataset.view))
for (const one of document.querySelectorAll('.panes button')) one.addEventListener('click', () => showPane(one.dataset.pane))
$('follow').setAttribute('aria-pressed', follow)
$('follow').addEventListener('click', () => { follow = !follow; keep('follow', follow); $('follow').setAttribute('aria-pressed', follow) })
$('theme').addEventListener('click', () => setTheme(themeNow() === 'night' ? 'day' : 'night'))
$('keys').addEventListener('click', help)
$('trouble-show').addEventListener('click', () => { showPane('right'); panels.firstError() })
$('help-on').checked = setting('keys', true)
$('help-on').addEventListener('change', event => keep('keys', event.target.checked))
$('help-keys').append(...KEYS.map(([keys, what]) => h('div', {}, h('dt', {}, ...keys.map(key => h('kbd', {}, t(key)))), h('dd', {}, t(what)))))
document.addEventListener('keydown', pressed)
setView(view)
listen()
