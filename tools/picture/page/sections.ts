/* The compressed sections of the page, out of its own script elements. */

import { ReadSection } from './store';

export const readSection: ReadSection = async (name) => {
  const element = document.getElementById(name);
  if (!element) throw new Error(`The page has no section ${name}`);
  const text = atob(element.textContent ?? '');
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = text.charCodeAt(i);
  const stream = new Blob([bytes])
    .stream()
    .pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).arrayBuffer();
};
