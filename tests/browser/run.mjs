// The pages as people meet them: every state by axe and by the rules of HTML, narrow and wide, light and dark, with
// the keyboard only and without JavaScript. A sample by default; UTVAG_TEST_LONG=1 takes every state in every
// combination. Usage: node run.mjs PROGRAM [FOLDER-FOR-PICTURES [WORDS]]: with words, only the states whose names hold them.
import { existsSync, mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { accessible, framed, keyboard, narrow, valid } from './checks.mjs';
import { startServer } from './server.mjs';
import { kind, logIn, states as all, walks } from './states.mjs';

const program = process.argv[2];
const pictures = process.argv[3];
const words = process.argv[4] ?? '';
const long = process.env.UTVAG_TEST_LONG === '1';
if (!program) {
  console.error('usage: node run.mjs PROGRAM [FOLDER-FOR-PICTURES [WORDS]]');
  process.exit(2);
}
const states = all.filter((each) => each.name.includes(words));
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
    // Where to go back to is told as the path it is; in it stands what we number ourselves.
    const search = new URL(url).search.replaceAll('%2F', '/').replace(/\/(personer|hushall|arenden)\/\d+/g, '');
    if (/\d{6,8}-?\d{4}/.test(search)) into.push(`a number like a person's in an address: ${kind(url)}`);
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
  if (pictures && look.javaScriptEnabled) {
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
  context.setDefaultTimeout(15_000);
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

async function walkStates(browser, server, look) {
  const { address } = server;
  for (const who of new Set(states.map((each) => each.who))) {
    await inContext(browser, address, look, who, async (page, heard) => {
      for (const state of states.filter((each) => each.who === who)) {
        heard.length = 0;
        const found = [];
        try {
          const answer = await state.open(page, address, server);
          const status = answer.status();
          if (status !== state.status) found.push(`answered ${status}, not ${state.status}`);
          const markup = look === looks[0] ? await answer.text() : undefined;
          if (state.status === 422) found.push(...await checkSummary(page));
          found.push(...await check(page, state.name, look, markup), ...heard);
          if (state.status === 422) found.push(...await followFaults(page));
        } catch (error) {
          found.push(`could not be reached: ${error.message.split('\n')[0]}`);
        }
        tell(state.name, look, found);
      }
    });
  }
}

/** A link of the summary of faults leads to a field that is seen and can be typed in, and is underlined. */
async function checkSummary(page) {
  return page.evaluate(() => {
    const told = [];
    const box = document.getElementById('fel');
    if (box === null) return ['no summary of faults'];
    if (document.activeElement !== box) told.push('the summary of faults has not the focus');
    const links = [...box.querySelectorAll('a[href^="#"]')];
    for (const link of links) {
      const field = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      const name = link.textContent.trim();
      if (field === null) told.push(`the fault "${name}" leads nowhere`);
      else if (!field.matches('input, select, textarea')) told.push(`the fault "${name}" leads to no field`);
      else if (field.getClientRects().length === 0) told.push(`the field of "${name}" is not seen`);
      else if (field.getAttribute('aria-invalid') !== 'true' && !field.closest('fieldset')) {
        told.push(`the field of "${name}" is not marked as wrong`);
      }
      if (!getComputedStyle(link).textDecorationLine.includes('underline')) told.push(`"${name}" is not underlined`);
    }
    return told;
  });
}

/** Each link of the summary, pressed, puts the focus in its field. */
async function followFaults(page) {
  const told = [];
  for (const link of await page.locator('#fel a').all()) {
    await link.click();
    const wanted = decodeURIComponent((await link.getAttribute('href')).slice(1));
    const reached = await page.evaluate(() => document.activeElement?.id);
    if (reached !== wanted) told.push(`the fault of ${wanted} leads to ${reached || 'nothing'}`);
  }
  return told;
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
// Chromium's own sandbox refuses to run as root; these pages are our own.
const args = process.getuid() === 0 ? ['--no-sandbox'] : [];
let weight = 0;

/** Takes looks from the queue until there are none, with a server and a browser of its own: a state may take the
 *  database away from under the server. */
async function walkLooks(queue) {
  const server = await startServer(program);
  const browser = await chromium.launch({ executablePath, args });
  try {
    for (let look = queue.shift(); look !== undefined; look = queue.shift()) {
      await walkStates(browser, server, look);
      if (words === '') await walkLinks(browser, server.address, look);
    }
    weight = Math.max(weight, await weigh(browser, server.address));
  } finally {
    await browser.close();
    const code = await server.stop();
    if (code !== 0) faults.push(`the server ended with ${code} when asked to stop`);
    if (/\b(19|20)?\d{6}[-+]?\d{4}\b/.test(server.said().replace(/"(time|ms|us|bytes)":[^,}]*/g, ''))) {
      faults.push("the server's log holds a number like a person's");
    }
  }
}

const queue = [...looks];
const lines = Array.from({ length: Math.min(looks.length, availableParallelism()) }, () => walkLooks(queue));
for (const ended of await Promise.allSettled(lines)) {
  if (ended.status === 'rejected') throw ended.reason;
}
if (faults.length > 0) {
  console.log(faults.join('\n'));
  console.log(`${faults.length} of ${checked} pages seen have faults`);
  process.exit(1);
}
console.log(`${checked} pages seen without a fault; the first weighs ${weight} bytes`);
