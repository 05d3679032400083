// Clicks every link of an EPUB with a real mouse in a headless Chromium and says where it led, one JSON object a line.
//
//   node click.mjs CHROMIUM NODE_MODULES BOOK.epub FOLDER FILE...
//
// It does so in two clients: `plain` (each document by itself, as a reader shows it that only follows links) and `foliate` (the engine of
// Foliate and Readest, in which notes and terms pop up). FOLDER holds the unpacked book; FILEs are clicked through.

import { createReadStream, existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { extname, join, normalize, resolve } from 'node:path'

const [chromium, ...named] = process.argv.slice(2)
const [modules, book, folder] = named.slice(0, 3).map(name => resolve(name))
const puppeteer = createRequire(join(modules, 'x.js'))('puppeteer-core')
const TYPES = {
    '.xhtml': 'application/xhtml+xml', '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript',
    '.ttf': 'font/ttf', '.svg': 'image/svg+xml', '.jpg': 'image/jpeg', '.png': 'image/png', '.epub': 'application/epub+zip',
}

const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, 'http://book').pathname))
    const [, root, ...rest] = path.split('/')
    const roots = { book: folder, modules, clicks: import.meta.dirname }
    const file = path === '/book.epub' ? book : join(roots[root] ?? '/nowhere', ...rest)
    if (!existsSync(file)) return response.writeHead(404).end()
    const type = TYPES[extname(file)] ?? 'application/octet-stream'
    response.writeHead(200, { 'Content-Type': type, 'Cache-Control': 'max-age=600' })
    createReadStream(file).pipe(response)
})
await new Promise(done => server.listen(0, '127.0.0.1', done))

// A click waits for the next frame of its window: both clients have a window of their own, drawn at a sixteenth of its dots.
const browser = await puppeteer.launch({ executablePath: chromium, pipe: true, args: ['--no-sandbox', '--disable-gpu'] })
const walk = async client => {
    const page = await (await browser.createBrowserContext()).newPage()
    await page.setViewport({ width: 800, height: 400, deviceScaleFactor: 0.25 })
    const query = new URLSearchParams(named.slice(3).map(file => ['file', file]))
    await page.goto(`http://127.0.0.1:${server.address().port}/clicks/${client}.html?${query}`)
    await page.waitForFunction('window.walk')
    for (let spot = true; spot;) {
        const step = await page.evaluate('walk.next()')
        for (const line of step.lines) console.log(JSON.stringify({ client, ...line }))
        if (spot = step.spot) await page.mouse.click(spot.x, spot.y)
    }
}
try {
    await Promise.all(['plain', 'foliate'].map(walk))
} finally {
    await browser.close()
    server.close()
    server.closeAllConnections()
}
