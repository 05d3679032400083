// Says in which colours the words of a book stand when a reading system paints the page: one JSON object for each pair of colours.
//
//   node contrast.mjs CHROMIUM NODE_MODULES FOLDER THEMES FILE...
//
// FOLDER holds the unpacked book. THEMES is JSON: for each name { background, color, scheme }, `scheme` being what the operating system
// prefers. The theme is set on the root alone and before the book's own styles, so that every colour of the book would win.

import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const [chromium, modules, folder, themes, ...files] = process.argv.slice(2)
const puppeteer = createRequire(join(resolve(modules), 'x.js'))('puppeteer-core')

function colours({ background, color }) {
    const style = document.createElementNS('http://www.w3.org/1999/xhtml', 'style')
    style.textContent = `html { background: ${background}; color: ${color} }`
    document.head.prepend(style)
    const found = new Map()
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node; node = walker.nextNode();) {
        if (!node.data.trim()) continue
        const element = node.parentElement
        let behind = element
        while (behind && /, 0\)$|transparent/.test(getComputedStyle(behind).backgroundColor)) behind = behind.parentElement
        const pair = {
            kind: element.closest('a') ? 'link' : 'text', color: getComputedStyle(element).color,
            background: getComputedStyle(behind ?? document.documentElement).backgroundColor,
        }
        const key = JSON.stringify(pair)
        found.set(key, { ...pair, places: (found.get(key)?.places ?? 0) + 1, words: node.data.trim().slice(0, 40) })
    }
    style.remove()
    return [...found.values()]
}

const browser = await puppeteer.launch({ executablePath: chromium, pipe: true, args: ['--no-sandbox', '--disable-gpu'] })
try {
    const page = await browser.newPage()
    for (const file of files) {
        await page.goto(pathToFileURL(join(resolve(folder), file)).href)
        for (const [theme, paint] of Object.entries(JSON.parse(themes))) {
            await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: paint.scheme }])
            for (const pair of await page.evaluate(colours, paint)) console.log(JSON.stringify({ theme, file, ...pair }))
        }
    }
} finally {
    await browser.close()
}
