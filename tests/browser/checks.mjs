// What must hold for every page in every state. Each check gives a list of faults, empty when all is well.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { HtmlValidate } from 'html-validate';

const require = createRequire(import.meta.url);
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const validator = new HtmlValidate({
  root: true,
  extends: ['html-validate:standard', 'html-validate:document'],
  rules: {
    // Long words are hyphenated by hand in Swedish; trailing space is the writer's business.
    'no-trailing-whitespace': 'off',
    // The words of a title are a page's own; length is judged by people.
    'long-title': 'off',
    // Styles are given by the design system's own class names.
    'class-pattern': 'off',
    'void-style': 'off',
    // Sheets and scripts come from the same host as the page itself.
    'require-sri': 'off',
    // The summary of faults stands before the main heading, with a heading of its own.
    'heading-level': ['error', { minInitialRank: 'any' }],
  },
});

/** WCAG 2.2 AA and good practice, by axe. */
export async function accessible(page) {
  // Colours are judged at rest: nothing half-way to another colour, no pointer on a button.
  await page.mouse.move(0, 0);
  await page.evaluate(() => Promise.all(document.getAnimations().map((each) => each.finished)));
  await page.evaluate(axeSource);
  const found = await page.evaluate(async () => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const result = await globalThis.axe.run(document, { runOnly: { type: 'tag', values: tags } });
    return result.violations.map((each) => ({
      id: each.id,
      help: each.help,
      nodes: each.nodes.slice(0, 3).map((node) => node.target.join(' ') + ' ' + node.html.slice(0, 160)),
    }));
  });
  return found.map((each) => `axe ${each.id}: ${each.help}\n      ${each.nodes.join('\n      ')}`);
}

/** The markup as the server sent it. */
export async function valid(markup) {
  const report = await validator.validateString(markup);
  return report.results.flatMap((result) =>
    result.messages
      .filter((message) => message.severity === 2)
      .map((message) => `html ${message.ruleId} at ${message.line}:${message.column}: ${message.message}`));
}

/** Nothing is wider than the window, except inside a box that scrolls by itself; on a phone no table does. */
export async function narrow(page) {
  return page.evaluate(() => {
    const room = document.documentElement.clientWidth;
    const scrolling = room > 640 ? [] : [...document.querySelectorAll('.u-scroll')]
      .filter((each) => each.scrollWidth > each.clientWidth + 1)
      .map((each) => `a table scrolls sideways (${each.scrollWidth} > ${each.clientWidth}): ${each.getAttribute('aria-label')}`);
    if (scrolling.length > 0) return scrolling;
    if (document.documentElement.scrollWidth <= room) return [];
    const scrolls = (element) => {
      for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) {
        if (/auto|scroll|hidden/.test(getComputedStyle(at).overflowX)) return true;
      }
      return false;
    };
    const wide = [...document.querySelectorAll('body *')]
      .filter((each) => each.getBoundingClientRect().right > room + 1 && !scrolls(each))
      .slice(0, 3)
      .map((each) => `${each.tagName.toLowerCase()}.${each.className}`);
    return [`wider than the window (${document.documentElement.scrollWidth} > ${room}): ${wide.join(', ')}`];
  });
}

/** One main heading, a language, a title, and a first stop that leads past the navigation. */
export async function framed(page) {
  return page.evaluate(() => {
    const faults = [];
    if (document.querySelectorAll('h1').length !== 1) faults.push('not exactly one h1');
    if (!document.documentElement.lang) faults.push('no language');
    if (!document.title.trim()) faults.push('no title');
    if (!document.querySelector('main')) faults.push('no main');
    return faults;
  });
}

/** Every stop of the Tab key is seen, has a mark of focus and is not covered. */
export async function keyboard(page, limit = 40) {
  const faults = [];
  await page.evaluate(() => { document.activeElement?.blur?.(); window.scrollTo(0, 0); });
  let first = true;
  for (let i = 0; i < limit; ++i) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const at = document.activeElement;
      if (!at || at === document.body) return null;
      // A link that is broken over lines is where its first line is.
      const box = at.getClientRects()[0] ?? at.getBoundingClientRect();
      const style = getComputedStyle(at);
      const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1);
      const y = Math.min(Math.max(box.top + box.height / 2, 0), innerHeight - 1);
      const top = document.elementFromPoint(x, y);
      const label = at.closest('label');
      return {
        name: `${at.tagName.toLowerCase()}${at.id ? '#' + at.id : ''} "${(at.textContent || at.name || '').trim().slice(0, 30)}"`,
        // An address that leads to a place in the page begins there.
        hash: (at.getAttribute('href')?.startsWith('#') ?? false) || location.hash !== '',
        size: box.width * box.height,
        marked: style.outlineStyle !== 'none' || style.boxShadow !== 'none' ||
          (label && getComputedStyle(label).outlineStyle !== 'none') ||
          /radio|checkbox/.test(at.type ?? ''),
        covered: top !== null && !at.contains(top) && !top.contains(at) && !label?.contains(top) &&
          !/radio|checkbox/.test(at.type ?? ''),
      };
    });
    if (stop === null) break;
    if (first && !stop.hash) faults.push(`the first stop is ${stop.name}, not a link past the navigation`);
    first = false;
    if (stop.size <= 1) faults.push(`focus is not seen at ${stop.name}`);
    if (!stop.marked) faults.push(`no mark of focus at ${stop.name}`);
    if (stop.covered) faults.push(`focus is covered at ${stop.name}`);
  }
  if (first) faults.push('the Tab key goes nowhere');
  return faults;
}
