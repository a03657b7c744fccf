import { LONGEST_TEXT } from './limits';

// Not a literal: ES5 knows no flag u.
const UNPRINTABLE = new RegExp('[\\p{Cc}\\u2028\\u2029]+', 'gu');

/** A server's words as they may be logged: on one line, without control characters, and not too many. */
export function sanitize(text: string): string {
  return text.replace(UNPRINTABLE, ' ').slice(0, LONGEST_TEXT);
}
