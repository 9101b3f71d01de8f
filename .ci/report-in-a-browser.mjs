// Generates a report with many cases of drift, and compares the HTML page in a browser with the JSON report. Does the same with the report of a plan
// and the journal.
// Arguments: browser, program, folder.
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { strict as assert } from 'node:assert';
import { SIZES, launch, measure } from './browser.mjs';
import { reportOfOrders } from './report-of-orders.mjs';

const [browserPath, program, folder] = process.argv.slice(2);
const html = resolve(folder, 'drift.html');
const json = resolve(folder, 'drift.json');
const screenshots = resolve(folder, 'screenshots');
mkdirSync(screenshots, { recursive: true });

// This server accepts every request. Its response contains markup, the URL of an external image and a long text without a line break. They
// would break a page that does not escape and wrap text.
const body = JSON.stringify({
  order: { id: '1', orderStatus: '<img src="http://127.0.0.1:9/x.png"><script>document.title = "taken over"</script>' },
  unbroken: 'x'.repeat(2000),
});
const server = createServer((request, response) => {
  request.resume().on('end', () => response.writeHead(201, { 'content-type': 'application/json' }).end(body));
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const base = `http://127.0.0.1:${server.address().port}/numberManagement`;
const exit = await new Promise((done) => {
  const options = ['contract', '--target', base, '--max-orders', '1000', '--rate', '1000/s', '--seed', '1'];
  const reports = ['--report', `html=${html}`, '--report', `json=${json}`];
  execFile(program, [...options, ...reports], { maxBuffer: 1 << 26 }, (error) => done(error ? error.code : 0));
});
server.close();
assert.equal(exit, 8, 'a server that accepts every request has drift');
const report = JSON.parse(readFileSync(json, 'utf8'));
assert(report.counts.drift > 20, 'the report has more than 20 cases of drift');

/** Reads the contents of the page; runs in the page. */
function readPage() {
  const text = (node) => node.textContent.trim();
  const statement = (article) => {
    let node = article.previousElementSibling;
    while (node && !node.classList.contains('source')) node = node.previousElementSibling;
    return node ? text(node) : '';
  };
  const articles = [...document.querySelectorAll('section[aria-labelledby="drift"] article')];
  const rows = document.querySelector('section[aria-labelledby="all"]');
  return {
    title: document.title,
    rows: [...rows.querySelectorAll('div.row')].map((row) => text(row.querySelector('.badge'))),
    hidden: [...rows.querySelectorAll('li.row')].map((row) => parseInt(text(row.lastElementChild), 10)),
    drift: articles.map((article) => ({
      element: text(article.closest('.card').querySelector('h3')),
      keyword: text(article.querySelector('h4 .badge')),
      statement: statement(article),
      ids: [...article.querySelectorAll('dd div code')].map(text),
    })),
  };
}

function compareWithReport(page) {
  assert(!page.title.includes('taken over'), 'no script of the target runs');
  const isHidden = (result) => result.verdict === 'skipped' && /^[^/]+\/answer/.test(result.constraint.id);
  const rowResults = report.results.filter((result) => !isHidden(result));
  assert.equal(page.rows.length, rowResults.length, 'one row for each constraint that is not hidden');
  assert.equal(page.rows.length + page.hidden.reduce((sum, count) => sum + count, 0), report.results.length, 'no constraint is missing');
  assert.deepEqual([...page.rows].sort(), rowResults.map((result) => result.verdict).sort());
  const drifting = report.results.filter((result) => result.verdict === 'drift');
  assert.equal(page.drift.length, drifting.length, 'every drift is shown');
  for (const { constraint, checks } of drifting) {
    const shown = page.drift.find(({ element, keyword, ids }) =>
      element === constraint.element && keyword === constraint.keyword && checks.some((check) => ids.includes(check.id)));
    assert(shown, `${constraint.id} is shown`);
    assert(shown.statement.includes(constraint.source ?? 'an assumption of the spec'), `${constraint.id} shows its source: ${shown.statement}`);
    assert(shown.statement.startsWith(constraint.says.replaceAll('`', '').slice(0, 40)), `${constraint.id} shows the statement of the document`);
    for (const check of checks.filter((check) => check.verdict === 'drift')) {
      assert(shown.ids.includes(check.id), `${check.id} is shown`);
    }
  }
}

/** The counts and the links above the rows show only the rows of one verdict; each row has an anchor. */
async function filterRows(page) {
  const visible = () => page.locator('section[aria-labelledby="all"] li[data-verdict]:visible').evaluateAll((rows) => rows.map((row) => row.dataset.verdict));
  const all = await visible();
  for (const link of ['ul.counts a', 'nav.filter a']) {
    for (const verdict of ['drift', 'inconclusive', 'pass', 'skipped']) {
      await page.locator(`${link}[href="#show-${verdict}"]`).click();
      assert.deepEqual(await visible(), all.filter((shown) => shown === verdict), `${link}, ${verdict}`);
    }
    await page.getByRole('link', { name: 'All', exact: true }).click();
    assert.deepEqual(await visible(), all);
  }
  await page.locator('li[data-verdict] a').last().click();
  assert.equal(await page.locator('li[data-verdict]:target').count(), 1, 'a row is an anchor');
}

const pages = [
  {
    prefix: '',
    html,
    read: readPage,
    compare: compareWithReport,
    use: filterRows,
    lastSection: 'all',
    contents: `${report.results.length} constraints, ${report.counts.drift} drift`,
  },
  await reportOfOrders(program, resolve(folder, 'orders.html')),
];
const { context, close } = await launch(browserPath);
try {
  for (const { prefix, html: file, read, compare, use, lastSection, contents } of pages) {
    const backgrounds = {};
    for (const colorScheme of ['light', 'dark']) {
      for (const [width, height] of SIZES) {
        const name = `${prefix}${width}x${height}-${colorScheme}`;
        const page = await context.newPage();
        const url = pathToFileURL(file).href;
        const [requests, messages] = [[], []];
        page.on('request', (request) => { if (request.url() !== url) requests.push(request.url()); });
        page.on('console', (message) => messages.push(`${message.type()}: ${message.text()}`));
        page.on('pageerror', (error) => messages.push(String(error)));
        await page.setViewportSize({ width, height });
        await page.emulateMedia({ colorScheme });
        await page.goto(url);
        compare(await page.evaluate(read));
        const clip = { x: 0, y: 0, width, height: 3 * height };
        await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true, clip });
        const closed = await page.evaluate(measure);
        await page.evaluate(() => document.querySelectorAll('details').forEach((details) => { details.open = true; }));
        await page.screenshot({ path: join(screenshots, `${name}-open.png`), fullPage: true, clip });
        const open = await page.evaluate(measure);
        await page.evaluate((id) => document.getElementById(id).scrollIntoView(), lastSection);
        await page.screenshot({ path: join(screenshots, `${name}-all.png`) });
        for (const [state, measured] of Object.entries({ closed, open })) {
          const { overflowWidth, outside, clipped, lowContrast, tooSmall, pairs } = measured;
          const problems = { overflowWidth: Math.max(overflowWidth, 0), outside, clipped, lowContrast, tooSmall };
          assert.deepEqual(problems, { overflowWidth: 0, outside: [], clipped: [], lowContrast: [], tooSmall: [] }, `${name}, ${state}`);
          assert(pairs > 5, 'colours were measured');
        }
        await use?.(page);
        assert.deepEqual(requests, [], 'the page requests nothing');
        assert.deepEqual(messages, [], 'the console has no messages');
        backgrounds[colorScheme] = closed.background;
        await page.close();
        console.log(`${name}: ${contents}, ${open.pairs} pairs of colours, no requests`);
      }
    }
    assert.notEqual(backgrounds.light, backgrounds.dark, 'light and dark differ');
  }
} finally {
  await close();
}
