// The states of the pages that a walk along the links does not reach: forms with faults, answers and refusals.
// Each is a name, who looks, and what is done; the page it ends on is checked. `status` is the answer's.

/** Logs in as the first of the demo's people in a role ("" for nobody). */
export async function logIn(page, address, role) {
  await page.goto(`${address}/logga-in`);
  const buttons = page.locator('main form button');
  const wanted = buttons.filter({ hasText: role }).first();
  if (await wanted.count() === 0) throw new Error(`no demo login for "${role}"`);
  await Promise.all([page.waitForNavigation(), wanted.click()]);
}

const goTo = (path) => async (page, address) => page.goto(address + path);

/** Presses the form's own button in `main`. */
async function submit(page) {
  const button = page.locator('main form button[type=submit], main form button:not([type])').last();
  const [answer] = await Promise.all([page.waitForNavigation(), button.click()]);
  return answer;
}

export const states = [
  { name: 'start, logged out', who: '', open: goTo('/'), status: 200 },
  { name: 'log in', who: '', open: goTo('/logga-in'), status: 200 },
  { name: 'accessibility statement', who: '', open: goTo('/tillganglighet'), status: 200 },
  { name: 'component sheet', who: '', open: goTo('/komponenter'), status: 200 },
  { name: 'rule book', who: '', open: goTo('/regler'), status: 200 },
  { name: 'rule book, nothing found', who: '', open: goTo('/regler?sök=xyzzyx'), status: 200 },
  { name: 'no such page', who: '', open: goTo('/finns-inte'), status: 404 },
  { name: 'method not allowed', who: '', open: goTo('/logga-ut'), status: 405 },
  { name: 'start, logged in', who: 'socialsekreterare', open: goTo('/'), status: 200 },
  { name: 'my work', who: 'socialsekreterare', open: goTo('/mitt-arbete'), status: 200 },
  { name: 'no such person', who: 'socialsekreterare', open: goTo('/personer/999999999'), status: 404 },
  { name: 'search', who: 'socialsekreterare', open: goTo('/sok'), status: 200 },
  {
    name: 'search without words', who: 'socialsekreterare', status: 200,
    async open(page, address) { await page.goto(`${address}/sok`); return submit(page); },
    anyStatus: [200, 400, 422],
  },
  {
    name: 'search that finds nothing', who: 'socialsekreterare', status: 200,
    async open(page, address) {
      await page.goto(`${address}/sok`);
      await page.locator('main form input[type=text], main form input[type=search]').first().fill('Xyzzyxson');
      return submit(page);
    },
  },
  {
    name: 'search that finds people', who: 'socialsekreterare', status: 200,
    async open(page, address) {
      await page.goto(`${address}/sok`);
      await page.locator('main form input[type=text], main form input[type=search]').first().fill('an');
      return submit(page);
    },
    anyStatus: [200, 400, 422],
  },
  { name: 'new person', who: 'socialsekreterare', open: goTo('/personer/ny'), status: 200 },
  {
    name: 'new person, empty', who: 'socialsekreterare', anyStatus: [200, 400, 422],
    async open(page, address) { await page.goto(`${address}/personer/ny`); return submit(page); },
  },
  { name: 'calculation', who: 'socialsekreterare', open: goTo('/berakning'), status: 200 },
  {
    name: 'calculation, empty', who: 'socialsekreterare', anyStatus: [200, 400, 422],
    async open(page, address) { await page.goto(`${address}/berakning`); return submit(page); },
  },
  {
    name: 'calculation in a case', who: 'socialsekreterare', status: 200,
    async open(page, address) { return page.goto(`${address}${await firstCase(page, address)}/berakna`); },
  },
  {
    name: 'calculation in a case, facts missing', who: 'socialsekreterare', status: 200,
    async open(page, address) {
      await page.goto(`${address}${await firstCase(page, address)}/berakna`);
      return submit(page);
    },
  },
  {
    name: 'calculation in a case, saved', who: 'socialsekreterare', status: 200,
    async open(page, address) {
      const at = await firstCase(page, address);
      await page.goto(`${address}${at}/berakna`);
      await Promise.all([page.waitForNavigation(), page.locator('main a[href*="fran="]').click()]);
      await submit(page);
      const save = page.locator('main form button[value=spara]');
      const [answer] = await Promise.all([page.waitForNavigation(), save.click()]);
      if (!page.url().includes('/berakning/')) throw new Error(`not saved: ${page.url()}`);
      return answer;
    },
  },
];

/** The first case of my work that has a calculation to begin from. */
async function firstCase(page, address) {
  await page.goto(`${address}/mitt-arbete`);
  const paths = await page.locator('main table a[href^="/arenden/"]')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  for (const path of paths) {
    await page.goto(address + path);
    if (await page.locator('main a[href*="/berakning/"]').count() > 0) return path;
  }
  throw new Error('no case with a calculation');
}

/** Where the walk along the links begins, and as whom. */
export const walks = [
  { who: '', from: ['/'] },
  { who: 'socialsekreterare', from: ['/mitt-arbete', '/berakning', '/regler'] },
  { who: 'enhetschef', from: ['/mitt-arbete'] },
];

/** Pages of one kind: numbers, months and names of rules stand for each other. */
export function kind(path) {
  return path
    .replace(/\/regler\/.+/, '/regler/:namn')
    .replace(/\d{4}-\d{2}/g, ':month')
    .replace(/\d+/g, ':n')
    .replace(/\?.*/, '');
}
