import path from 'node:path';
import { format, resolveConfig } from 'prettier';

const ROOT = path.resolve(__dirname, '..');

/**
 * A page with a part of it made anew: what stands between the comments
 * `NAME START` and `NAME END`.
 *
 * @param page its path in the project
 * @param text the page as it is
 * @param part Markdown
 * @throws when the comments are not there
 */
export function withPart(
  page: string,
  text: string,
  name: string,
  part: string,
): string {
  const [start, end] = [`<!-- ${name} START -->`, `<!-- ${name} END -->`];
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from < 0 || to < from) {
    throw new Error(
      `${page} needs the lines ${start} and ${end}, in this order.`,
    );
  }
  const filepath = path.join(ROOT, page);
  // The rest of the page is formatted already, and is several times as long.
  const formatted = format(part, {
    ...resolveConfig.sync(filepath),
    filepath,
  });
  return [
    text.slice(0, from + start.length),
    formatted.trim(),
    text.slice(to),
  ].join('\n\n');
}
