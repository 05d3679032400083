// Says which words of the book stand beyond the right edge of a narrow window: one JSON object for each document.
//
//   node width.mjs CHROMIUM NODE_MODULES FOLDER WIDTH FILE...
//
// FOLDER holds the unpacked book, WIDTH is in CSS pixels.

import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const [chromium, modules, folder, width, ...files] = process.argv.slice(2)
const puppeteer = createRequire(join(resolve(modules), 'x.js'))('puppeteer-core')

async function beyond(edge) {
    await document.fonts.ready
    const out = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node; node = walker.nextNode();) {
        const range = document.createRange()
        range.selectNodeContents(node)
        if ([...range.getClientRects()].some(box => box.right > edge + 1)) out.push(node.data.trim().slice(0, 60))
    }
    return out
}

const browser = await puppeteer.launch({ executablePath: chromium, pipe: true, args: ['--no-sandbox', '--disable-gpu'] })
try {
    const page = await browser.newPage()
    await page.setViewport({ width: +width, height: 800 })
    for (const file of files) {
        await page.goto(pathToFileURL(join(resolve(folder), file)).href)
        console.log(JSON.stringify({ file, beyond: await page.evaluate(beyond, +width) }))
    }
} finally {
    await browser.close()
}
