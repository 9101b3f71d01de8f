// What the tests of pages in a browser have in common: the browser, the sizes of its window, and the measurement of a page.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const { chromium } = createRequire(import.meta.url)('playwright-core');

/** The sizes of the window: a phone and a desktop. */
export const SIZES = [[390, 844], [1280, 900]];

/** Starts a browser with a profile of its own. `close` ends it and removes the profile. */
export async function launch(executablePath, options = {}) {
  const profile = mkdtempSync(join(tmpdir(), 'page-in-a-browser-'));
  // These flags keep the browser itself from using the network.
  const networkOff = ['--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  // `--no-sandbox`, because Chromium's own sandbox does not work for root.
  const args = ['--no-sandbox', '--disable-gpu', '--no-first-run', ...networkOff];
  const context = await chromium.launchPersistentContext(profile, { executablePath, args, viewport: null, ...options });
  const close = async () => {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  };
  return { context, close };
}

/** Measures the layout and the colours of the page; runs in the page. */
export function measure() {
  const rgb = (colour) => colour.match(/[\d.]+/g).map(Number);
  const luminance = (colour) => {
    const linear = (part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    const [r, g, b] = rgb(colour).slice(0, 3).map((part) => linear(part / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  const background = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if ((rgb(colour)[3] ?? 1) === 1) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const textNodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const lowContrast = new Set();
  let pairs = 0;
  const seen = new Set();
  for (let node = textNodes.nextNode(); node; node = textNodes.nextNode()) {
    if (!node.textContent.trim()) continue;
    const [color, backdrop] = [getComputedStyle(node.parentElement).color, background(node.parentElement)];
    if (seen.has(color + backdrop)) continue;
    seen.add(color + backdrop);
    pairs += 1;
    if (contrast(color, backdrop) < 4.5) lowContrast.add(`${color} on ${backdrop}: ${node.textContent.trim().slice(0, 40)}`);
  }
  const visible = [...document.querySelectorAll('body *')].filter((node) => node.getClientRects().length && !node.matches('.skip'));
  const outside = visible.filter((node) => { const box = node.getBoundingClientRect(); return box.right > innerWidth + 0.5 || box.left < -0.5; });
  const clipped = visible.filter((node) => node.clientWidth > 0 && node.scrollWidth > node.clientWidth + 1);
  const tooSmall = visible.filter((node) => node.matches('summary, button, select, input:not([type="hidden"]), nav a') && node.getBoundingClientRect().height < (innerWidth < 600 ? 44 : 24));
  return {
    background: background(document.body),
    pairs,
    lowContrast: [...lowContrast],
    overflowWidth: document.documentElement.scrollWidth - innerWidth,
    outside: outside.map((node) => `${node.tagName} ${node.textContent.slice(0, 40)}`),
    clipped: clipped.map((node) => `${node.tagName} ${node.textContent.slice(0, 40)}`),
    tooSmall: tooSmall.map((node) => node.textContent),
  };
}
