// The outline: every division with its page, words, notes and findings; sections of the one that is shown.

import { $, h } from './dom.js'
import { figure, t } from './words.js'

let rows = []
let current = ''

export function update(state, go) {
    const counts = tally(state)
    const pages = state.pages.length
    $('sums').textContent = state.outline ? t('sums', { words: state.words, pages, notes: state.notes.length }) : ''
    const folio = index => index === null || index === undefined ? '' : state.pages[index]?.folio || ''
    const focused = document.activeElement?.closest?.('#divisions [data-to]')?.dataset.to
    rows = []
    const items = (state.outline ?? []).map(division => {
        const found = counts.get(division.source) ?? { errors: 0, warnings: 0 }
        const sections = division.sections.map(section => h('li', {}, h('button', {
            type: 'button', class_: `section level-${section.level}`, data: { to: section.anchor },
            onclick: () => go(division, section),
        }, h('span', { class_: 'what' }, section.title), h('span', { class_: 'folio' }, folio(section.page)))))
        const button = h('button', { type: 'button', class_: `division ${division.kind}`, data: { to: division.id }, onclick: () => go(division) },
            h('span', { class_: 'what' }, division.number ? h('span', { class_: 'number' }, `${division.number} `) : null, division.title),
            h('span', { class_: 'folio' }, h('span', { class_: 'spoken' }, `, ${t('page')} `), folio(division.page)),
            division.source ? h('span', { class_: 'counts' },
                h('span', {}, h('span', { 'aria-hidden': 'true' }, t('words-short', { n: division.words })),
                    h('span', { class_: 'spoken' }, `, ${t('words', { n: division.words })}`)),
                division.notes ? h('span', {}, h('span', { 'aria-hidden': 'true' }, t('notes-short', { n: division.notes })),
                    h('span', { class_: 'spoken' }, `, ${t('notes-n', { n: division.notes })}`)) : null) : null,
            badge(found.errors, 'error', 'errors-n'), badge(found.warnings, 'warning', 'warnings-n'))
        const item = h('li', { class_: `matter-${division.matter}${division.part ? ' of-part' : ''}` }, button,
            sections.length ? h('ol', { class_: 'sections', hidden: true }, sections) : null)
        rows.push({ id: division.id, item, button })
        return item
    })
    $('divisions').replaceChildren(...items)
    current = ''
    if (focused) $('divisions').querySelector(`[data-to="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true })
}

function badge(count, severity, key) {
    if (!count) return null
    return h('span', { class_: `badge ${severity}` }, h('span', { 'aria-hidden': 'true' }, figure(count)),
        h('span', { class_: 'spoken' }, `, ${t(key, { n: count })}`))
}

function tally(state) {
    const found = new Map()
    for (const one of state.findings ?? []) {
        const count = found.get(one.at.source) ?? { errors: 0, warnings: 0 }
        count[one.severity === 'error' ? 'errors' : 'warnings']++
        found.set(one.at.source, count)
    }
    return found
}

export function mark(division) {
    if (division === current) return
    current = division
    for (const row of rows) {
        const isHere = row.id === division
        row.button.toggleAttribute('aria-current', isHere)
        if (isHere) row.button.setAttribute('aria-current', 'true')
        row.item.querySelector('.sections')?.toggleAttribute('hidden', !isHere)
        if (isHere) row.button.scrollIntoView({ block: 'nearest' })
    }
}
