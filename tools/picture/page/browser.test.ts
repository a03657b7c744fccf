/*
 * The pictures in a real browser, opened as files: what a person clicks and
 * types, and what must never happen. They need a Chromium on this machine.
 */
import { RelationshipClass } from '@jupiterone/integration-sdk-core';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Browser, BrowserContext, chromium, Page } from 'playwright-core';

import { Entities } from '../../../src/model';
import { contentsOf } from '../contents';
import { createPage } from '../document';
import { drawGraph } from '../graph';
import { writeDependencies, writeTypes } from '../picture';
import { company, entity, Example, HOSTILE, relationship } from '../testing';

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
  '--no-first-run',
];

jest.setTimeout(60_000);

inBrowser('in a browser', () => {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'graph-jumpcloud-'));
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  /** Whatever the page has requested or complained about. */
  let requests: string[] = [];
  let complaints: string[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ARGUMENTS });
  });
  afterAll(async () => {
    await browser?.close();
    fs.rmSync(directory, { recursive: true, force: true });
  });

  const open = async (file: string, size = { width: 1280, height: 800 }) => {
    requests = [];
    complaints = [];
    context = await browser.newContext({ viewport: size, offline: true });
    page = await context.newPage();
    page.setDefaultTimeout(10_000);
    page.on('request', (request) => requests.push(request.url()));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('dialog', (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(pathToFileURL(file).href);
    await page.waitForSelector('body.ready');
  };
  const show = async (
    { findings, ...graph }: Example,
    size?: { width: number; height: number },
  ) => {
    const file = path.join(directory, 'graph.html');
    const contents = contentsOf(drawGraph(graph, findings));
    fs.writeFileSync(file, createPage(contents));
    await open(file, size);
  };
  afterEach(async () => {
    // It works without a network, and the browser had nothing to refuse.
    expect(requests.filter((url) => !url.startsWith('file:'))).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });

  const cards = () => page.locator('.card > text:not(.note)').allTextContents();
  const card = (name: string) => page.locator('.card', { hasText: name });
  const row = (name: string | RegExp) =>
    page.locator('#panel .row', { hasText: name });
  const heading = () => page.locator('#panel h2').innerText();
  const waitFor = (text: string) =>
    page.locator('#panel', { hasText: text }).waitFor();

  test('first come findings, groups and applications, without a hairball', async () => {
    await show(company());
    expect(await page.title()).toBe('Example Company');
    expect(await cards()).toEqual(['Engineering', 'Everyone', 'Code', 'Wiki']);
    expect(await row('active users without MFA').innerText()).toContain('3');
    expect(await page.locator('.line').count()).toBe(2);
  });

  test('a finding is a click away from its entities', async () => {
    await show(company());
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

  test('a group unfolds on a click, and shows all of its members in the end', async () => {
    await show(company());
    await card('Engineering').click();
    await card('8 of 41, more').waitFor();
    await card('8 of 41, more').click();
    await card('32 of 41, more').click();
    const people = (await cards()).filter((name) => /^Person \d+$/.test(name));
    expect(new Set(people).size).toBe(41);
  });

  test('everybody is found, also who is not drawn', async () => {
    await show(company());
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
    await show(company());
    await card('Code').click();
    await waitFor('Reached by, through');
    const first = row('Person 00').first();
    expect(await first.innerText()).toBe('Person 00\ndirect, Engineering');
    await first.click();
    await waitFor('2 ways');
    expect(await heading()).toBe('How Person 00 reaches Code');
    expect(await cards()).toEqual(['Person 00', 'Code', 'Engineering']);
    expect(await page.locator('.label').allTextContents()).toEqual([
      'ASSIGNED direct',
      'ASSIGNED',
      'HAS',
    ]);
  });

  test('the history of the browser, and Escape', async () => {
    await show(company());
    await card('Code').click();
    await waitFor('Reached by, through');
    await card('Engineering').click();
    await card('8 of 41, more').waitFor();
    await page.goBack();
    await waitFor('Reached by, through');
    await page.goForward();
    await card('8 of 41, more').waitFor();
    await page.keyboard.press('Escape');
    await waitFor('Findings');
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
    await show(company());
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
    await show(company());
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

  test('on a phone the picture stands above the list, and nothing is cut off', async () => {
    await show(company(), { width: 390, height: 780 });
    const box = async (selector: string) => {
      const found = await page.locator(selector).boundingBox();
      return found ?? { x: 0, y: 0, width: 0, height: 0 };
    };
    const [picture, aside] = [await box('main'), await box('aside')];
    expect(picture.width).toBe(390);
    expect(aside.width).toBe(390);
    expect(picture.y + picture.height).toBeLessThanOrEqual(aside.y);
    const wide = await page.evaluate(
      () => document.documentElement.scrollWidth > window.innerWidth,
    );
    expect(wide).toBe(false);
    await card('Engineering').click();
    await waitFor('has → users');
  });

  test('the pages of the model', async () => {
    await open(writeTypes(directory));
    expect(await cards()).toEqual(
      expect.arrayContaining(['User', 'Group', 'Application', 'employee']),
    );
    expect(await page.locator('.label').allTextContents()).toContain('MANAGES');
    await card('User').first().click();
    await waitFor('jumpcloud_user');
    await context.close();
    await open(writeDependencies(directory));
    await row('fetch-groups-and-memberships').click();
    await waitFor('dependsOn');
    expect(await page.locator('.line').count()).toBeGreaterThan(1);
  });
});
