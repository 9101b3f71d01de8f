// Makes the HTML report of a plan of orders, some of them in doubt, and compares it with the journal. report-in-a-browser.mjs opens it.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strict as assert } from 'node:assert';

const PLAN = '<b>spring</b>';
const HOSTILE = '<img src="http://127.0.0.1:9/x.png"><script>document.title = "taken over"</script>\u202e';

/** What the server does with each request, from the first: it accepts, closes the connection, rejects, or sends no order id. */
const BEHAVIOURS = ['accept', 'close', 'reject', 'accept', 'unreadable', 'accept', 'accept'];

/** Starts a server with hostile texts in its responses. */
async function startServer() {
  let received = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const behaviour = BEHAVIOURS[received];
      received += 1;
      const send = (status, body) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      if (behaviour === 'close') request.socket.destroy();
      if (behaviour === 'reject') send(400, { code: '1', reason: HOSTILE });
      if (behaviour === 'unreadable') send(200, { text: `${HOSTILE}${'x'.repeat(2000)}` });
      if (behaviour === 'accept') send(201, { order: { id: `${received} ${received % 2 ? HOSTILE : 'x'.repeat(400)}` } });
    });
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return server;
}

/** Applies a plan and writes its report; returns what report-in-a-browser.mjs needs to check the page. */
export async function reportOfOrders(program, html) {
  const folder = mkdtempSync(join(tmpdir(), 'report-of-orders-'));
  const server = await startServer();
  const target = `http://127.0.0.1:${server.address().port}/numberManagement`;
  const ranges = BEHAVIOURS.map((_, index) => `GB,+44208132470${index},+44208132470${index}`);
  writeFileSync(join(folder, 'ranges.csv'), `country,start,end\n${ranges.join('\n')}\n`);
  const env = { ...process.env, XDG_STATE_HOME: join(folder, 'state') };
  const run = (...options) => new Promise((done) => {
    const arguments_ = [...options, '--journal', join(folder, 'journal.db')];
    execFile(program, arguments_, { maxBuffer: 1 << 26, env }, (error, stdout) => done({ exit: error ? error.code : 0, stdout }));
  });
  const planned = await run('plan', join(folder, 'ranges.csv'), '--name', PLAN, '--target', target);
  assert.equal(planned.exit, 0, 'the plan is recorded');
  const applied = await run('apply', PLAN, '--rate', '1000/s', '--report', `html=${html}`);
  assert.equal(applied.exit, 6, 'orders are in doubt');
  server.close();
  const lines = (await run('journal', 'export')).stdout.trim().split('\n').map((line) => JSON.parse(line));
  rmSync(folder, { recursive: true, force: true });
  const orders = lines.filter((line) => line.type === 'order').map((line) => line.order);
  const inState = (...states) => orders.filter((order) => states.includes(order.state));
  assert.deepEqual([inState('unknown', 'unreadable').length, inState('accepted').length, inState('rejected').length], [2, 4, 1]);
  return {
    prefix: 'orders-',
    html,
    read: readOrders,
    compare: (page) => compare(page, inState),
    lastSection: 'ordered',
    contents: `${orders.length} orders, ${inState('unknown', 'unreadable').length} in doubt`,
  };
}

/** Reads the contents of the page; runs in the page. */
function readOrders() {
  const texts = (selector) => [...document.querySelectorAll(selector)].map((node) => node.textContent);
  return {
    title: document.title,
    heading: document.querySelector('h1').textContent,
    doubts: texts('section[aria-labelledby="doubt"] article dd code'),
    rejected: texts('section[aria-labelledby="rejected"] .cases code'),
    ordered: texts('section[aria-labelledby="ordered"] .cases code'),
    days: texts('section[aria-labelledby="lapses"] li.row span:first-child'),
  };
}

function compare(page, inState) {
  assert.equal(page.title, `Orders of plan ${PLAN}`, 'no script of the server runs, and the name of the plan is text');
  assert.equal(page.heading, page.title);
  const ids = (...states) => inState(...states).map((order) => order.trackingId);
  assert.deepEqual(page.doubts, ids('unknown', 'unreadable'), 'every order in doubt is shown');
  assert.deepEqual(page.rejected, ids('rejected'), 'every rejected order is shown');
  for (const order of inState('accepted')) {
    assert(page.ordered.includes(order.trackingId), `${order.trackingId} is shown`);
    assert(page.ordered.some((text) => text.startsWith(order.orderId.slice(0, 40))), `${order.orderId} is shown`);
  }
  assert.deepEqual(page.days, [...new Set(inState('accepted').map((order) => order.lapsesOn))], 'the days are shown');
}
