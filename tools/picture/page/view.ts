/* What the page shows, as its address says: so the browser's history works. */

export type View =
  | { shows: 'home' }
  | { shows: 'entity'; key: string }
  | { shows: 'reach'; key: string }
  | { shows: 'finding'; name: string }
  | { shows: 'type'; type: string }
  | { shows: 'search'; text: string }
  /** Either end may still be open. */
  | { shows: 'path'; from: string; to: string };

export function parseView(hash: string): View {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const get = (name: string) => given.get(name) ?? '';
  if (given.has('entity')) return { shows: 'entity', key: get('entity') };
  if (given.has('reach')) return { shows: 'reach', key: get('reach') };
  if (given.has('finding')) return { shows: 'finding', name: get('finding') };
  if (given.has('type')) return { shows: 'type', type: get('type') };
  if (given.has('find')) return { shows: 'search', text: get('find') };
  if (given.has('from')) {
    return { shows: 'path', from: get('from'), to: get('to') };
  }
  return { shows: 'home' };
}

/** The address of a view within the page. It always begins with `#`. */
export function addressOf(view: View): string {
  const fields = (): Record<string, string> => {
    switch (view.shows) {
      case 'home':
        return {};
      case 'entity':
        return { entity: view.key };
      case 'reach':
        return { reach: view.key };
      case 'finding':
        return { finding: view.name };
      case 'type':
        return { type: view.type };
      case 'search':
        return { find: view.text };
      case 'path':
        return { from: view.from, to: view.to };
    }
  };
  return `#${new URLSearchParams(fields()).toString()}`;
}
