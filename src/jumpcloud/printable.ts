/** The longest message of a server that is repeated (characters). */
const LONGEST = 300;

/** A server's words as they may be logged: on one line, without control characters, and not too many. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').slice(0, LONGEST);
}
