// What axe finds on a page, in the light and in the dark, wide and narrow: one JSON object each.
//
//   node axe.mjs CHROMIUM NODE_MODULES PAGE

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const [chromium, modules, file] = process.argv.slice(2)
const asked = createRequire(join(resolve(modules), 'x.js'))
const puppeteer = asked('puppeteer-core')
const axe = readFileSync(asked.resolve('axe-core/axe.min.js'), 'utf-8')
const browser = await puppeteer.launch({ executablePath: chromium, pipe: true, args: [
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync',
] })
try {
    const page = await browser.newPage()
    const said = []
    page.on('console', message => said.push(message.text()))
    page.on('request', request => { if (/^https?:/.test(request.url())) said.push(request.url()) })
    for (const [scheme, width] of [['light', 1200], ['dark', 1200], ['light', 340]]) {
        await page.setViewport({ width, height: 900 })
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }])
        await page.goto(pathToFileURL(file).href)
        await page.evaluate(axe)
        const found = await page.evaluate(() => globalThis.axe.run(document))
        const violations = found.violations.map(one => `${one.id}: ${one.nodes[0].html.slice(0, 120)}`)
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        console.log(JSON.stringify({ scheme, width, passes: found.passes.length, violations, said, wider }))
    }
} finally {
    await browser.close()
}
