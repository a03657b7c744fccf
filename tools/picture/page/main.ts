/* The page: shows what its address says, in the picture and beside it. */
import { Kind } from './data';
import { at } from './dom';
import {
  aroundScene,
  homeScene,
  Limits,
  number,
  pathScene,
  Scene,
} from './scene';
import { draw, startDrawing } from './drawing';
import { entityPanel, homePanel, listPanel, pathPanel, pill } from './panel';
import { search } from './search';
import { readSection } from './sections';
import { Store } from './store';
import { addressOf, parseView, View } from './view';

/** How many of a kind are drawn at first, and how many more at each click. */
const FIRST = 8;
const FIRST_AT_HOME = 30;
const MORE = 24;
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
    switch (view.shows) {
      case 'entity': {
        const entity = store.entityOf(view.key);
        if (entity === undefined) return this.renderNothing(view.key);
        const limits = this.limits(FIRST);
        this.picture(() => aroundScene(store, [entity], limits));
        const panel = await entityPanel(store, entity);
        if (isWanted()) this.panel(panel);
        return;
      }
      case 'finding': {
        const { findings } = store.head;
        const place = findings.findIndex(({ name }) => name === view.name);
        if (place < 0) return this.renderNothing(view.name);
        const entities = (await store.findings())[place];
        const { title, level, count } = findings[place];
        if (!isWanted()) return;
        return this.renderList(
          `${number(count)} ${title}`,
          pill(level),
          entities,
        );
      }
      case 'type': {
        const kind = store.head.kinds.find(({ type }) => type === view.type);
        if (!kind) return this.renderNothing(view.type);
        const text = `${number(kind.count)} · ${kind.type}`;
        return this.renderList(kind.name, text, store.entitiesOf(kind));
      }
      case 'search':
        return search(
          store,
          view.text,
          (found, isDone) => {
            const more = isDone ? '' : ', searching ...';
            const text = `${number(found.length)} found${more}`;
            this.renderList(view.text, text, found);
          },
          isWanted,
        );
      case 'path': {
        const [from, to] = [view.from, view.to].map((key) =>
          store.entityOf(key),
        );
        if (from === undefined || to === undefined)
          return this.renderNothing('');
        this.picture(() => pathScene(store, from, to));
        return this.panel(pathPanel(store, from, to));
      }
      case 'home':
        this.picture(() => homeScene(store, this.limits(FIRST_AT_HOME)));
        return this.panel(homePanel(store));
    }
  }

  private renderNothing(name: string): void {
    this.renderList(name, 'This is not in the graph', []);
  }

  private renderList(
    title: string,
    about: string | Node,
    entities: number[],
  ): void {
    const limits = this.limits(FIRST);
    this.picture(() => aroundScene(this.store, entities, limits));
    this.panel(listPanel(this.store, title, about, entities));
  }

  private limits(first: number): Limits {
    return ({ type }) => first + (this.more.get(type) ?? 0);
  }

  private picture(create: () => Scene, still?: Kind): void {
    const scene = create();
    at('empty').textContent = scene.cards.length === 0 ? 'Nothing to draw' : '';
    const onMore = (kind: Kind) => {
      this.more.set(kind.type, (this.more.get(kind.type) ?? 0) + MORE);
      this.picture(create, kind);
    };
    const leadTo = (entity: number) =>
      addressOf({ shows: 'entity', key: this.store.keyOf(entity) });
    this.redraw = () => this.picture(create);
    draw(scene, { addressOf: leadTo, onMore }, still);
  }

  private panel(content: Node[]): void {
    at('panel').replaceChildren(...content);
    at('panel').scrollTop = 0;
  }
}

async function main(): Promise<void> {
  const store = await Store.open(readSection);
  const { title, summary, hint } = store.head;
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
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      const text = input.value.trim();
      const isSearching = parseView(location.hash).shows === 'search';
      const view: View =
        text === '' ? { shows: 'home' } : { shows: 'search', text };
      void go(addressOf(view), isSearching);
    }, PAUSE);
  });
  window.addEventListener('popstate', () => void page.show());
  window.addEventListener('resize', () => page.redraw());
  window.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    input.value = '';
    if (parseView(location.hash).shows !== 'home') void go('#', false);
  });
  startDrawing();
  await page.show();
  document.body.classList.add('ready');
}

void main().catch((error) => {
  at('empty').textContent = `The page cannot be shown: ${String(error)}`;
});
