/* What lists beside the picture are made of. */
import { anchor, button, dot, make } from './dom';
import { number } from './scene';
import { Store } from './store';
import { addressOf } from './view';

/** So many of a list are shown at first, and so many more at each click. */
const FEW = 8;
const MORE = 50;

export function home(): Node {
  return anchor('#', 'home', '← Overview');
}

/** The title of a panel: it takes the focus when what had it is gone. */
export function title(content: string | Node | (string | Node)[]): Node {
  const element = make('h2', '', content);
  element.tabIndex = -1;
  return element;
}

export function heading(text: string, count?: number): Node {
  const counts =
    count === undefined ? [] : [make('span', 'count', number(count))];
  return make('h3', '', [text, ...counts]);
}

export function entityRow(
  store: Store,
  entity: number,
  detail = store.handleOf(entity),
  address = addressOf({ shows: 'entity', key: store.keyOf(entity) }),
): Node {
  const isTold = detail === store.handleOf(entity);
  const name = isTold ? store.nameOf(entity) : store.labelOf(entity);
  const details = [
    detail === name ? '' : detail,
    store.isInactive(entity) ? 'inactive' : '',
  ];
  return anchor(address, 'row', [
    dot(store.kindOf(entity)),
    make('span', 'text', [
      name,
      make('span', 'detail', details.filter(Boolean).join(' · ')),
    ]),
  ]);
}

/** The first of a list, and "8 of 41, more". */
export function list<T>(items: T[], row: (item: T) => Node, few = FEW): Node[] {
  const rows = make('div', 'list');
  let shown = 0;
  const add = (count: number) => {
    // A click for a single row would take as much room as the row.
    const next =
      items.length <= shown + count + 1 ? items.length : shown + count;
    const added = items.slice(shown, next).map(row);
    rows.append(...added);
    shown = next;
    if (shown < items.length) {
      const text = `${number(shown)} of ${number(items.length)}, more`;
      const more = button('more', text, () => {
        more.remove();
        const [first] = add(MORE);
        if (first instanceof HTMLElement) first.focus();
      });
      rows.append(more);
    }
    return added;
  };
  add(few);
  return [rows];
}

/** A list with its heading, where there is anything in it. */
export function section<T>(
  text: string,
  items: T[],
  row: (item: T) => Node,
  count = items.length,
  few = FEW,
): Node[] {
  return items.length === 0
    ? []
    : [heading(text, count), ...list(items, row, few)];
}

/** How bad a finding is. */
export function pill(level: string): Node {
  const name = level.toLowerCase();
  return make('span', `level ${name}`, name);
}
