// Uses the preview as an editor does, and tells what it shows: one JSON object a step.
//
//   node desk.mjs CHROMIUM NODE_MODULES ADDRESS FILE LANGUAGE STEP...
//
// FILE is a chapter of the book that is shown; steps that edit it put it back. Steps: see the end of this file.

import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'

const [chromium, modules, address, file, language, ...steps] = process.argv.slice(2)
const asked = createRequire(join(resolve(modules), 'x.js'))
const puppeteer = asked('puppeteer-core')
const axe = readFileSync(asked.resolve('axe-core/axe.min.js'), 'utf-8')
const LONG = { timeout: 60_000 }

const browser = await puppeteer.launch({ executablePath: chromium, pipe: true, args: [
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', `--lang=${language}`,
] })
const page = await browser.newPage()
const said = []
page.on('console', message => said.push(`${message.type()}: ${message.text()}`))
page.on('pageerror', error => said.push(`error: ${error.message}`))
await page.evaluateOnNewDocument(language => Object.defineProperty(navigator, 'languages', { get: () => [language] }), language)

const text = readFileSync(file, 'utf-8')
const tell = values => console.log(JSON.stringify(values))
const is = (test, ...values) => page.waitForFunction(test, { ...LONG, polling: 100 }, ...values)
const lamp = color => is(color => document.querySelector('#status').dataset.lamp === color, color)
const folio = () => page.$eval('#jump', one => one.value)
const keys = () => page.$$eval('.page', all => all.map(one => one.dataset.key))
const words = () => page.$eval('#spread', one => one.textContent)
const wholePages = () => is(() => [...document.querySelectorAll('.page:not(.none, .blank)')].every(one => one.querySelector('img') && one.querySelector('.layer')))
const frame = () => page.$eval('.device iframe:not(.coming)', one => ({
    text: one.contentDocument.body.textContent, left: one.contentDocument.scrollingElement.scrollLeft, width: one.clientWidth,
    ground: getComputedStyle(one.contentDocument.documentElement).backgroundColor, sandbox: one.getAttribute('sandbox'),
}))

async function open(width = 1400, height = 900, scheme = 'light') {
    await page.setViewport({ width, height })
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }])
    await page.goto(address)
    await is(() => document.querySelector('.division'))
    await lamp('good')
    await wholePages()
}

// To the spread that shows the file's first section.
async function toChapter() {
    const source = file.split('/').slice(-2).join('/')
    const row = await page.evaluate(async source => {
        const state = await (await fetch('/state')).json()
        return state.outline.find(one => one.source === source).title
    }, source)
    await page.evaluate(row => [...document.querySelectorAll('.division')].find(one => one.querySelector('.what').textContent.endsWith(row)).click(), row)
    await wholePages()
}

async function violations(name) {
    await page.evaluate(axe)
    const found = await page.evaluate(() => axe.run(document, { iframes: false, resultTypes: ['violations'] }))
    return { name, violations: found.violations.map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' | ')}`), passes: found.passes.length }
}

const STEPS = {
    async look() {
        await open()
        await toChapter()
        tell({
            step: 'look', lang: await page.$eval('html', one => one.lang), status: await page.$eval('#said', one => one.textContent),
            rows: await page.$$eval('.division', all => all.map(one => one.textContent)), sums: await page.$eval('#sums', one => one.textContent),
            words: await words(), pictures: await page.$$eval('.page img', all => all.map(one => [one.naturalWidth, one.naturalHeight])),
            tabs: await page.$$eval('[role=tab]', all => all.map(one => one.textContent)), folio: await folio(),
            facing: await page.$$eval('.page', all => all.length),
        })
    },
    async edit() {
        await open()
        await toChapter()
        await page.keyboard.press('ArrowRight')
        await page.keyboard.press('ArrowLeft')
        await wholePages()
        const before = { folio: await folio(), keys: await keys(), words: await words() }
        writeFileSync(file, text.replace('Am Anfang', 'Zu Beginn'))
        await is(old => document.querySelector('#spread').textContent.includes('Zu Beginn') && ![...document.querySelectorAll('.page')].every((one, at) => one.dataset.key === old[at]), before.keys)
        await lamp('good')
        const after = { folio: await folio(), keys: await keys(), words: await words() }
        writeFileSync(file, text)
        await is(() => document.querySelector('#spread').textContent.includes('Am Anfang'))
        tell({ step: 'edit', before, after })
    },
    async broken() {
        await open()
        await toChapter()
        const before = await keys()
        writeFileSync(file, `${text}\nKein Text dazu.[^nirgends]\n`)
        await is(() => !document.querySelector('#trouble').hidden)
        const shown = {
            trouble: await page.$eval('#trouble', one => one.textContent), keys: await keys(), words: await words(),
            picture: await page.$eval('.page:last-child img', one => one.naturalWidth),
        }
        await page.click('#trouble-show')
        await is(() => document.querySelector('#place').matches(':popover-open'))
        shown.finding = await page.$eval('.finding.chosen', one => one.textContent)
        shown.place = await page.$eval('#place-at', one => one.textContent)
        shown.axe = await violations('broken')
        await page.keyboard.press('Escape')
        writeFileSync(file, text)
        await lamp('good')
        await is(() => document.querySelector('#trouble').hidden)
        tell({ step: 'broken', before, ...shown, mended: await keys() })
    },
    async keys() {
        await open()
        await page.focus('#pages')
        const press = async (...all) => { for (const key of all) await page.keyboard.press(key); await wholePages(); return folio() }
        const pages = { end: await press('End'), home: await press('Home'), right: await press('ArrowRight'), jump: await press('g', '3', 'Enter') }
        const width = () => page.$eval('.page:last-child', one => one.clientWidth)
        const sizes = [await width()]
        await page.keyboard.press('+')
        sizes.push(await width())
        await page.keyboard.press('0')
        sizes.push(await width())
        await press('g', '3', 'Enter')
        await page.keyboard.press('j')
        await page.keyboard.press('j')
        const paragraph = await page.evaluate(() => document.activeElement.textContent)
        await page.keyboard.press('Enter')
        await is(() => document.querySelector('#place').matches(':popover-open'))
        const at = await page.$eval('#place-at', one => one.textContent), code = await page.$eval('#place-code', one => one.href)
        const inCard = await page.evaluate(() => document.activeElement.id)
        await page.keyboard.press('Escape')
        const focused = () => page.evaluate(() => document.activeElement.textContent)
        const back = await focused()
        await page.keyboard.press('Enter')
        await is(() => document.querySelector('#place').matches(':popover-open'))
        writeFileSync(file, text.replace('Am Anfang', 'Zu Beginn'))
        await is(() => document.querySelector('#spread').textContent.includes('Zu Beginn'))
        await page.keyboard.press('Escape')
        const drawnAnew = await focused()
        writeFileSync(file, text)
        await is(() => document.querySelector('#spread').textContent.includes('Am Anfang'))
        const kept = await focused()
        await page.keyboard.press('?')
        const help = await page.$eval('#help', one => one.open)
        await page.click('#help-on')
        await page.keyboard.press('Escape')
        await page.focus('#pages')
        const before = await folio()
        await page.keyboard.press('b')
        const still = await page.$eval('body', one => one.dataset.view)
        await page.evaluate(() => localStorage.clear())
        tell({ step: 'keys', pages, sizes, paragraph, at, code, inCard, back, drawnAnew, kept, help, before, still })
    },
    async click() {
        await open()
        await toChapter()
        const [line] = await page.$$('.page:last-child .layer p[tabindex] span')
        const lines = await page.$$('.page:last-child .layer p[tabindex] span')
        const chosen = lines[3] ?? line
        const words = await chosen.evaluate(one => one.textContent)
        await chosen.click()
        await is(() => document.querySelector('#place').matches(':popover-open'))
        const place = { at: await page.$eval('#place-at', one => one.textContent), words: await page.$eval('#place-words', one => one.textContent) }
        const marked = await page.$eval('.layer p.on', one => one.textContent)
        const editor = await page.$eval('#place-open', one => !one.hidden)
        let opened = null
        if (editor) {
            await page.click('#place-open')
            await is(() => document.querySelector('#place-done').textContent)
            opened = await page.$eval('#place-done', one => one.textContent)
        }
        await page.keyboard.press('Escape')
        writeFileSync(file, text.replace('legte beiseite', 'legte  beiseite'))
        await is(() => document.querySelector('.finding'))
        await lamp('good')
        await page.keyboard.press('Home')
        await page.click('.finding .jump-to')
        await is(() => document.querySelector('.layer p.on'))
        await is(() => document.querySelector('#place').matches(':popover-open'))
        const finding = { folio: await folio(), marked: await page.$eval('.layer p.on', one => one.textContent), at: await page.$eval('#place-at', one => one.textContent), row: await page.$eval('.division .badge', one => one.parentElement.textContent) }
        await page.keyboard.press('Escape')
        await page.click('.finding summary')
        await is(() => document.querySelector('.finding .why p').textContent)
        finding.why = await page.$eval('.finding .why p', one => one.textContent)
        writeFileSync(file, text)
        await is(() => !document.querySelector('.finding'))
        tell({ step: 'click', words, place, marked, editor, opened, finding })
    },
    async lists() {
        await open()
        const found = {}
        for (const name of ['notes', 'terms', 'entries']) {
            await page.click(`#tab-${name}`)
            found[name] = await page.$$eval(`#${name} .item`, all => all.map(one => one.textContent))
        }
        await page.click('#tab-notes')
        await page.click('#notes .chip')
        await wholePages()
        found.folio = await folio()
        await page.type('#notes .filter', 'xyz')
        found.none = await page.$eval('#notes .nothing', one => !one.hidden)
        await page.focus('#tab-notes')
        await page.keyboard.press('ArrowRight')
        found.tab = await page.evaluate(() => document.activeElement.id)
        tell({ step: 'lists', ...found })
    },
    async ebook() {
        await open()
        await toChapter()
        await page.click('.switch [data-view=ebook]')
        await is(() => document.querySelector('.device iframe:not(.coming)')?.contentDocument.body.textContent.includes('Am Anfang'))
        const phone = await frame()
        await page.click('#colours [data-value=sepia]')
        const sepia = await frame()
        await page.click('#colours [data-value=night]')
        const night = await frame()
        await page.click('#device [data-value=tablet]')
        const tablet = await frame()
        await page.click('#device [data-value=phone]')
        await page.click('#ebook-forth')
        const next = await frame(), count = await page.$eval('#ebook-count', one => one.textContent)
        writeFileSync(file, text.replace('Am Anfang', 'Zu Beginn'))
        await is(() => document.querySelector('.device iframe:not(.coming)').contentDocument.body.textContent.includes('Zu Beginn'))
        const edited = await frame()
        writeFileSync(file, text)
        await is(() => document.querySelector('.device iframe:not(.coming)').contentDocument.body.textContent.includes('Am Anfang'))
        await page.click('#ebook-back')
        const inside = await (await page.$('.device iframe:not(.coming)')).contentFrame()
        const paragraph = await inside.$('p.first')
        const box = await paragraph.boundingBox()
        await page.mouse.click(box.x + 40, box.y + 8)
        await is(() => document.querySelector('#place').matches(':popover-open'))
        const at = await page.$eval('#place-at', one => one.textContent)
        await page.keyboard.press('Escape')
        const link = await inside.$('a.noteref')
        const href = await link.evaluate(one => one.getAttribute('href'))
        await link.evaluate(one => one.click())
        await is(() => document.querySelector('.device iframe:not(.coming)').contentDocument.location.pathname.endsWith('notes.xhtml'))
        tell({ step: 'ebook', phone, sepia, night, tablet, next, count, edited, at, href })
    },
    async axe() {
        for (const [width, height, scheme] of [[1400, 900, 'light'], [1400, 900, 'dark'], [420, 860, 'light']]) {
            const name = `${language} ${width} ${scheme}`
            await open(width, height, scheme)
            await page.evaluate(() => localStorage.clear())
            await toChapter()
            tell({ step: 'axe', ...await violations(`${name} pages`) })
            for (const tab of ['notes', 'terms', 'entries']) {
                if (width < 1000) await page.click('.panes [data-pane=right]')
                await page.click(`#tab-${tab}`)
                tell({ step: 'axe', ...await violations(`${name} ${tab}`) })
            }
            if (width < 1000) {
                await page.click('.panes [data-pane=left]')
                tell({ step: 'axe', ...await violations(`${name} outline`) })
                await page.click('.division.contents')
                await is(() => document.body.dataset.pane === 'middle')
            }
            await page.click('#keys')
            tell({ step: 'axe', ...await violations(`${name} help`) })
            await page.keyboard.press('Escape')
            await page.click('.switch [data-view=ebook]')
            await is(() => document.querySelector('.device iframe:not(.coming)'))
            tell({ step: 'axe', ...await violations(`${name} ebook`) })
            await page.click('.switch [data-view=pages]')
        }
    },
}

try {
    for (const step of steps) await STEPS[step]()
    tell({ step: 'said', said })
} catch (error) {
    console.error(said.join('\n'), await page.evaluate(() => document.body.innerText).catch(() => ''))
    throw error
} finally {
    writeFileSync(file, text)
    await browser.close()
}
