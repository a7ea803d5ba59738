// browse.js [--shots DIR] PAGE.html... [--axe FILE PAGE.html...] - opens pages in one headless Chromium, without a network, and looks at
// each as a reader would: on a screen, light and dark, on a telephone, and on A4 laid on its side.
//
// Exit 0: no page had an error on the console, asked for anything but itself, was wider than its sheet, cut a cell off, or
// broke a rule of axe-core (pages behind --axe, which names axe.min.js). Exit 1: each fault is one line. With --shots, screenshots of each
// page, light, dark and printed, lie in DIR. Speaks the DevTools protocol over a pipe, so nothing needs to be installed.
'use strict';
const { spawn } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');

const A4_LANDSCAPE = Math.floor((297 - 22) / 25.4 * 96); // between the margins, CSS pixels
const SCREEN = { width: 1280, height: 900, deviceScaleFactor: 1, mobile: false };
const TELEPHONE = { width: 390, height: 800, deviceScaleFactor: 1, mobile: true };

function parse(words) {
    const options = { pages: [] };
    let axe;
    while (words.length) {
        const word = words.shift();
        if (word === '--axe') axe = fs.readFileSync(words.shift(), 'utf8');
        else if (word === '--shots') options.shots = words.shift();
        else options.pages.push({ file: word, axe });
    }
    return options;
}

class Browser {
    constructor() {
        this.profile = fs.mkdtempSync(path.join(os.tmpdir(), 'browse-'));
        const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--remote-debugging-pipe',
                       '--no-first-run', '--disable-background-networking', '--user-data-dir=' + this.profile];
        this.child = spawn('chromium', flags, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
        this.gone = new Promise(resolve => this.child.on('exit', resolve));
        this.waiting = new Map();
        this.events = [];
        this.next = 1;
        let rest = '';
        this.child.stdio[4].on('data', data => {
            const parts = (rest + data).split('\0');
            rest = parts.pop();
            parts.forEach(part => this.hear(JSON.parse(part)));
        });
    }

    hear(message) {
        const wait = this.waiting.get(message.id);
        this.waiting.delete(message.id);
        if (wait) message.error ? wait.reject(new Error(message.error.message)) : wait.resolve(message.result);
        else this.events.push(message);
    }

    send(method, params = {}, sessionId = undefined) {
        const id = this.next++;
        this.child.stdio[3].write(JSON.stringify({ id, method, params, sessionId }) + '\0');
        return new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
    }

    async close() {
        this.send('Browser.close').catch(() => {});
        await this.gone;
        fs.rmSync(this.profile, { recursive: true, force: true });
    }
}

class Page {
    static async open(browser, file) {
        const page = new Page();
        page.browser = browser;
        page.url = 'file://' + path.resolve(file);
        const { targetId } = await browser.send('Target.createTarget', { url: 'about:blank' });
        page.target = targetId;
        page.session = (await browser.send('Target.attachToTarget', { targetId, flatten: true })).sessionId;
        for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await page.send(domain + '.enable');
        await page.send('Emulation.setDeviceMetricsOverride', SCREEN);
        await page.send('Page.navigate', { url: page.url });
        while (!page.heard().some(e => e.method === 'Page.loadEventFired')) await new Promise(r => setTimeout(r, 10));
        return page;
    }

    send(method, params) {
        return this.browser.send(method, params, this.session);
    }

    heard() {
        return this.browser.events.filter(e => e.sessionId === this.session);
    }

    async ask(expression) {
        const answer = await this.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
        if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.exception.description);
        return answer.result.value;
    }

    media(media, scheme) {
        return this.send('Emulation.setEmulatedMedia',
                         { media, features: [{ name: 'prefers-color-scheme', value: scheme }] });
    }

    // What the browser itself complained about, and what the page asked for.
    complaints() {
        return this.heard().flatMap(e => {
            if (e.method === 'Runtime.exceptionThrown') return [e.params.exceptionDetails.text];
            if (e.method === 'Runtime.consoleAPICalled') return ['console: ' + e.params.type];
            if (e.method === 'Log.entryAdded') return ['log: ' + e.params.entry.text];
            if (e.method === 'Network.requestWillBeSent' && e.params.request.url !== this.url)
                return ['asked for ' + e.params.request.url];
            return [];
        });
    }

    // Wider than its window, or a cell of which something is cut off.
    overflow() {
        return this.ask(`(() => {
            const root = document.documentElement, wrong = [];
            if (root.scrollWidth > root.clientWidth) wrong.push('is ' + root.scrollWidth + ' px wide of ' + root.clientWidth);
            for (const cell of document.querySelectorAll('th, td')) {
                const box = cell.getBoundingClientRect();
                if (cell.scrollWidth > cell.clientWidth + 1) wrong.push('cuts off "' + cell.textContent + '"');
                if (matchMedia('print').matches && (box.left < -1 || box.right > root.clientWidth + 1))
                    wrong.push('prints beside the sheet: "' + cell.textContent + '"');
            }
            return wrong.slice(0, 3);
        })()`);
    }

    async axe(source, rules) {
        await this.ask(source + '; 0');
        const options = JSON.stringify({ resultTypes: ['violations'], ...rules });
        const violations = await this.ask(`axe.run(document, ${options}).then(r => r.violations.map(v =>
            v.id + ': ' + v.help + ' (' + v.nodes.length + ') ' + v.nodes[0].html.slice(0, 160)))`);
        return violations.map(v => 'axe: ' + v);
    }

    async shoot(file, whole) {
        const { data } = await this.send('Page.captureScreenshot', { captureBeyondViewport: whole, format: 'png' });
        fs.writeFileSync(file, Buffer.from(data, 'base64'));
    }
}

async function look(browser, { file, axe }, options) {
    const page = await Page.open(browser, file);
    const faults = [], name = path.basename(file, '.html');
    const add = (where, found) => found.forEach(f => faults.push(`${name}: ${where}: ${f}`));
    const shoot = async look => options.shots && page.shoot(path.join(options.shots, `${name}-${look}.png`), true);
    await page.media('screen', 'light');
    add('screen', await page.overflow());
    if (axe) add('light', await page.axe(axe, {}));
    await shoot('light');
    await page.media('screen', 'dark');
    if (axe) add('dark', await page.axe(axe, { runOnly: ['color-contrast'] }));
    await shoot('dark');
    await page.send('Emulation.setDeviceMetricsOverride', TELEPHONE);
    add('telephone', await page.overflow());
    await page.media('print', 'dark');
    await page.send('Emulation.setDeviceMetricsOverride', { ...SCREEN, width: A4_LANDSCAPE });
    add('print', await page.overflow());
    const paper = await page.ask('getComputedStyle(document.body).backgroundColor');
    if (paper !== 'rgb(255, 255, 255)') add('print', ['the paper is ' + paper]);
    await shoot('print');
    add('page', page.complaints());
    await page.browser.send('Target.closeTarget', { targetId: page.target });
    return faults;
}

async function main() {
    const options = parse(process.argv.slice(2));
    const browser = new Browser();
    const todo = options.pages.slice(), asked = todo.filter(page => page.axe).length;
    const faults = [];
    const work = async () => {
        while (todo.length) faults.push(...await look(browser, todo.shift(), options));
    };
    try {
        await Promise.all([work(), work()]);
    } finally {
        await browser.close();
    }
    faults.forEach(fault => console.log(fault));
    console.log(`browse: ${options.pages.length} pages, ${asked} of them asked by axe-core, ${faults.length} faults`);
    process.exit(faults.length ? 1 : 0);
}

main().catch(error => {
    console.error('browse.js: ' + error.message);
    process.exit(2);
});
