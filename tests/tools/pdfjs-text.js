// pdfjs-text.js FILE... - the text of every page as pdf.js (Firefox's viewer) finds it for searching and
// copying, a form feed behind each page. Needs Debian's nodejs and libjs-pdf.
"use strict";
const fs = require("fs");
const pdfjs = require("/usr/share/javascript/pdf/build/pdf.js");
pdfjs.GlobalWorkerOptions.workerSrc = "/usr/share/javascript/pdf/build/pdf.worker.js";

async function write(path) {
    const data = new Uint8Array(fs.readFileSync(path));
    const document = await pdfjs.getDocument({ data, verbosity: 0 }).promise;
    for (let number = 1; number <= document.numPages; number++) {
        const page = await document.getPage(number);
        const content = await page.getTextContent();
        for (const item of content.items)
            process.stdout.write(item.str + (item.hasEOL ? "\n" : ""));
        process.stdout.write("\f");
    }
}

(async () => {
    for (const path of process.argv.slice(2))
        await write(path);
})().catch((error) => {
    console.error(String(error));
    process.exit(1);
});
