/*
 * The pictures in a real browser, opened as files: what a person clicks and
 * types, and what must never happen. They need a Chromium on this machine.
 */
import { RelationshipClass } from '@jupiterone/integration-sdk-core';
import { AsyncLocalStorage } from 'node:async_hooks';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Browser, chromium, Page } from 'playwright-core';

import { Entities } from '../../../src/model';
import { contentsOf } from '../contents';
import { createPage } from '../document';
import { drawGraph } from '../graph';
import { writeDependencies, writeTypes } from '../picture';
import {
  administration,
  company,
  entity,
  Example,
  HOSTILE,
  relationship,
} from '../testing';

const PLACES = [
  process.env.CHROMIUM ?? '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const executablePath = PLACES.find((place) => fs.existsSync(place));
if (executablePath === undefined) {
  process.stderr.write(
    'SKIPPED: the pictures were not tried in a browser, for there is no Chromium here (set CHROMIUM to the path of one)\n',
  );
}
const inBrowser = executablePath === undefined ? describe.skip : describe;

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // One page is all there is.
  '--renderer-process-limit=1',
  '--disable-site-isolation-trials',
  '--no-first-run',
];

jest.setTimeout(60_000);

/**
 * Playwright follows its calls through every promise of the process, by a hook
 * that outlives this file and would slow all later ones of the same worker.
 */
function stopFollowing(): void {
  const { zones } = jest.requireActual<{
    zones: { _asyncLocalStorage: AsyncLocalStorage<unknown> };
  }>('playwright-core/lib/utils');
  zones._asyncLocalStorage.disable();
}

inBrowser('in a browser', () => {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'graph-jumpcloud-'));
  let browser: Browser;
  /** One for all tests, since each of its own starts a process that draws. */
  let page: Page;
  /** Whatever the page has requested or complained about. */
  let requests: string[] = [];
  let complaints: string[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ARGUMENTS });
    const context = await browser.newContext({ offline: true });
    page = await context.newPage();
    page.setDefaultTimeout(10_000);
    page.on('request', (request) => requests.push(request.url()));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('dialog', (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
  });
  afterAll(async () => {
    await browser?.close();
    stopFollowing();
    fs.rmSync(directory, { recursive: true, force: true });
  });

  const open = async (file: string, size = { width: 1280, height: 800 }) => {
    await page.emulateMedia({ media: null, colorScheme: null });
    await page.setViewportSize(size);
    await page.goto(pathToFileURL(file).href);
    await page.waitForSelector('body.ready');
  };
  /** Where the page of a graph is. */
  const files = new Map<Example, string>();
  const show = async (
    example: Example,
    size?: { width: number; height: number },
  ) => {
    const file =
      files.get(example) ?? path.join(directory, `graph-${files.size}.html`);
    if (!files.has(example)) {
      const { findings, ...graph } = example;
      fs.writeFileSync(
        file,
        createPage(contentsOf(drawGraph(graph, findings))),
      );
      files.set(example, file);
    }
    await open(file, size);
  };
  const [COMPANY, ADMINISTRATION] = [company(), administration()];

  beforeEach(() => {
    requests = [];
    complaints = [];
  });
  afterEach(async () => {
    // Nothing of one test is there in the next, and what it still did counts as its own.
    await page.goto('about:blank');
    // It works without a network, and the browser had nothing to refuse.
    expect(
      requests.filter((url) => !/^(file:|about:blank$)/.test(url)),
    ).toEqual([]);
    expect(complaints).toEqual([]);
  });

  const cards = () => page.locator('.card > text:not(.note)').allTextContents();
  const card = (name: string) => page.locator('.card', { hasText: name });
  const row = (name: string | RegExp) =>
    page.locator('#panel .row', { hasText: name });
  const heading = () => page.locator('#panel h2').innerText();
  const linesOf = async (selector: string) =>
    (await page.locator(selector).innerText()).split('\n').filter(Boolean);
  const waitFor = (text: string) =>
    page.locator('#panel', { hasText: text }).waitFor();

  test('first come findings, groups and applications, without a hairball', async () => {
    await show(COMPANY);
    expect(await page.title()).toBe('Example Company');
    expect(await cards()).toEqual(['Engineering', 'Everyone', 'Code', 'Wiki']);
    expect(await row('active users without MFA').innerText()).toContain('3');
    expect(await page.locator('.line').count()).toBe(2);
  });

  test('a finding is a click away from its entities', async () => {
    await show(COMPANY);
    await row('active users without MFA').click();
    await waitFor('Person 02');
    expect(await heading()).toBe('3 active users without MFA');
    const seeds = page.locator('.card.seed > text:not(.note)');
    expect(await seeds.allTextContents()).toEqual([
      'Person 00',
      'Person 01',
      'Person 02',
    ]);
    await row('Person 02').click();
    await waitFor('one of the active users without MFA');
    expect(await heading()).toBe('Person 02');
  });

  test('a group unfolds on a click where it stands, and folds back', async () => {
    await show(COMPANY);
    await card('Engineering').click();
    await card('8 of 41, more').waitFor();
    const topOf = async (name: string) =>
      (await card(name).first().boundingBox())?.y;
    const before = [await cards(), await topOf('Person 00')] as const;
    await card('8 of 41, more').click();
    await card('32 of 41, more').click();
    const people = (await cards()).filter((name) => /^Person \d+$/.test(name));
    expect(new Set(people).size).toBe(41);
    expect(people.slice(0, 8)).toEqual(
      before[0].filter((name) => name.startsWith('Person')),
    );
    expect(await topOf('Person 00')).toBeCloseTo(before[1] ?? NaN, 0);
    await card('fewer').click();
    expect(await cards()).toEqual(before[0]);
    expect(await topOf('Person 00')).toBeCloseTo(before[1] ?? NaN, 0);
  });

  test('all by keyboard: a hit is opened, and the focus is never lost', async () => {
    const focused = () =>
      page.evaluate(() => document.activeElement?.textContent);
    await show(COMPANY);
    await page.keyboard.press('/');
    await page.keyboard.type('person 1');
    // Not what was found of the first letters.
    await waitFor('40 found');
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toContain('From');
    for (let i = 0; i < 3; i += 1) await page.keyboard.press('ArrowDown');
    expect(await focused()).toContain('Person 11');
    await page.keyboard.press('Enter');
    await waitFor('webLink');
    expect(await heading()).toBe('Person 11');
    expect(await focused()).toBe('Person 11');
    await page.keyboard.press('/');
    await page.keyboard.type('wiki');
    await page.keyboard.press('Enter');
    await waitFor('Can get here');
    expect(await heading()).toBe('Wiki');
    await page.locator('#skip').focus();
    await page.keyboard.press('Enter');
    expect(await focused()).toContain('Wiki');
    await page.keyboard.press('Shift+Tab');
    expect(await focused()).toContain('Everyone');
    await page.keyboard.press('Enter');
    await waitFor('Users');
    await page.locator('.card.seed', { hasText: 'Everyone' }).waitFor();
    expect(await focused()).toContain('Everyone');
  });

  test('from one to the other, by two fields', async () => {
    await show(ADMINISTRATION);
    await page.click('#ways');
    await page.getByLabel('From').fill('chi');
    await row('chief').click();
    await page.getByLabel('To').fill('lap');
    await page.keyboard.press('Enter');
    await waitFor('chief reaches laptop');
    expect(await page.getByLabel('From').inputValue()).toBe('chief');
    expect(await linesOf('.path')).toEqual([
      'root',
      'chief',
      '↓ has the role',
      'Runner',
      '↓ may run code (all devices), such as',
      'laptop',
    ]);
    await page.click('.turn');
    await waitFor('laptop does not reach chief, but chief reaches laptop');
  });

  test('who can become root on a device, and what breaks if somebody is taken over', async () => {
    await show(ADMINISTRATION);
    await page.fill('#search', 'laptop');
    await waitFor('1 found');
    await row('laptop').click();
    await waitFor('Can become root');
    const titles = page.locator('#panel h3');
    expect((await titles.allTextContents()).slice(0, 3)).toEqual([
      'Can become root4',
      'Can become root by a role3',
      'Can sign in2',
    ]);
    expect(await linesOf('#panel .list >> nth=0')).toEqual([
      'ben',
      'is root on (admin, observed)',
      'hal',
      'is root on; through machines',
      'cay',
      'through ops → machines',
      'gus',
      'through ops → machines · inactive',
    ]);
    expect(await linesOf('#panel .list >> nth=1')).toEqual([
      'bot',
      'may run code (all devices), through Runner',
      'desk',
      'may set passwords (all users), through Help Desk → ben',
      'ada',
      'may run code (all devices), through Runner',
    ]);
    expect(await linesOf('#panel .list >> nth=2')).toEqual([
      'fay',
      'is the primary user of',
      'dot',
      'through staff → machines',
    ]);
    await page.fill('#search', 'cay');
    await waitFor('1 found');
    await row('cay').click();
    await page.locator('#panel .button', { hasText: 'taken over' }).click();
    await waitFor('Root on');
    expect(await heading()).toBe('What breaks if cay is taken over');
    expect((await titles.allTextContents()).slice(0, 2)).toEqual([
      'Root on1',
      'Applications1',
    ]);
  });

  test('what breaks with a help desk: what follows from passwords, and whom it could become', async () => {
    await show(ADMINISTRATION);
    await page.evaluate(() => (location.hash = 'reach=desk'));
    await waitFor('What breaks if desk');
    const cells = await page.locator('.summary tr').allInnerTexts();
    expect(cells.map((cell) => cell.replace(/\s+/g, ' ').trim())).toEqual([
      'by a role possibly',
      'Root on 2 all 2',
      'Applications 1',
      'Administrators 1',
    ]);
    const becomes = page.locator('#panel h3', { hasText: 'Could possibly' });
    await page.setViewportSize({ width: 1280, height: 400 });
    await page
      .locator('.summary tr', { hasText: 'Administrators' })
      .getByRole('button')
      .click();
    expect((await becomes.boundingBox())?.y).toBeLessThan(400);
    expect(await page.locator('#panel h3').allTextContents()).toEqual([
      'Root on, by a role over all users2',
      'Root on, possibly: to be verified2',
      'Applications, by a role over all users1',
      'Could possibly become: to be verified1',
      'Users8',
      'Organization1',
      'Roles1',
    ]);
    expect(await linesOf('#panel .list >> nth=0')).toEqual([
      'laptop',
      'may set passwords (all users), through Help Desk → ben',
      'server',
      'may set passwords (all users), through Help Desk → hal → servers',
    ]);
    expect(await linesOf('#panel .list >> nth=1')).toEqual([
      'All 2 devices',
      'may run code, through Help Desk → chief → Runner',
    ]);
    expect(await linesOf('#panel .list >> nth=3')).toEqual([
      'chief',
      'may take any right, has the role Runner; could possibly become, through Help Desk',
    ]);
    expect(await row('All 8 users').innerText()).toBe(
      'All 8 users\nmay set passwords, through Help Desk, and so all that they reach',
    );
    await page.evaluate(() => (location.hash = 'entity=desk'));
    await waitFor('Could possibly become');
    await row('chief').first().click();
    await waitFor('desk could possibly reach chief: to be verified');
    expect(await linesOf('.path')).toEqual([
      'possible',
      'desk',
      '↓ has the role',
      'Help Desk',
      '↓ could possibly become may take any right',
      'chief',
    ]);
  });

  test('whoever may change workflows may possibly do what these may', async () => {
    const { ALLOWS, ASSIGNED } = RelationshipClass;
    await show({
      entities: [
        entity('account', Entities.ACCOUNT),
        entity('ada', Entities.ADMIN),
        entity('Automation', Entities.ROLE),
        entity('onboard', Entities.WORKFLOW),
        entity('Runner', Entities.ROLE),
        entity('laptop', Entities.DEVICE),
      ],
      relationships: [
        relationship('ada', ASSIGNED, 'Automation'),
        relationship('Automation', ALLOWS, 'account', { canAutomate: true }),
        relationship('onboard', ASSIGNED, 'Runner'),
        relationship('Runner', ALLOWS, 'account', { canRunCode: true }),
      ],
      findings: [],
    });
    await page.evaluate(() => (location.hash = 'reach=ada'));
    await waitFor('Root on, possibly: to be verified');
    expect(await row('All 1 devices').innerText()).toBe(
      'All 1 devices\nmay run code, through Automation → onboard → Runner',
    );
    expect(await row('All 1 workflows').innerText()).toContain(
      'may possibly edit and run, through Automation',
    );
    await page.evaluate(() => (location.hash = 'entity=Runner'));
    await waitFor('may run code (all devices)');
    expect(await row('account').innerText()).toBe(
      'account\nhas rights in; may run code (all devices)',
    );
  });

  test('what nobody has rated is told where it may lead', async () => {
    const { ALLOWS, ASSIGNED } = RelationshipClass;
    await show({
      entities: [
        entity('account', Entities.ACCOUNT),
        entity('ada', Entities.ADMIN),
        entity('Strange', Entities.ROLE),
        entity('laptop', Entities.DEVICE),
      ],
      relationships: [
        relationship('ada', ASSIGNED, 'Strange'),
        relationship('Strange', ALLOWS, 'account', { unrated: true }),
      ],
      findings: [],
    });
    await page.evaluate(() => (location.hash = 'entity=laptop'));
    await waitFor('Not known: nobody has rated their roles');
    expect(await row('ada').innerText()).toBe('ada\nhas the role Strange');
    await page.evaluate(() => (location.hash = 'reach=ada'));
    await waitFor('nobody has rated all that a role allows');
  });

  test('whoever may take any role is told no administrators to become', async () => {
    const { ALLOWS, ASSIGNED, HAS } = RelationshipClass;
    const all = { canBecomeAdministrator: true, shadowAdmins: ['boss'] };
    await show({
      entities: [
        entity('account', Entities.ACCOUNT),
        entity('ada', Entities.ADMIN),
        entity('boss', Entities.ADMIN, { email: 'boss' }),
        entity('Billing', Entities.ROLE),
      ],
      relationships: [
        relationship('account', HAS, 'boss'),
        relationship('ada', ASSIGNED, 'Billing'),
        relationship('Billing', ALLOWS, 'account', all),
      ],
      findings: [],
    });
    await page.evaluate(() => (location.hash = 'reach=ada'));
    await waitFor('All 1 roles');
    expect(await row('boss').count()).toBe(0);
  });

  test('a group that one joins by editing oneself leads everybody on', async () => {
    const { ASSIGNED } = RelationshipClass;
    await show({
      entities: [
        entity('ada'),
        entity('ben'),
        entity('sales', Entities.GROUP, { joinableByEditing: 'department' }),
        entity('laptop', Entities.DEVICE),
      ],
      relationships: [
        relationship('sales', ASSIGNED, 'laptop', { admin: true }),
      ],
      findings: [],
    });
    for (const [view, text] of [
      ['entity=laptop', 'Could possibly become root: to be verified'],
      ['entity=sales', 'Could possibly join: to be verified'],
    ]) {
      await page.evaluate((hash) => (location.hash = hash), view);
      await waitFor(text);
      expect(await row('All 2 users').innerText()).toContain(
        'may join by editing department',
      );
    }
    await page.evaluate(() => (location.hash = 'reach=ada'));
    await waitFor('Root on, possibly: to be verified');
    expect(await row('laptop').innerText()).toBe(
      'laptop\nmay join by editing department, through sales',
    );
  });

  test('dark where that is wanted, and printed as a whole', async () => {
    await show(COMPANY);
    const colours = () =>
      page.evaluate(() => {
        const { color, backgroundColor } = getComputedStyle(
          document.querySelector('aside') as Element,
        );
        return [color, backgroundColor];
      });
    const light = await colours();
    await page.emulateMedia({ colorScheme: 'dark' });
    const dark = await colours();
    expect(dark[0]).not.toBe(light[0]);
    expect(dark[1]).not.toBe(light[1]);
    await page.emulateMedia({ colorScheme: 'dark', media: 'print' });
    expect((await colours())[1]).toBe(light[1]);
    await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
    const picture = page.locator('#picture');
    expect(await picture.getAttribute('viewBox')).toMatch(/^-28 -28 \d+/);
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    expect(await picture.getAttribute('viewBox')).toBeNull();
    const pdf = (await page.pdf()).toString('latin1');
    expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(1);
    await page.emulateMedia({ media: null });
    await page.evaluate(() => (location.hash = 'entity=user-0'));
    await waitFor('webLink');
    const panel = page.locator('#panel');
    const isCut = () =>
      panel.evaluate((one) => one.scrollHeight > one.clientHeight);
    expect(await isCut()).toBe(true);
    await page.emulateMedia({ media: 'print' });
    expect(await isCut()).toBe(false);
  });

  test('everybody is found, also who is not drawn', async () => {
    await show(COMPANY);
    for (const [text, name] of [
      ['person 37', 'Person 37'],
      ['person.38@example.com', 'Person 38'],
      ['mfaEnabled = false and department = research', 'Person 01'],
    ]) {
      await page.fill('#search', text);
      await page.locator('#panel h2', { hasText: text }).waitFor();
      await waitFor('1 found');
      expect(await row(/./).allTextContents()).toHaveLength(1);
      expect(await row(name).count()).toBe(1);
      expect(await cards()).toContain(name);
    }
  });

  test('who reaches an application, and through what', async () => {
    await show(COMPANY);
    await card('Code').click();
    await waitFor('Can get here');
    const first = row('Person 00').first();
    expect(await first.innerText()).toBe(
      'Person 00\nmay use (direct); through Engineering',
    );
    await first.click();
    await waitFor('Person 00 reaches Code');
    await page.locator('.labelled').waitFor();
    expect(await cards()).toEqual(['Person 00', 'Engineering', 'Code']);
    expect(await page.locator('.label').allTextContents()).toEqual([
      'may use',
      'is a member of',
      'may use',
    ]);
  });

  test('the history of the browser, and Escape', async () => {
    await show(COMPANY);
    await card('Code').click();
    await waitFor('Can get here');
    await card('Engineering').click();
    await card('8 of 41, more').waitFor();
    await page.goBack();
    await waitFor('Can get here');
    await page.goForward();
    await card('8 of 41, more').waitFor();
    await page.keyboard.press('Escape');
    await waitFor('Findings');
    // The panel comes before the drawing.
    await card('Wiki').waitFor();
    expect(await cards()).toEqual(['Engineering', 'Everyone', 'Code', 'Wiki']);
    await page.goBack();
    await card('8 of 41, more').waitFor();
    await page.fill('#search', 'wiki');
    await waitFor('1 found');
    await page.locator('#search').press('Escape');
    await waitFor('Findings');
    expect(await page.inputValue('#search')).toBe('');
  });

  test('only https addresses become links', async () => {
    await show(COMPANY);
    const links = page.locator('#panel a[target=_blank]');
    for (const [name, count] of [
      ['Person 00', 2],
      ['Person 01', 0],
    ] as const) {
      await page.fill('#search', name);
      await page.locator('#panel h2', { hasText: name }).waitFor();
      await waitFor('1 found');
      await row(name).click();
      await waitFor('webLink');
      expect(await heading()).toBe(name);
      expect(await links.count()).toBe(count);
      if (count === 0) continue;
      const link = links.first();
      expect(await link.getAttribute('href')).toBe('https://example.com/0');
      expect(await link.getAttribute('rel')).toBe('noopener noreferrer');
    }
    expect(await page.locator('[href^="javascript" i]').count()).toBe(0);
  });

  test('nothing that a tenant has written is executed', async () => {
    const group = 'javascript:document.title=1';
    await show({
      entities: [
        entity('account', Entities.ACCOUNT, { displayName: 'Title' }),
        entity(group, Entities.GROUP, { displayName: HOSTILE[0] }),
        ...HOSTILE.map((displayName, place) =>
          entity(`"><img src=x onerror=alert(${place})>`, Entities.USER, {
            displayName,
            webLink: `https://example.com/"><script>alert(1)</script>`,
            [HOSTILE[1]]: displayName,
          }),
        ),
      ],
      relationships: HOSTILE.map((_, place) =>
        relationship(
          group,
          RelationshipClass.HAS,
          `"><img src=x onerror=alert(${place})>`,
          { detail: HOSTILE[1] },
        ),
      ),
      findings: [
        {
          name: HOSTILE[0],
          title: HOSTILE[1],
          level: 'LOW',
          count: 1,
          keys: [],
        },
      ],
    });
    await card(HOSTILE[0]).click();
    await page.locator('.card.seed').waitFor();
    await row('&amp;').click();
    await waitFor('webLink');
    await page.fill('#search', HOSTILE[2]);
    await waitFor('1 found');
    await page.evaluate(() => (location.hash = 'entity=<img src=x>'));
    await waitFor('This is not in the graph');
    await page.keyboard.press('Escape');
    await row('onerror').click();
    await waitFor('low');
    expect(await page.title()).toBe('Title');
    expect(await page.locator('img').count()).toBe(0);
    const programs = page.locator('script:not([type])');
    expect(await programs.count()).toBe(1);
  });

  test('even a script that got into the page is refused', async () => {
    await show(COMPANY);
    const ran = await page.evaluate(() => {
      const script = document.createElement('script');
      try {
        script.text = 'document.title = "ran"';
        document.body.append(script);
        return document.title === 'ran';
      } catch {
        return false;
      }
    });
    expect(ran).toBe(false);
    // Here the browser had something to refuse.
    expect(complaints.splice(0)).not.toEqual([]);
  });

  test('on a phone the findings come first, the picture is a touch away, and nothing is cut off', async () => {
    await show(COMPANY, { width: 390, height: 780 });
    const isCut = () =>
      page.evaluate(
        () => document.documentElement.scrollWidth > window.innerWidth,
      );
    expect(await row('active users without MFA').isVisible()).toBe(true);
    expect(await page.locator('main').isVisible()).toBe(false);
    expect(await isCut()).toBe(false);
    await page.click('#flip');
    expect(await isCut()).toBe(false);
    await card('Engineering').click();
    await card('8 of 41, more').waitFor();
    await page.click('#flip');
    await waitFor('has → users');
    expect(await heading()).toBe('Engineering');
  });

  test('the pages of the model', async () => {
    await open(writeTypes(directory));
    expect(await cards()).toEqual(
      expect.arrayContaining(['User', 'Group', 'Application', 'employee']),
    );
    expect(await page.locator('.label').allTextContents()).toContain('MANAGES');
    await card('User').first().click();
    await waitFor('jumpcloud_user');
    await open(writeDependencies(directory));
    await row('fetch-groups-and-memberships').click();
    await waitFor('dependsOn');
    expect(await page.locator('.line').count()).toBeGreaterThan(1);
  });
});
