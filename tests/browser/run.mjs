// The pages as people meet them: every state by axe and by the rules of HTML, narrow and wide, light and dark, with
// the keyboard only and without JavaScript. A sample by default; UTVAG_TEST_LONG=1 takes every state in every
// combination. Usage: node run.mjs PROGRAM [FOLDER-FOR-PICTURES]
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { accessible, framed, keyboard, narrow, valid } from './checks.mjs';
import { startServer } from './server.mjs';
import { kind, logIn, states, walks } from './states.mjs';

const program = process.argv[2];
const pictures = process.argv[3];
const long = process.env.UTVAG_TEST_LONG === '1';
if (!program) {
  console.error('usage: node run.mjs PROGRAM [FOLDER-FOR-PICTURES]');
  process.exit(2);
}
if (pictures) mkdirSync(pictures, { recursive: true });

const wide = { width: 1366, height: 768 };
const phone = { width: 320, height: 640 };
const looks = long
  ? [wide, { width: 768, height: 1024 }, phone].flatMap((viewport) =>
    ['light', 'dark'].flatMap((colorScheme) =>
      [true, false].map((javaScriptEnabled) => ({ viewport, colorScheme, javaScriptEnabled }))))
  : [{ viewport: wide, colorScheme: 'light', javaScriptEnabled: true },
    { viewport: phone, colorScheme: 'dark', javaScriptEnabled: true }];

const faults = [];
let checked = 0;

/** Collects what the browser itself objects to, and requests that leave the host. */
function listen(page, address, into) {
  page.on('console', (message) => {
    // A refused page's own status is told as an error by the browser; the status is checked apart.
    if (message.type() === 'error' && !/status of (4|5)\d\d/.test(message.text())) into.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => into.push(`script: ${error.message}`));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(address) && !url.startsWith('data:')) into.push(`a request left the host: ${url}`);
    if (/\d{6,8}-?\d{4}/.test(new URL(url).search)) into.push(`a number like a person's in an address: ${kind(url)}`);
  });
}

async function check(page, name, look, markup) {
  const found = [
    ...(look.javaScriptEnabled ? await accessible(page) : []),
    ...await framed(page),
    ...await narrow(page),
    ...(markup === undefined ? [] : await valid(markup)),
    ...(look.javaScriptEnabled && look.viewport === wide && look.colorScheme === 'light' ? await keyboard(page) : []),
  ];
  checked += 1;
  if (pictures) {
    const file = `${name.replace(/[^a-z0-9åäö]+/gi, '-')}-${look.viewport.width}-${look.colorScheme}.png`;
    await page.screenshot({ path: join(pictures, file), fullPage: true });
  }
  return found;
}

function tell(name, look, found) {
  const seen = [...new Set(found)];
  if (seen.length === 0) return;
  const how = `${look.viewport.width} px, ${look.colorScheme}${look.javaScriptEnabled ? '' : ', no JavaScript'}`;
  faults.push(`${name} (${how})\n    ${seen.join('\n    ')}`);
}

async function inContext(browser, address, look, who, work) {
  const context = await browser.newContext({ ...look, locale: 'sv-SE', reducedMotion: 'reduce' });
  const page = await context.newPage();
  const heard = [];
  listen(page, address, heard);
  if (who) await logIn(page, address, who);
  try {
    await work(page, heard);
  } finally {
    await context.close();
  }
}

async function walkStates(browser, address, look) {
  for (const who of new Set(states.map((each) => each.who))) {
    await inContext(browser, address, look, who, async (page, heard) => {
      for (const state of states.filter((each) => each.who === who)) {
        heard.length = 0;
        const found = [];
        try {
          const answer = await state.open(page, address);
          const status = answer.status();
          const expected = state.anyStatus ?? [state.status];
          if (!expected.includes(status)) found.push(`answered ${status}, not ${expected.join(' or ')}`);
          const markup = look === looks[0] ? await answer.text() : undefined;
          found.push(...await check(page, state.name, look, markup), ...heard);
        } catch (error) {
          found.push(`could not be reached: ${error.message.split('\n')[0]}`);
        }
        tell(state.name, look, found);
      }
    });
  }
}

/** Follows links; two pages of each kind, twenty of each with --long. */
async function walkLinks(browser, address, look) {
  const each = long ? 20 : 2;
  for (const walk of walks) {
    await inContext(browser, address, look, walk.who, async (page, heard) => {
      const queue = [...walk.from];
      const known = new Set(queue);
      const seen = new Map();
      while (queue.length > 0) {
        const path = queue.shift();
        const sort = kind(path);
        const times = seen.get(sort) ?? 0;
        if (times >= each) continue;
        seen.set(sort, times + 1);
        heard.length = 0;
        const found = [];
        const answer = await page.goto(address + path);
        if (answer.status() !== 200) found.push(`answered ${answer.status()}`);
        if (!/^text\/html/.test(answer.headers()['content-type'] ?? '')) continue;
        const markup = look === looks[0] ? await answer.text() : undefined;
        found.push(...await check(page, `${walk.who || 'nobody'} ${sort} ${times + 1}`, look, markup), ...heard);
        tell(`${walk.who || 'nobody'}: ${path}`, look, found);
        const links = await page.evaluate(() => [...document.querySelectorAll('a[href]')]
          .map((link) => new URL(link.href)).filter((url) => url.origin === location.origin)
          .map((url) => url.pathname + url.search));
        for (const link of links) {
          if (!known.has(link)) { known.add(link); queue.push(link); }
        }
      }
    });
  }
}

/** All that the first page needs, as sent, is less than 50 kB. */
async function weigh(browser, address) {
  const context = await browser.newContext({ viewport: wide });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  let bytes = 0;
  session.on('Network.loadingFinished', (event) => { bytes += event.encodedDataLength; });
  await page.goto(address, { waitUntil: 'networkidle' });
  await context.close();
  if (bytes >= 50_000) faults.push(`the first page weighs ${bytes} bytes, 50 000 at most`);
  return bytes;
}

const executablePath = ['/usr/bin/chromium', process.env.CHROMIUM].find((path) => path && existsSync(path));
if (!executablePath) {
  console.error('There is no /usr/bin/chromium: install the package chromium, or set CHROMIUM to a browser.');
  process.exit(2);
}
const server = await startServer(program);
// Chromium's own sandbox refuses to run as root; these pages are our own.
const args = process.getuid() === 0 ? ['--no-sandbox'] : [];
const browser = await chromium.launch({ executablePath, args });
let weight = 0;
try {
  for (const look of looks) {
    await walkStates(browser, server.address, look);
    await walkLinks(browser, server.address, look);
  }
  weight = await weigh(browser, server.address);
} finally {
  await browser.close();
  const code = await server.stop();
  if (code !== 0) faults.push(`the server ended with ${code} when asked to stop`);
  if (/\b(19|20)?\d{6}[-+]?\d{4}\b/.test(server.said().replace(/"(time|ms|us|bytes)":[^,}]*/g, ''))) {
    faults.push("the server's log holds a number like a person's");
  }
}
if (faults.length > 0) {
  console.log(faults.join('\n'));
  console.log(`${faults.length} of ${checked} pages seen have faults`);
  process.exit(1);
}
console.log(`${checked} pages seen without a fault; the first weighs ${weight} bytes`);
