// The lists on the right: findings, notes, glossary, register.

import { $, h } from './dom.js'
import { t } from './words.js'
import { showPlace } from './place.js'

const TABS = ['findings', 'notes', 'terms', 'entries']
const made = {}
const filters = { notes: '', terms: '', entries: '' }
let state = { findings: [], notes: [], terms: [], entries: [], pages: [], outline: [] }
let turnTo = () => {}
let chosen = -1

const folio = index => state.pages[index]?.folio || `${index + 1}`
const written = at => at.line ? `${at.source}:${at.line}:${at.column || 1}` : at.source

export function update(now, go) {
    state = { notes: [], terms: [], entries: [], outline: [], ...now }
    turnTo = go
    for (const name of TABS) {
        $(`n-${name}`).textContent = state[name].length || ''
        const same = JSON.stringify([state[name], state.pages.map(page => page.folio)])
        if (made[name] !== same) {
            made[name] = same
            render(name)
        }
    }
    const errors = state.findings.some(one => one.severity === 'error')
    $('n-pane').textContent = state.findings.length || ''
    for (const id of ['n-findings', 'n-pane']) $(id).className = `n ${errors ? 'error' : state.findings.length ? 'warning' : ''}`
}

function render(name) {
    const panel = $(name), top = panel.scrollTop
    const focused = panel.contains(document.activeElement) ? document.activeElement.dataset.name : null
    if (name === 'findings') panel.replaceChildren(...findings())
    else {
        let list = panel.querySelector('.list')
        if (!list) {
            const field = h('input', { type: 'search', 'aria-label': t('filter'), placeholder: t('filter'), class_: 'filter' })
            field.addEventListener('input', () => { filters[name] = field.value.toLowerCase(); sift(name) })
            list = h('div', { class_: 'list' })
            panel.replaceChildren(field, list, h('p', { class_: 'nothing', hidden: true }, t('nothing')))
        }
        list.replaceChildren(...{ notes, terms, entries }[name]())
        sift(name)
    }
    panel.scrollTop = top
    if (focused) panel.querySelector(`[data-name="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true })
}

// Hides what does not hold the words that are searched for, and heads above nothing.
function sift(name) {
    const panel = $(name), wanted = filters[name]
    let any = false
    for (const group of panel.querySelectorAll('.list > *')) {
        let some = false
        for (const item of group.querySelectorAll('.item')) {
            const fits = !wanted || item.textContent.toLowerCase().includes(wanted)
            item.hidden = !fits
            some ||= fits
        }
        group.hidden = !some
        any ||= some
    }
    panel.querySelector('.nothing').hidden = any
}

// ---- parts of a row ----

const pageButton = (index, mark = null, text = null) => h('button', {
    type: 'button', class_: 'chip', onclick: () => turnTo(index, mark), 'aria-label': text ? null : t('page-n', { n: folio(index) }),
}, text ?? folio(index))

function sourceButton(at) {
    return h('button', {
        type: 'button', class_: 'source', title: written(at), 'aria-label': t('source-of', { what: written(at) }), 'aria-haspopup': 'dialog',
        onclick: event => showPlace(at, event.currentTarget),
    }, h('span', { 'aria-hidden': 'true' }, '¶'))
}

const groupOf = (title, items) => h('section', { class_: 'group-of' }, title ? h('h2', {}, title) : null, h('ul', {}, items))

const nameOf = id => {
    const division = state.outline.find(one => one.id === id)
    return division ? `${division.number ? `${division.number} ` : ''}${division.title}` : id
}

// ---- findings ----

function findings() {
    if (!state.findings.length) return [h('p', { class_: 'clean' }, t('clean'))]
    const groups = new Map()
    state.findings.forEach((finding, index) => {
        const source = finding.at.source
        if (!groups.has(source)) groups.set(source, [])
        groups.get(source).push(findingItem(finding, index))
    })
    return [...groups].map(([source, items]) => {
        const division = state.outline.find(one => one.source && one.source === source)
        return groupOf(division ? nameOf(division.id) : source || t('of-book'), items)
    })
}

function findingItem(finding, index) {
    const excerpt = finding.excerpt
    const words = excerpt ? h('span', { class_: 'excerpt' }, excerpt.before,
        h('mark', {}, excerpt.words), excerpt.after) : null
    const why = h('details', { class_: 'why' }, h('summary', { 'aria-label': `${t('why')} ${finding.rule}` }, t('why')), h('p', {}))
    why.addEventListener('toggle', async () => {
        const answer = await fetch(`/explain/${encodeURIComponent(finding.rule)}`)
        why.querySelector('p').textContent = await answer.text()
    }, { once: true })
    return h('li', { class_: `item finding ${finding.severity}`, data: { index } },
        h('button', { type: 'button', class_: 'jump-to', data: { name: `finding-${index}` }, onclick: event => follow(index, event.currentTarget) },
            h('span', { class_: 'head' },
                h('span', { class_: `severity ${finding.severity}` }, t(finding.severity)), ' ',
                h('code', {}, finding.rule), ' ',
                finding.page !== null ? h('span', { class_: 'folio' }, t('page-short', { n: folio(finding.page) })) : null),
            h('span', { class_: 'message', lang: 'en' }, finding.message),
            words),
        finding.hint ? h('p', { class_: 'hint', lang: 'en' }, finding.hint) : null,
        h('div', { class_: 'below' }, h('code', { class_: 'at' }, written(finding.at)), why))
}

function follow(index, near) {
    const finding = state.findings[index]
    if (!finding) return
    chosen = index
    for (const one of $('findings').querySelectorAll('.item')) one.classList.toggle('chosen', +one.dataset.index === index)
    if (finding.page !== null) turnTo(finding.page, finding.at)
    if (finding.at.line) showPlace(finding.at, near)
}

export function nextFinding(by = 1) {
    if (!state.findings.length) return
    select('findings')
    const index = (chosen + by + state.findings.length) % state.findings.length
    const button = $('findings').querySelector(`[data-name="finding-${index}"]`)
    button.scrollIntoView({ block: 'nearest' })
    button.focus()
    follow(index, button)
}

export function firstError() {
    const index = Math.max(0, state.findings.findIndex(one => one.severity === 'error'))
    chosen = index - 1
    nextFinding()
}

// ---- notes, glossary, register ----

function notes() {
    const groups = new Map()
    for (const note of state.notes) {
        if (!groups.has(note.division)) groups.set(note.division, [])
        const calls = note.calls.filter(call => call.page !== null)
        groups.get(note.division).push(h('li', { class_: 'item note' },
            h('span', { class_: 'no' }, `${note.number}`),
            h('div', {}, h('p', { class_: 'said', lang: state.language }, note.text),
                h('div', { class_: 'below' },
                    ...calls.map(call => pageButton(call.page, null, t('page-short', { n: folio(call.page) }))),
                    note.page !== null && !calls.some(call => call.page === note.page)
                        ? pageButton(note.page, note.at, t('note-on', { what: t('page-short', { n: folio(note.page) }) })) : null,
                    h('code', { class_: 'at' }, `[^${note.label}]`), sourceButton(note.at)))))
    }
    return [...groups].map(([id, items]) => groupOf(nameOf(id), items))
}

function chips(pages) {
    return pages.length ? h('div', { class_: 'chips' }, pages.map(index => pageButton(index))) : null
}

function terms() {
    return [groupOf('', state.terms.map(term => h('li', { class_: 'item' },
        h('div', { class_: 'first' }, h('p', { class_: 'term', lang: state.language }, h('strong', {}, term.name), term.dates ? ` (${term.dates})` : ''), sourceButton(term.at)),
        h('p', { class_: 'said', lang: state.language }, term.text),
        chips(term.pages) ?? h('p', { class_: 'unused' }, t('unused')))))]
}

function entries() {
    const letters = new Map()
    for (const entry of state.entries) {
        const letter = entry.name.normalize('NFD')[0].toUpperCase()
        if (!letters.has(letter)) letters.set(letter, [])
        const says = [entry.dates ? ` (${entry.dates})` : '', entry.text ? `, ${entry.text}` : ''].join('')
        letters.get(letter).push(h('li', { class_: 'item' },
            h('div', { class_: 'first' }, h('p', { class_: 'term', lang: state.language }, h('strong', {}, entry.name), says), sourceButton(entry.at)),
            entry.see ? h('p', { class_: 'unused' }, t('see', { what: entry.see })) : chips(entry.pages),
            entry.subs.filter(sub => sub.pages.length).map(sub => h('div', { class_: 'sub' }, h('span', { lang: state.language }, sub.name), chips(sub.pages))),
            !entry.see && !entry.pages.length && !entry.subs.some(sub => sub.pages.length) ? h('p', { class_: 'unused' }, t('unused')) : null))
    }
    return [...letters].map(([letter, items]) => groupOf(letter, items))
}

// ---- tabs ----

export function select(name, focus = false) {
    for (const one of TABS) {
        const isThis = one === name
        $(`tab-${one}`).setAttribute('aria-selected', isThis)
        $(`tab-${one}`).tabIndex = isThis ? 0 : -1
        $(one).hidden = !isThis
    }
    if (focus) $(`tab-${name}`).focus()
}

export function begin() {
    TABS.forEach((name, index) => {
        const tab = $(`tab-${name}`)
        tab.addEventListener('click', () => select(name))
        tab.addEventListener('keydown', event => {
            const to = { ArrowRight: index + 1, ArrowLeft: index + TABS.length - 1, Home: 0, End: TABS.length - 1 }[event.key]
            if (to === undefined) return
            event.preventDefault()
            event.stopPropagation()
            select(TABS[to % TABS.length], true)
        })
    })
}
