// Child of `make bench`: seconds from a save to the changed spread in headless Chromium, for edits in a middle chapter.
//
//   node bench_preview.mjs CHROMIUM NODE_MODULES ADDRESS FILE EDITS SERVER
//
// Each edit makes one word of the chapter another of the same length. A spread counts as changed when its new picture is decoded and put in
// place; two frames later it has been painted. SERVER is the server's process. Says a JSON object: seconds of all edits, processor seconds of
// the server for each (on Linux), pages, whether the position was kept.

import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'

const [chromium, modules, address, file, edits, server] = process.argv.slice(2)
const puppeteer = createRequire(join(resolve(modules), 'x.js'))('puppeteer-core')
const quiet = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync']

// Processor seconds that the server has used, threads included (proc(5): fields 14 and 15 of stat, in hundredths).
function processor() {
    try {
        const fields = readFileSync(`/proc/${server}/stat`, 'utf-8').split(') ')[1].split(' ')
        return (+fields[11] + +fields[12]) / 100
    } catch { return 0 }
}

const browser = await puppeteer.launch({ executablePath: chromium, pipe: true, args: quiet, protocolTimeout: 60_000 })
try {
    const page = await browser.newPage()
    await page.setViewport({ width: 1500, height: 920 })
    await page.goto(address)
    await page.waitForFunction(() => document.querySelector('#status').dataset.lamp === 'good', { timeout: 300_000 })
    const state = await page.evaluate(async () => (await fetch('/state')).json())
    const source = file.split('/').slice(-2).join('/')
    const division = state.outline.find(one => one.source === source)
    await page.evaluate(() => localStorage.setItem('druckreif.follow', 'false'))
    await page.focus('#jump')
    await page.keyboard.type(state.pages[division.page + 2].folio)
    await page.keyboard.press('Enter')
    const keys = () => page.$$eval('.page', all => all.map(one => one.dataset.key).join())
    const calm = () => page.waitForFunction(() => document.querySelector('#status').dataset.lamp === 'good', { timeout: 300_000 })
    await page.waitForFunction(() => [...document.querySelectorAll('.page')].every(one => one.querySelector('.layer')))
    const line = await page.$$eval('.page:last-child .layer span', all => all.map(one => ({ ...one.dataset, text: one.textContent })))
    const lines = readFileSync(file, 'utf-8').split('\n')
    const word = /(?<= )\p{Ll}{6,}(?= )/u
    const at = line.find(one => one.source === source && word.test(one.text) && lines[one.line - 1].includes(word.exec(one.text)[0], one.column - 1))
    const whole = lines[at.line - 1], start = whole.indexOf(word.exec(at.text)[0], at.column - 1)
    const letters = 'abcdefghiklmno'.replace(whole[start + 1], '')
    const seconds = [], cpu = []
    let kept = true
    for (let edit = 0; edit < +edits; edit++) {
        await calm()
        await new Promise(done => setTimeout(done, 1200))
        const before = await keys(), folio = await page.$eval('#jump', one => one.value)
        const seen = page.evaluate(() => new Promise(done => {
            const had = [...document.querySelectorAll('.page')].map(one => one.dataset.key).join()
            const watcher = new MutationObserver(() => {
                if ([...document.querySelectorAll('.page')].map(one => one.dataset.key).join() === had) return
                watcher.disconnect()
                requestAnimationFrame(() => requestAnimationFrame(() => done()))
            })
            watcher.observe(document.querySelector('#spread'), { subtree: true, attributes: true, attributeFilter: ['data-key'] })
        }))
        await new Promise(done => setTimeout(done, 100))
        const letter = letters[edit % letters.length]
        lines[at.line - 1] = `${whole.slice(0, start + 1)}${letter}${whole.slice(start + 2)}`
        const worked = processor()
        const saved = performance.now()
        writeFileSync(file, lines.join('\n'))
        await seen
        seconds.push((performance.now() - saved) / 1000)
        await new Promise(done => setTimeout(done, 300))
        await calm()
        cpu.push(processor() - worked)
        kept &&= folio === await page.$eval('#jump', one => one.value) && before !== await keys()
    }
    console.log(JSON.stringify({ seconds, cpu, pages: state.pages.length, kept }))
} finally {
    await browser.close()
}
