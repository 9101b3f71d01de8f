// Starts a sandbox, sends requests to it, and uses its page in a browser. Arguments: browser, program, folder, reference.
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { strict as assert } from 'node:assert';
import { SIZES, launch, measure } from './browser.mjs';
import { checkReference } from './reference.mjs';

const ORDERS = 10_000;
// Bounds with room: a debug build on a busy machine.
const MAX_LOAD_MILLIS = 3000;
const MAX_PAGE_BYTES = 300_000;

const [browserPath, program, folder, referenceFile] = process.argv.slice(2);
const screenshots = resolve(folder, 'screenshots');
mkdirSync(screenshots, { recursive: true });

const server = spawn(program, ['sandbox', '--listen', '127.0.0.1:0', '--json'], { stdio: ['ignore', 'pipe', 'ignore'] });
const [first] = await new Promise((done) => createInterface(server.stdout).once('line', (line) => done([line])));
const { baseUrl, tokenUrl, adminUrl } = JSON.parse(first);
const page_url = `${adminUrl}/`;
const agent = new Agent({ keepAlive: true, maxSockets: 16 });

/** Sends a request; the result has a status and a body, or neither if the connection ends without a response. */
function send(method, url, headers = {}, body = '') {
  return new Promise((done) => {
    const sent = httpRequest(url, { method, headers, agent }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => { text += part; }).on('end', () => done({ status: response.statusCode, text }));
    });
    sent.on('error', () => done({}));
    sent.end(body);
  });
}
const admin = async (path) => JSON.parse((await send('GET', `${adminUrl}/${path}`)).text);

const spec = JSON.parse((await send('GET', `${new URL(baseUrl).origin}/openapi.json`)).text);
const tokenTrackingHeader = Object.values(spec.components.securitySchemes)[0]['x-tracking-header'];
const [orderPath] = Object.keys(spec.paths);
const isTrackingId = ({ schema }) => schema.$ref === '#/components/schemas/TrackingId';
const trackingHeader = spec.paths[orderPath].post.parameters.find(isTrackingId).name;

const form = { 'content-type': 'application/x-www-form-urlencoded', [tokenTrackingHeader]: 'token', authorization: `Basic ${btoa('id:secret')}` };
const newToken = async () => JSON.parse((await send('POST', tokenUrl, form, 'grant_type=client_credentials')).text).access_token;
let token = await newToken();
let nextNumber = 442000000000;
const body = (start, country = 'GB') => JSON.stringify({
  numberRangeList: [{ numberRangeStart: `+${start}`, numberRangeEnd: `+${start}` }],
  productOffering: { name: 'Wholesale SIP' },
  relatedParty: { reseller: { country } },
});
const order = (trackingId, text = body((nextNumber += 10))) => {
  const headers = { 'content-type': 'application/json', [trackingHeader]: trackingId, authorization: `Bearer ${token}` };
  return send('POST', `${baseUrl}${orderPath}`, headers, text);
};

const hostile = '<img src="http://127.0.0.1:9/x.png"><script>document.title = "taken over"</script>';

/** Requests of each kind: accepted, rejected, without a token, struck by a fault, with markup and long texts. */
async function sendSamples() {
  token = await newToken();
  assert.equal((await order('accepted-1')).status, 200);
  await order('reserved-already', body(nextNumber));
  await order('rejected', body(nextNumber + 5, 'XX'));
  await order('markup', JSON.stringify({ [hostile]: hostile, unbroken: 'x'.repeat(2000), productOffering: { name: hostile } }));
  await send('GET', `${baseUrl}/${'unknown'.repeat(40)}?access_token=hidden`);
  await send('POST', `${baseUrl}${orderPath}`, { 'content-type': 'application/json', [trackingHeader]: 'x'.repeat(200) }, '{}');
  await send('POST', `${adminUrl}/faults`, {}, JSON.stringify({ fault: 'reset', when: 'after' }));
  assert.deepEqual(await order('fault'), {});
}

let scenario = '';
/** Opens the page, and fails later if it requests anything from elsewhere or writes to the console. */
async function open(context, url, problems) {
  const page = await context.newPage();
  page.on('request', (request) => { if (!request.url().startsWith(new URL(adminUrl).origin) && request.url() !== url) problems.push(`requests ${request.url()}`); });
  page.on('console', (message) => problems.push(`${scenario}: console ${message.text()}`));
  page.on('pageerror', (error) => problems.push(`${scenario}: ${error}`));
  await page.goto(url);
  return page;
}

/** Clicks a button or a link of the page, and waits for the page that follows. */
async function click(page, role, name) {
  await Promise.all([page.waitForNavigation(), page.getByRole(role, { name, exact: true }).first().click()]);
}

async function useEveryForm(page) {
  const clock = async () => (await admin('clock')).advancedSeconds;
  const faults = () => admin('faults');
  for (const [name, seconds] of [['+ 30 minutes', 1800], ['+ 1 day', 86400], ['+ 7 days', 604800], ['+ 90 days', 7776000]]) {
    const before = await clock();
    await click(page, 'button', name);
    assert.equal(await clock() - before, seconds, name);
  }
  assert(page.url().endsWith('#clock'));
  await page.getByLabel('Days').fill('3');
  const before = await clock();
  await click(page, 'button', 'Move forward');
  assert.equal(await clock() - before, 3 * 86400);

  const { known } = await faults();
  const options = await page.locator('select[name="fault"]').locator('option').allTextContents();
  assert.deepEqual(options, known.map(({ fault }) => fault), 'every fault can be set');
  await page.locator('select[name="fault"]').selectOption('status-429-seconds');
  await page.locator('select[name="on"]').selectOption('token');
  await page.locator('select[name="when"]').selectOption('before');
  await page.getByLabel('Times').fill('2');
  await page.getByLabel('Retry-After').fill('9');
  await page.getByLabel('Lasts at most').fill('100');
  await click(page, 'button', 'Set the fault');
  const set = { fault: 'status-429-seconds', when: 'before', on: 'token', times: 2, retryAfter: '9', lastsMillis: 100 };
  assert.deepEqual((await faults()).scripts, [set]);
  await page.getByText('status-429-seconds@before').waitFor();
  await page.getByLabel('Share of random faults').fill('0.5');
  await page.getByLabel('Seed').fill('7');
  await click(page, 'button', 'Set random faults');
  assert.deepEqual([(await faults()).random.rate, (await faults()).random.seed], [0.5, 7]);
  await click(page, 'button', 'Remove all faults');
  assert.deepEqual([(await faults()).scripts, (await faults()).random], [[], null]);
  await page.getByText('What each fault does').click();
  await page.getByText('Bytes that are not HTTP').waitFor();

  await page.locator('select[name="fault"]').selectOption('reset');
  await page.getByLabel('Times').fill('1');
  await page.getByLabel('Retry-After').fill('');
  await page.getByLabel('Lasts at most').fill('');
  await page.locator('select[name="on"]').selectOption('reservation');
  await click(page, 'button', 'Set the fault');
  assert.deepEqual((await faults()).scripts, [{ fault: 'reset', when: 'after', on: 'reservation', times: 1 }]);
  await click(page, 'button', 'Remove all faults');

  await page.getByLabel('Tracking id contains').fill('accepted');
  await click(page, 'button', 'Filter');
  assert.equal(await page.locator('#request-list tbody tr').count(), 1);
  await click(page, 'link', 'Show all');
  assert((await page.locator('#request-list tbody tr').count()) > 5);
  await page.getByLabel('Number', { exact: true }).fill('+441');
  await click(page, 'button', 'Look up');
  assert.match(await page.locator('#number-list .card').first().textContent(), /441 is Free/);
  for (const section of ['Requests', 'Orders', 'Numbers', 'Clock', 'Faults', 'Reset']) {
    await page.getByRole('link', { name: section, exact: true }).click();
  }
  await page.getByText('Reset the sandbox').click();
  await click(page, 'button', 'Reset now');
  assert.equal(await page.locator('#request-list').textContent(), 'No requests.');
  assert.deepEqual([(await admin('orders')).total, await clock()], [0, 0]);
}

/** The page of each sample: it shows the reason, and nothing of it is taken for markup. */
async function readRequests(page) {
  const rows = page.locator('#request-list tbody tr');
  const texts = await rows.allTextContents();
  const row = (trackingId) => texts.find((text) => text.includes(trackingId)) ?? assert.fail(`${trackingId} is not shown`);
  assert.match(row('rejected'), /422|400/);
  assert.match(row('rejected'), /number-reservation\.txt:\d/);
  assert.match(row('accepted-1'), /200.*order/s);
  assert.match(row('fault'), /reset@after.*order/s);
  assert.match(row('reserved-already'), /409/);
  assert(!texts.join().includes('hidden'), 'no token of a query is shown');
  for (let index = 0; index < texts.length; index += 1) {
    await rows.nth(index).getByRole('link').click();
    await page.waitForURL(/page\/requests\/\d+$/);
    assert.match(await page.locator('main').textContent(), /As curl/);
    assert(!(await page.content()).includes(token), 'no page has the token');
    assert.equal(await page.locator('main img, main script').count(), 0);
    await click(page, 'link', 'All requests');
  }
}

async function measureLayout(page, name) {
  const { overflowWidth, outside, clipped, lowContrast, tooSmall, pairs, background } = await page.evaluate(measure);
  const problems = { overflowWidth: Math.max(overflowWidth, 0), outside, clipped, lowContrast, tooSmall };
  assert.deepEqual(problems, { overflowWidth: 0, outside: [], clipped: [], lowContrast: [], tooSmall: [] }, name);
  assert(pairs > 5, 'colours were measured');
  return background;
}

/** New requests appear without a reload; what the user types stays; a button turns this off. */
async function stayUpToDate(page) {
  await page.evaluate(() => { window.isSamePage = true; });
  await page.getByLabel('Days').fill('12');
  await order('live-1');
  await page.locator('#request-list').getByText('live-1').waitFor();
  await page.locator('#order-list').getByText('live-1').waitFor();
  const link = page.locator('#request-list a').first();
  await link.focus();
  const focused = await link.getAttribute('id');
  await order('live-2');
  await page.locator('#request-list').getByText('live-2').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), focused, 'the focus stays');
  assert.equal(await page.getByLabel('Days').inputValue(), '12');
  const live = page.getByRole('button', { name: 'Live' });
  await live.click();
  assert.equal(await live.getAttribute('aria-pressed'), 'false');
  await order('live-3');
  await page.waitForTimeout(2500);
  assert.equal(await page.locator('#request-list').getByText('live-3').count(), 0);
  await live.click();
  await page.locator('#request-list').getByText('live-3').waitFor();
  assert(await page.evaluate(() => window.isSamePage), 'the page was not loaded again');
}

const problems = [];
try {
  for (const javaScriptEnabled of [true, false]) {
    const { context, close } = await launch(browserPath, { javaScriptEnabled });
    try {
      await send('POST', `${adminUrl}/reset`);
      await sendSamples();
      scenario = javaScriptEnabled ? 'with scripts' : 'without scripts';
      const page = await open(context, page_url, problems);
      await readRequests(page);
      assert.equal(await page.title(), 'Sandbox');
      if (javaScriptEnabled) {
        await stayUpToDate(page);
      } else {
        assert.equal(await page.locator('#live').isVisible(), false);
        await click(page, 'link', 'Reload the page every 5 seconds');
        assert.equal(await page.locator('meta[http-equiv="refresh"]').getAttribute('content'), '5');
        await click(page, 'link', 'Stop reloading the page');
        assert.equal(await page.locator('meta[http-equiv="refresh"]').count(), 0);
      }
      await useEveryForm(page);
      await page.close();
      await checkReference(context, open, measureLayout, { adminUrl, baseUrl, tokenUrl }, { file: referenceFile, screenshots, hasScripts: javaScriptEnabled, problems });
      console.log(`${scenario}: every button and link works`);
    } finally {
      await close();
    }
  }

  const { context, close } = await launch(browserPath);
  try {
    await send('POST', `${adminUrl}/reset`);
    token = await newToken();
    const begin = performance.now();
    const statuses = new Set();
    const sender = async (index) => {
      for (let sent = index; sent < ORDERS; sent += 16) statuses.add((await order(`load-${sent}`)).status);
    };
    await Promise.all(Array.from({ length: 16 }, (_, index) => sender(index)));
    assert.deepEqual([...statuses], [200]);
    console.log(`${ORDERS} orders in ${Math.round(performance.now() - begin)} ms`);
    await sendSamples();
    await send('POST', `${adminUrl}/faults`, {}, JSON.stringify({ fault: 'status-503', when: 'after', times: 3 }));
    const backgrounds = {};
    for (const colorScheme of ['light', 'dark']) {
      for (const [width, height] of SIZES) {
        scenario = `sandbox-${width}x${height}-${colorScheme}`;
        const page = await open(context, 'about:blank', problems);
        await page.setViewportSize({ width, height });
        await page.emulateMedia({ colorScheme });
        const start = performance.now();
        await page.goto(page_url, { waitUntil: 'load' });
        const loaded = Math.round(performance.now() - start);
        const size = (await page.content()).length;
        assert(loaded < MAX_LOAD_MILLIS && size < MAX_PAGE_BYTES, `${scenario}: ${loaded} ms, ${size} bytes`);
        assert.match(await page.locator('#order-list').textContent(), /50 of 10002 are shown/);
        backgrounds[colorScheme] = await measureLayout(page, scenario);
        const clip = { x: 0, y: 0, width, height: 3 * height };
        await page.screenshot({ path: join(screenshots, `${scenario}.png`), fullPage: true, clip });
        await page.evaluate(() => document.querySelectorAll('details').forEach((details) => { details.open = true; }));
        await page.evaluate(() => document.getElementById('clock').scrollIntoView());
        await page.screenshot({ path: join(screenshots, `${scenario}-forms.png`) });
        await measureLayout(page, `${scenario}, open`);
        await click(page, 'link', '450 older');
        assert.equal(await page.locator('#request-list tbody tr').count(), 50);
        await click(page, 'link', 'Newest');
        for (const trackingId of ['rejected', 'markup', 'fault', 'accepted-1']) {
          await page.goto(`${page_url}?trackingId=${trackingId}`);
          await page.locator('#request-list tbody a').click();
          await page.waitForURL(/page\/requests\/\d+$/);
          await measureLayout(page, `${scenario}, ${trackingId}`);
          await page.screenshot({ path: join(screenshots, `${scenario}-${trackingId}.png`), fullPage: true, clip });
        }
        await page.close();
        console.log(`${scenario}: loaded in ${loaded} ms, ${size} bytes`);
      }
    }
    assert.notEqual(backgrounds.light, backgrounds.dark, 'light and dark differ');
    assert.deepEqual(problems, [], 'the page requests nothing from elsewhere, and the console has no messages');

    scenario = 'stopped';
    const page = await open(context, page_url, []);
    server.kill();
    await page.getByText('The sandbox does not respond.').waitFor();
    console.log('a stopped sandbox is reported');
  } finally {
    await close();
  }
} finally {
  server.kill();
  agent.destroy();
}
