/* Elements of the page. Whatever comes from the tenant becomes text, never markup. */

export function at(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no element ${id}`);
  return element;
}

type Content = string | Node | (string | Node)[];

export function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  className: string,
  content: Content = [],
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  element.className = className;
  element.append(...[content].flat());
  return element;
}

/** @param address of a view of this page: it begins with `#` */
export function anchor(
  address: string,
  className: string,
  content: Content,
): HTMLAnchorElement {
  const element = make('a', className, content);
  element.setAttribute('href', address);
  return element;
}

export function button(
  className: string,
  content: Content,
  onClick: () => void,
): HTMLButtonElement {
  const element = make('button', className, content);
  element.type = 'button';
  element.addEventListener('click', onClick);
  return element;
}

/** A coloured dot; it is hollow where JupiterOne's mapper finds or makes the entity. */
export function dot({
  color,
  mapped,
}: {
  color: string;
  mapped?: boolean;
}): HTMLElement {
  const element = make('span', mapped ? 'dot mapped' : 'dot');
  element.style.setProperty('--color', color);
  return element;
}

export function makeSvg<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Record<string, string | number>,
  content: Node[] | string = [],
): SVGElementTagNameMap[K] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, String(value));
  }
  element.append(...[content].flat());
  return element;
}
