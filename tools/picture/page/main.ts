/* The page: shows what its address says, in the picture and beside it. */
import { waysBetween } from './between';
import { reachPanel } from './breaks';
import { Kind } from './data';
import { at } from './dom';
import {
  aroundScene,
  byImportance,
  Choice,
  homeScene,
  Limits,
  number,
  pathScene,
} from './scene';
import { draw, startDrawing } from './drawing';
import { entityPanel, homePanel, listPanel } from './panel';
import { pathPanel } from './reach';
import { pill } from './rows';
import { Found, search } from './search';
import { readSection } from './sections';
import { pause, Store } from './store';
import { addressOf, parseView, View } from './view';

/** How many of a kind are drawn at first, and how many more at each click. */
const FIRST = 8;
const FIRST_AT_HOME = 30;
const MORE = 24;
/** How many ways are drawn; the list has them all. */
const DRAWN = 12;
/** Milliseconds after the last key, before the search begins. */
const PAUSE = 150;

class Page {
  private shown = 0;
  private more = new Map<string, number>();
  /** Draws the same again, for another size of the window. */
  redraw: () => void = () => undefined;

  constructor(private store: Store) {}

  /** Shows the view of the page's address. */
  async show(): Promise<void> {
    this.shown += 1;
    this.more.clear();
    const turn = this.shown;
    const isWanted = () => this.shown === turn;
    const view = parseView(location.hash);
    const input = at('search') as HTMLInputElement;
    if (view.shows !== 'search') input.value = '';
    else if (document.activeElement !== input) input.value = view.text;
    await this.render(view, isWanted);
  }

  private async render(view: View, isWanted: () => boolean): Promise<void> {
    const { store } = this;
    const around = (entities: number[]) => {
      const limits = this.limits(FIRST);
      return () => aroundScene(store, entities, limits);
    };
    const nothing = (name: string) =>
      this.put(
        listPanel(store, name, 'This is not in the graph', []),
        around([]),
      );
    switch (view.shows) {
      case 'entity': {
        const entity = store.entityOf(view.key);
        if (entity === undefined) return nothing(view.key);
        const panel = await entityPanel(store, entity);
        if (!isWanted()) return;
        return this.put(panel, around([entity]));
      }
      case 'reach': {
        const entity = store.entityOf(view.key);
        if (entity === undefined) return nothing(view.key);
        const panel = await reachPanel(store, entity);
        if (!isWanted()) return;
        return this.put(panel, around([entity]));
      }
      case 'finding': {
        const { findings } = store.head;
        const place = findings.findIndex(({ name }) => name === view.name);
        if (place < 0) return nothing(view.name);
        const found = (await store.findings())[place];
        const entities = byImportance(store, found);
        const { title, level, count } = findings[place];
        if (!isWanted()) return;
        const text = `${number(count)} ${title}`;
        const panel = listPanel(store, text, pill(level), entities);
        return this.put(panel, around(entities));
      }
      case 'type': {
        const kind = store.head.kinds.find(({ type }) => type === view.type);
        if (!kind) return nothing(view.type);
        const text = `${number(kind.count)} · ${kind.type}`;
        const entities = store.entitiesOf(kind);
        const panel = listPanel(store, kind.name, text, entities);
        return this.put(panel, around(entities));
      }
      case 'search': {
        const show = ({ named, others }: Found, isDone: boolean) => {
          const count = number(named.length + others.length);
          const text = `${count} found${isDone ? '' : ', searching ...'}`;
          const panel = listPanel(store, view.text, text, named, others);
          // What is so named is drawn already.
          if (isDone && named.length > 0) return this.panel(panel);
          void this.put(panel, around(named.length > 0 ? named : others));
        };
        return search(store, view.text, show, isWanted);
      }
      case 'path': {
        const [from, to] = [view.from, view.to].map((key) =>
          store.entityOf(key),
        );
        if (from === undefined || to === undefined) {
          const ends = [from, to].flatMap((end) => end ?? []);
          return this.put(pathPanel(store, from, to), around(ends));
        }
        const ways = await waysBetween(store, from, to);
        if (!isWanted()) return;
        const scene = pathScene(store, ways.paths.slice(0, DRAWN));
        return this.put(pathPanel(store, from, to, ways), () => () => scene);
      }
      case 'home': {
        const limits = this.limits(FIRST_AT_HOME);
        return this.put(homePanel(store), () => homeScene(store, limits));
      }
    }
  }

  /** Shows the list at once, and draws the picture when the list can be read. */
  private async put(
    panel: Node[],
    choose: () => Choice | Promise<Choice>,
  ): Promise<void> {
    const turn = this.shown;
    this.panel(panel);
    await pause();
    if (this.shown !== turn) return;
    const choice = await choose();
    if (this.shown === turn) this.picture(choice);
  }

  private limits(first: number): Limits {
    return { first, more: ({ type }) => this.more.get(type) ?? 0 };
  }

  private picture(choice: Choice, still?: Kind): void {
    const scene = choice();
    at('empty').textContent = scene.cards.length === 0 ? 'Nothing to draw' : '';
    const onTurn = (kind: Kind, turns: 'more' | 'fewer') => {
      const shown = this.more.get(kind.type) ?? 0;
      this.more.set(kind.type, turns === 'more' ? shown + MORE : 0);
      this.picture(choice, kind);
    };
    const leadTo = (entity: number) =>
      addressOf({ shows: 'entity', key: this.store.keyOf(entity) });
    this.redraw = () => this.picture(choice);
    draw(scene, { addressOf: leadTo, onTurn }, still);
  }

  /** If what had the focus is gone, it goes on to an empty field or the title. */
  private panel(content: Node[]): void {
    const panel = at('panel');
    const focused = document.activeElement;
    const hadFocus = panel.contains(focused);
    panel.replaceChildren(...content);
    panel.scrollTop = 0;
    if (!hadFocus) return;
    const all = [...panel.querySelectorAll<HTMLElement>('a, input, h2')];
    const next =
      all.find((one) => sameLink(one, focused)) ??
      all.find((one) => one instanceof HTMLInputElement && one.value === '') ??
      panel.querySelector('h2');
    next?.focus();
  }
}

function sameLink(one: Element, other: Element | null): boolean {
  const address = one.getAttribute('href');
  return address !== null && address === other?.getAttribute('href');
}

/** Moves the focus among all that can have it beside the picture. @returns whether it did */
function moveFocus(step: 1 | -1): boolean {
  const all = [
    ...document.querySelectorAll<HTMLElement>('aside :is(input, a, button)'),
  ];
  const place = all.findIndex((one) => one === document.activeElement);
  const next = place < 0 ? undefined : all[place + step];
  next?.focus();
  return next !== undefined;
}

async function main(): Promise<void> {
  const store = await Store.open(readSection);
  const { title, summary, hint, lists } = store.head;
  at('ways').hidden = lists === 'entities';
  document.title = title;
  at('title').textContent = title;
  at('summary').textContent = summary;
  const input = at('search') as HTMLInputElement;
  input.placeholder = hint;
  const page = new Page(store);
  const go = (address: string, replace: boolean) => {
    history[replace ? 'replaceState' : 'pushState'](null, '', address);
    return page.show();
  };
  let timer = 0;
  const find = () => {
    clearTimeout(timer);
    timer = 0;
    const text = input.value.trim();
    const isSearching = parseView(location.hash).shows === 'search';
    const view: View =
      text === '' ? { shows: 'home' } : { shows: 'search', text };
    void go(addressOf(view), isSearching);
  };
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = window.setTimeout(find, PAUSE);
  });
  window.addEventListener('popstate', () => void page.show());
  window.addEventListener('resize', () => page.redraw());
  window.addEventListener('keydown', (event) => {
    const { key, target } = event;
    const isTyping = target instanceof HTMLInputElement;
    if (key === '/' && !isTyping) {
      event.preventDefault();
      input.focus();
    } else if (key === 'Escape') {
      input.value = '';
      if (parseView(location.hash).shows !== 'home') void go('#', false);
    } else if (['ArrowDown', 'ArrowUp'].includes(key)) {
      if (moveFocus(key === 'ArrowDown' ? 1 : -1)) event.preventDefault();
    } else if (key === 'Enter' && isTyping) {
      if (target === input && timer > 0) find();
      const hits = target === input ? at('panel') : target.closest('.field');
      hits?.querySelector<HTMLElement>('.list .row')?.click();
    }
  });
  at('skip').addEventListener('click', (event) => {
    event.preventDefault();
    document.body.classList.add('flipped');
    const cards = ['.card.seed', '.card'].map((one) =>
      at('picture').querySelector<SVGElement>(one),
    );
    cards.find(Boolean)?.focus();
  });
  at('flip').addEventListener('click', () => {
    document.body.classList.toggle('flipped');
    page.redraw();
  });
  startDrawing();
  await page.show();
  document.body.classList.add('ready');
}

void main().catch((error) => {
  at('empty').textContent = `The page cannot be shown: ${String(error)}`;
});
