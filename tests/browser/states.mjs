// The states of the pages that a walk along the links does not reach: forms with faults, answers and refusals.
// Each is a name, who looks, and what is done; the page it ends on is checked. `status` is the answer's.

const officer = 'handlaggare.haparanda';
const head = 'enhetschef.haparanda';
/** Whose cases are few. */
const coach = 'coach.haparanda';
/** Of the demo's protected people one whom both of these may know of: its seed is part of the program. */
const protectedName = 'Nur';

/** Logs in as one of the demo's people ("" for nobody). */
export async function logIn(page, address, login) {
  await page.goto(`${address}/logga-in`);
  const wanted = page.locator(`main form button[value="${login}"]`);
  if (await wanted.count() !== 1) throw new Error(`no demo login for "${login}"`);
  await press(page, `main form button[value="${login}"]`);
}

const goTo = (path) => async (page, address) => page.goto(address + path);

/** Presses a button that leads to a page, and gives its answer. */
async function press(page, selector) {
  const [answer] = await Promise.all([page.waitForNavigation(), page.locator(selector).first().click()]);
  return answer;
}

/** Presses the last button of the forms in `main`. */
async function submit(page) {
  const button = page.locator('main form button[type=submit], main form button:not([type])').last();
  const [answer] = await Promise.all([page.waitForNavigation(), button.click()]);
  return answer;
}

/** Writes in fields by their ids; a choice is made by its value. What is folded away is unfolded first. */
async function write(page, fields) {
  await page.evaluate(() => document.querySelectorAll('main details').forEach((each) => { each.open = true; }));
  for (const [id, value] of Object.entries(fields)) {
    const field = page.locator(`[id="${id}"]`);
    if (await field.evaluate((each) => each.tagName) === 'SELECT') await field.selectOption(value);
    else await field.fill(value);
  }
}

const date = (id, day, month, year) => ({ [`${id}.dag`]: day, [`${id}.månad`]: month, [`${id}.år`]: year });

async function search(page, address, words) {
  await page.goto(`${address}/sok`);
  await write(page, { sök: words });
  return submit(page);
}

/** The first case of my work that has a calculation to begin from. */
async function firstCase(page, address) {
  await page.goto(`${address}/mitt-arbete`);
  const paths = await page.locator('main table a[href^="/arenden/"]')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  for (const path of paths) {
    await page.goto(address + path);
    const calculated = await page.locator('main a[href*="/berakning/"]').count() > 0;
    const open = await page.locator('main a[href^="/personer/"]').count() > 0;
    if (calculated && open) return path;
  }
  throw new Error('no case with a calculation');
}

/** The first link of a kind on the page of the first case: a person or a household. */
async function fromCase(page, address, kind) {
  await firstCase(page, address);
  return page.locator(`main a[href^="/${kind}/"]`).first().getAttribute('href');
}

async function openFromCase(page, address, kind) {
  const path = await fromCase(page, address, kind);
  await page.goto(address + path);
  return path;
}

/** The number of somebody who is here and not protected. */
async function someNumber(page, address) {
  await firstCase(page, address);
  const cells = await page.locator('main td').allTextContents();
  const number = cells.map((each) => each.trim()).find((each) => /^\d{8}-\d{4}$/.test(each));
  if (!number) throw new Error('nobody with a number in the first case');
  return number;
}

async function protectedPerson(page, address) {
  await search(page, address, protectedName);
  const row = page.locator('main tr', { hasText: /skydd|sekretess|fingerad/i }).first();
  const path = await row.locator('a[href^="/personer/"]').getAttribute('href');
  await page.goto(address + path);
  return path;
}

async function numberPage(page, address) {
  return page.goto(`${address}${await fromCase(page, address, 'personer')}/nummer`);
}

async function stayPage(page, address) {
  await openFromCase(page, address, 'hushall');
  return page.goto(address + await page.locator('main a[href*="/boende/"]').first().getAttribute('href'));
}

/** Somebody else saves the form of this page first, in another window. */
async function elsewhere(page, work) {
  const other = await page.context().newPage();
  await other.goto(page.url());
  await work(other);
  await other.close();
}

async function calculate(page, address, fields, button = 'main form button:not([name])') {
  await page.goto(`${address}/berakning`);
  await write(page, fields);
  return press(page, button);
}

const refusals = [
  { name: 'no such page', who: '', open: goTo('/finns-inte'), status: 404 },
  { name: 'method not allowed', who: '', open: goTo('/logga-ut'), status: 405 },
  { name: 'request that cannot be read', who: '', open: goTo('/regler?a=%zz'), status: 400 },
  {
    name: 'log in as nobody known', who: '', status: 403,
    async open(page, address) {
      await page.goto(`${address}/logga-in`);
      await page.locator('main form button').first().evaluate((each) => { each.value = 'ingen'; });
      return press(page, 'main form button');
    },
  },
  {
    name: 'too many log ins', who: '', status: 429,
    async open(page, address) {
      // From an address of its own, as the proxy tells it, so that nobody else is stopped.
      const headers = { 'X-Forwarded-For': '192.0.2.9' };
      const form = { inloggning: 'ingen' };
      for (let i = 0; i < 30; ++i) await page.request.post(`${address}/logga-in`, { headers, form });
      await page.goto(`${address}/logga-in`);
      await page.setExtraHTTPHeaders(headers);
      const answer = await press(page, 'main form button');
      await page.setExtraHTTPHeaders({});
      return answer;
    },
  },
  {
    name: 'form of another kind', who: officer, status: 415,
    async open(page, address) {
      await page.goto(`${address}/sok`);
      await page.locator('main form').first().evaluate((each) => { each.enctype = 'text/plain'; });
      return submit(page);
    },
  },
  {
    name: 'form that is too large', who: officer, status: 413,
    async open(page, address) {
      await page.goto(`${address}/sok`);
      await page.locator('[id="sök"]').evaluate((each) => { each.value = 'x'.repeat(2 << 20); });
      return submit(page);
    },
  },
  {
    name: 'form of another page', who: officer, status: 403,
    async open(page, address) {
      await page.goto(`${address}/logga-in`);
      await page.locator('main form [name=csrf]').first().evaluate((each) => { each.value = 'x'; });
      return press(page, 'main form button');
    },
  },
  { name: 'no such person', who: officer, open: goTo('/personer/999999999'), status: 404 },
  {
    name: 'protection, not for this role', who: officer, status: 403,
    async open(page, address) {
      return page.goto(`${address}${await fromCase(page, address, 'personer')}/skydd`);
    },
  },
  {
    name: 'database away', who: officer, status: 503,
    open: (page, address, server) => server.withoutDatabase(() => page.goto(`${address}/mitt-arbete`)),
  },
  {
    name: 'database away, log in', who: '', status: 503,
    open: (page, address, server) => server.withoutDatabase(() => page.goto(`${address}/logga-in`)),
  },
  {
    name: 'database away when a form is sent', who: officer, status: 503,
    async open(page, address, server) {
      await page.goto(`${address}/personer/ny`);
      await write(page, { given_name: 'Ida', family_name: 'Prov' });
      return server.withoutDatabase(() => press(page, 'main button[value=spara]'));
    },
  },
  {
    name: 'database back, the form sent again', who: officer, status: 422,
    async open(page, address, server) {
      await page.goto(`${address}/personer/ny`);
      await write(page, { given_name: 'Ida', ...date('born', '1', '1', '1990') });
      await server.withoutDatabase(() => press(page, 'main button[value=spara]'));
      return press(page, 'main form button');
    },
  },
  {
    name: 'session ended', who: officer, status: 200,
    async open(page, address) {
      await openFromCase(page, address, 'personer');
      await write(page, { given_name: 'Kvarskriven' });
      await elsewhere(page, (other) => press(other, 'header form button'));
      const answer = await press(page, 'main button[value="ändra"]');
      if (!page.url().includes('/logga-in')) throw new Error(`not asked to log in: ${page.url()}`);
      return answer;
    },
  },
  {
    name: 'session ended, form kept', who: officer, status: 200,
    async open(page, address) {
      await logIn(page, address, officer);
      await openFromCase(page, address, 'personer');
      await write(page, { given_name: 'Kvarskriven' });
      await elsewhere(page, (other) => press(other, 'header form button'));
      await press(page, 'main button[value="ändra"]');
      const answer = await press(page, `main form button[value="${officer}"]`);
      if (await page.locator('[id=given_name]').inputValue() !== 'Kvarskriven') throw new Error('the form is lost');
      return answer;
    },
  },
];

const searches = [
  { name: 'search', who: officer, open: goTo('/sok'), status: 200 },
  { name: 'search without words', who: officer, status: 422, open: (page, address) => search(page, address, '') },
  { name: 'search, too short', who: officer, status: 422, open: (page, address) => search(page, address, 'x') },
  { name: 'search that finds nothing', who: officer, status: 200, open: (page, address) => search(page, address, 'Xyzzyxson') },
  { name: 'search that finds too many', who: officer, status: 200, open: (page, address) => search(page, address, 'an') },
  { name: 'search by a wrong number', who: officer, status: 422, open: (page, address) => search(page, address, '19800102-2387') },
  {
    name: 'search by number', who: officer, status: 200,
    open: async (page, address) => search(page, address, await someNumber(page, address)),
  },
  {
    name: 'search by case number', who: officer, status: 200,
    async open(page, address) {
      await page.goto(`${address}/mitt-arbete`);
      const number = await page.locator('main table a[href^="/arenden/"]').first().textContent();
      return search(page, address, number.trim());
    },
  },
];

const people = [
  { name: 'new person', who: officer, open: goTo('/personer/ny'), status: 200 },
  {
    name: 'new person, empty', who: officer, status: 422,
    async open(page, address) { await page.goto(`${address}/personer/ny`); return press(page, 'main button[value=spara]'); },
  },
  {
    name: 'new person, wrong number', who: officer, status: 422,
    async open(page, address) {
      await page.goto(`${address}/personer/ny`);
      await write(page, { identity: '19800102-2387', ...date('born', '31', '2', '1980') });
      return press(page, 'main button[value=spara]');
    },
  },
  {
    name: 'new person, already here', who: officer, status: 200,
    async open(page, address) {
      const number = await someNumber(page, address);
      await page.goto(`${address}/personer/ny`);
      await write(page, { identity: number });
      return press(page, 'main button[value=eko]');
    },
  },
  {
    name: 'person, change with faults', who: officer, status: 422,
    async open(page, address) {
      await openFromCase(page, address, 'personer');
      await write(page, { given_name: '', email: 'x' });
      return press(page, 'main button[value="ändra"]');
    },
  },
  {
    name: 'person, somebody else was first', who: officer, status: 409,
    async open(page, address) {
      await openFromCase(page, address, 'personer');
      await write(page, { city: 'Kalix' });
      await elsewhere(page, async (other) => {
        const was = await other.locator('[id=city]').inputValue();
        await write(other, { city: was === 'Haparanda' ? 'Seskarö' : 'Haparanda' });
        await press(other, 'main button[value="ändra"]');
      });
      return press(page, 'main button[value="ändra"]');
    },
  },
  {
    name: 'person, saved', who: officer, status: 200,
    async open(page, address) {
      await openFromCase(page, address, 'personer');
      await write(page, { city: 'Haparanda' });
      const answer = await press(page, 'main button[value="ändra"]');
      if (!page.url().includes('sparat=')) throw new Error('no receipt');
      return answer;
    },
  },
  {
    name: 'person, account with faults', who: officer, status: 422,
    async open(page, address) {
      await openFromCase(page, address, 'personer');
      await write(page, { kontoslag: 'bankgiro', konto: '12345678' });
      return press(page, 'main button[value=konto]');
    },
  },
  {
    name: 'person, account ended with faults', who: officer, status: 422,
    async open(page, address) {
      await openFromCase(page, address, 'personer');
      if (await page.locator('main button[value=kontoslut]').count() === 0) {
        await write(page, { kontoslag: 'bankgiro', konto: '5402-9681' });
        await press(page, 'main button[value=konto]');
      }
      await write(page, date('konto_till', '31', '2', '2026'));
      return press(page, 'main button[value=kontoslut]');
    },
  },
  { name: 'number of a person', who: officer, status: 200, open: numberPage },
  {
    name: 'number of a person, faults', who: officer, status: 422,
    async open(page, address) {
      await numberPage(page, address);
      await page.locator('[name=number_kind][value=nummer]').check();
      await write(page, date('born', '31', '2', '1980'));
      return press(page, 'main button[value=eko]');
    },
  },
  {
    name: 'number of a person, wrong', who: officer, status: 422,
    async open(page, address) {
      await numberPage(page, address);
      await page.locator('[name=number_kind][value=nummer]').check();
      await write(page, { identity: '19800102-2387', reason: 'Fel inskrivet' });
      return press(page, 'main button[value=eko]');
    },
  },
  {
    name: 'number of a person, to be confirmed', who: officer, status: 200,
    async open(page, address) {
      await numberPage(page, address);
      await page.locator('[name=number_kind][value=reserv]').check();
      await write(page, { reason: 'Fel inskrivet' });
      return press(page, 'main button[value=eko]');
    },
  },
  {
    name: 'person, household without a day', who: officer, status: 422,
    async open(page, address) {
      await openFromCase(page, address, 'personer');
      await write(page, date('household_from', '31', '2', '2026'));
      return press(page, 'main button[value="hushåll"]');
    },
  },
  {
    name: 'protected person, masked', who: officer, status: 200,
    async open(page, address) { return page.goto(address + await protectedPerson(page, address)); },
  },
  {
    name: 'protected person, no purpose said', who: officer, status: 422,
    async open(page, address) {
      await protectedPerson(page, address);
      return press(page, 'main button[value=visa]');
    },
  },
  {
    name: 'protected person, revealed', who: officer, status: 200,
    async open(page, address) {
      await protectedPerson(page, address);
      await write(page, { purpose: 'Skicka beslutet' });
      return press(page, 'main button[value=visa]');
    },
  },
  {
    name: 'protection', who: head, status: 200,
    async open(page, address) { return page.goto(`${address}${await protectedPerson(page, address)}/skydd`); },
  },
  {
    name: 'protection, faults', who: head, status: 422,
    async open(page, address) {
      await page.goto(`${address}${await protectedPerson(page, address)}/skydd`);
      await page.locator('[name=grade]').evaluateAll((all) => all.forEach((each) => { each.checked = false; }));
      return submit(page);
    },
  },
  {
    name: 'protection of one in a household, faults', who: head, status: 422,
    async open(page, address) {
      await search(page, address, 'Lundberg');
      const path = await page.locator('main tr', { hasText: /skydd/i }).locator('a').first().getAttribute('href');
      await page.goto(`${address}${path}/skydd`);
      await page.locator('[type=radio]').evaluateAll((all) => all.forEach((each) => { each.checked = false; }));
      return submit(page);
    },
  },
];

const households = [
  {
    name: 'household, member with faults', who: officer, status: 422,
    async open(page, address) {
      await openFromCase(page, address, 'hushall');
      await write(page, { identity: '19800102-2387', ...date('from', '31', '2', '2026') });
      return press(page, 'main button[value=medlem]');
    },
  },
  {
    name: 'household, member to be confirmed', who: officer, status: 200,
    async open(page, address) {
      const number = await someNumber(page, address);
      await openFromCase(page, address, 'hushall');
      await write(page, { identity: number, ...date('from', '1', '11', '2026') });
      await page.locator('[name=som][value=vuxen]').check();
      return press(page, 'main button[value=medlem]');
    },
  },
  {
    name: 'household, member who lives there', who: officer, status: 422,
    async open(page, address) {
      const number = await someNumber(page, address);
      await openFromCase(page, address, 'hushall');
      await write(page, { identity: number, ...date('from', '1', '11', '2026') });
      await page.locator('[name=som][value=vuxen]').check();
      await press(page, 'main button[value=medlem]');
      return press(page, 'main form button');
    },
  },
  { name: 'stay in a household', who: officer, status: 200, open: stayPage },
  {
    name: 'stay in a household, faults', who: officer, status: 422,
    async open(page, address) {
      await stayPage(page, address);
      await write(page, { ...date('from', '31', '2', '2026'), days: '40' });
      return press(page, 'main button[value="rätta"]');
    },
  },
  {
    name: 'stay in a household, corrected by somebody else', who: officer, status: 409,
    async open(page, address) {
      await stayPage(page, address);
      await write(page, { ...date('to', '1', '12', '2026'), reason: 'Fel inskrivet' });
      await elsewhere(page, async (other) => {
        const was = await other.locator('[id="to.dag"]').inputValue();
        await write(other, { ...date('to', was === '30' ? '31' : '30', '12', '2026'), reason: 'Fel inskrivet' });
        await press(other, 'main button[value="rätta"]');
      });
      return press(page, 'main button[value="rätta"]');
    },
  },
  {
    name: 'stay in a household, taken away without a reason', who: officer, status: 422,
    async open(page, address) {
      await stayPage(page, address);
      await write(page, {});
      return press(page, 'main button[value=ta-bort]');
    },
  },
  {
    name: 'household, move with faults', who: officer, status: 422,
    async open(page, address) {
      await openFromCase(page, address, 'hushall');
      await write(page, {});
      return press(page, 'main button[value=flytt]');
    },
  },
  {
    name: 'household, case with faults', who: officer, status: 422,
    async open(page, address) {
      await openFromCase(page, address, 'hushall');
      await write(page, date('next_day', '1', '1', '2020'));
      return press(page, 'main button[value="ärende"]');
    },
  },
];

const cases = [
  { name: 'my work', who: officer, open: goTo('/mitt-arbete'), status: 200 },
  { name: 'my work, empty', who: coach, open: goTo('/mitt-arbete'), status: 200 },
  {
    name: 'my work, nothing in that state', who: officer, status: 200,
    async open(page, address) {
      for (let state = 0; ; ++state) {
        const answer = await page.goto(`${address}/mitt-arbete?läge=${state}`);
        if (await page.locator('main table').count() === 0) return answer;
        if (state > 8) throw new Error('there is a case in every state');
      }
    },
  },
  {
    name: 'case, change with faults', who: officer, status: 422,
    async open(page, address) {
      await page.goto(address + await firstCase(page, address));
      await write(page, date('next_day', '1', '1', '2020'));
      return press(page, 'main form button:not([name])');
    },
  },
  {
    name: 'case, to be closed', who: officer, status: 422,
    async open(page, address) {
      await page.goto(address + await firstCase(page, address));
      await page.locator('[id=state]').selectOption({ label: 'avslutad' });
      return press(page, 'main form button:not([name])');
    },
  },
  {
    name: 'case, somebody else was first', who: officer, status: 409,
    async open(page, address) {
      await page.goto(address + await firstCase(page, address));
      const was = await page.locator('[id=next_step]').inputValue();
      await write(page, { next_step: 'Skriv beslut' });
      await elsewhere(page, async (other) => {
        await write(other, { next_step: was === 'Ring upp' ? 'Läs bilagor' : 'Ring upp', ...date('next_day', '1', '12', '2035') });
        await press(other, 'main form button:not([name])');
      });
      return press(page, 'main form button:not([name])');
    },
  },
];

const calculations = [
  { name: 'calculation', who: officer, open: goTo('/berakning'), status: 200 },
  { name: 'calculation, facts missing', who: officer, status: 200, open: (page, address) => calculate(page, address, {}) },
  {
    name: 'calculation, faults', who: officer, status: 422,
    open: (page, address) => calculate(page, address, {
      månad: 'snart', ...date('personer[0].född', '31', '2', '1980'), 'hushåll.sökt_kostnad#0.belopp': 'mycket',
      'hushåll.antal_i_bostaden': 'två',
    }),
  },
  {
    name: 'calculation, one more child', who: officer, status: 200,
    open: (page, address) => calculate(page, address, {}, 'main button[value="roll:barn"]'),
  },
  {
    name: 'calculation in a case', who: officer, status: 200,
    async open(page, address) { return page.goto(`${address}${await firstCase(page, address)}/berakna`); },
  },
  {
    name: 'calculation in a case, facts missing', who: officer, status: 200,
    async open(page, address) {
      await page.goto(`${address}${await firstCase(page, address)}/berakna`);
      return submit(page);
    },
  },
  {
    name: 'calculation in a case, saved', who: officer, status: 200,
    async open(page, address) {
      const at = await firstCase(page, address);
      await page.goto(`${address}${at}/berakna`);
      await press(page, 'main a[href*="fran="]');
      await submit(page);
      const answer = await press(page, 'main form button[value=spara]');
      if (!page.url().includes('/berakning/')) throw new Error(`not saved: ${page.url()}`);
      return answer;
    },
  },
];

export const states = [
  { name: 'start, logged out', who: '', open: goTo('/'), status: 200 },
  { name: 'log in', who: '', open: goTo('/logga-in'), status: 200 },
  { name: 'accessibility statement', who: '', open: goTo('/tillganglighet'), status: 200 },
  { name: 'component sheet', who: '', open: goTo('/komponenter'), status: 200 },
  { name: 'rule book', who: '', open: goTo('/regler'), status: 200 },
  { name: 'rule book, nothing found', who: '', open: goTo('/regler?sök=xyzzyx'), status: 200 },
  { name: 'rule book, no such day', who: '', open: goTo('/regler?datum.dag=31&datum.månad=2&datum.år=2026'), status: 422 },
  { name: 'start, logged in', who: officer, open: goTo('/'), status: 200 },
  ...refusals, ...searches, ...people, ...households, ...cases, ...calculations,
];

/** Where the walk along the links begins, and as whom. */
export const walks = [
  { who: '', from: ['/'] },
  { who: officer, from: ['/mitt-arbete', '/berakning', '/regler'] },
  { who: head, from: ['/mitt-arbete'] },
];

/** Pages of one kind: numbers, months and names of rules stand for each other. */
export function kind(path) {
  return path
    .replace(/\/regler\/.+/, '/regler/:namn')
    .replace(/\d{4}-\d{2}/g, ':month')
    .replace(/\d+/g, ':n')
    .replace(/\?.*/, '');
}
