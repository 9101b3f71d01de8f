// Checks the reference of the API in a browser: the sandbox's page, and the file that `cargo codegen reference` writes. Its commands of curl are run
// against the sandbox.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { strict as assert } from 'node:assert';
import { SIZES, measure } from './browser.mjs';

/** Every link within the page has a target; the other links, of the sandbox, have a status below 400. */
async function followLinks(page) {
  const { dangling, others, count } = await page.evaluate(() => {
    const links = [...document.querySelectorAll('a[href]')].map((link) => link.getAttribute('href'));
    const isWithin = (link) => link.startsWith('#');
    const hasTarget = (link) => document.getElementById(decodeURIComponent(link.slice(1)));
    return { dangling: links.filter((link) => isWithin(link) && !hasTarget(link)), others: links.filter((link) => !isWithin(link)), count: links.length };
  });
  assert.deepEqual(dangling, [], 'links without a target');
  assert(count > 30, `${count} links`);
  for (const other of others) assert((await page.request.get(new URL(other, page.url()).href)).status() < 400, other);
}

const openAll = (page) => page.evaluate(() => document.querySelectorAll('details').forEach((details) => { details.open = true; }));

/** The commands of the page get a token and place an order. */
async function runCommands(page, { baseUrl, tokenUrl }) {
  const commands = await page.locator('pre').allTextContents();
  const token = commands.find((command) => command.startsWith('TOKEN=$(curl'));
  const order = commands.find((command) => command.startsWith('curl --request'));
  const here = token.replace(/'https:[^']*'/, `'${tokenUrl}'`);
  const jq = 'jq() { node -pe \'JSON.parse(require("fs").readFileSync(0)).access_token\'; }';
  const env = { ...process.env, BASE_URL: baseUrl, CLIENT_ID: 'id', CLIENT_SECRET: 'secret' };
  const { stdout, stderr } = spawnSync('bash', ['-c', `${jq}\n${here}\n${order}`], { env, encoding: 'utf8' });
  assert.match(stdout, /"order"/, `${stdout}${stderr}`);
}

/** A row of a field that a link leads to is on the screen. */
async function followOneLink(page) {
  const link = page.locator('.operation .fields td:first-child a').first();
  const target = decodeURIComponent((await link.getAttribute('href')).slice(1));
  await link.click();
  assert(await page.evaluate((id) => document.getElementById(id).getBoundingClientRect().top < innerHeight, target), target);
}

/** Opens the page at all sizes and in both schemes, and as it is printed. */
export async function checkReference(context, open, measureLayout, urls, { file, screenshots, hasScripts, problems }) {
  const name = hasScripts ? 'reference' : 'reference-without-scripts';
  for (const colorScheme of ['light', 'dark']) {
    for (const [width, height] of SIZES) {
      const page = await open(context, 'about:blank', problems);
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme });
      await page.goto(`${urls.adminUrl}/reference`);
      await followLinks(page);
      if (hasScripts) {
        await measureLayout(page, `${name}-${width}-${colorScheme}`);
        await page.screenshot({ path: join(screenshots, `${name}-${width}x${height}-${colorScheme}.png`), fullPage: true, clip: { x: 0, y: 0, width, height: 4 * height } });
        await openAll(page);
        await measureLayout(page, `${name}-${width}-${colorScheme}, open`);
      }
      await followOneLink(page);
      await page.close();
    }
  }
  const page = await open(context, `${urls.adminUrl}/reference`, problems);
  await runCommands(page, urls);
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 794, height: 1123 });
  await page.screenshot({ path: join(screenshots, `${name}-print.png`), fullPage: true, clip: { x: 0, y: 0, width: 794, height: 4500 } });
  if (hasScripts) assert.deepEqual((await page.evaluate(measure)).lowContrast, [], 'contrast in print');
  await page.pdf({ path: join(screenshots, `${name}.pdf`), format: 'A4' });
  const served = await page.locator('main').textContent();
  await page.close();

  const alone = await open(context, pathToFileURL(file).href, problems);
  assert.equal(await alone.locator('main').textContent(), served, 'the file and the page of the sandbox have the same content');
  await followLinks(alone);
  await alone.close();
  console.log(`${name}: links, commands and layout, ${statSync(file).size} bytes as a file`);
}
