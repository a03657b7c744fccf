import { HttpResponse } from './http';

/* What can be told from an answer by itself. */

/** JumpCloud's API answers in JSON: a page comes from something in front of it. */
export function isPage(text: string): boolean {
  return /^\s*</.test(text);
}

/** @returns undefined when the text is no JSON */
export function parse(text: string): unknown {
  try {
    // Some proxies put a byte order mark before it.
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}

/** Without a key JumpCloud answers 302 to its login page, never 401 (observed; not in the specification). */
export function isLoginPage({ status, headers }: HttpResponse): boolean {
  return (
    status >= 300 &&
    status < 400 &&
    /^([a-z]+:\/\/[^/]*)?\/login\/?([?#]|$)/i.test(
      headers.get('location') ?? '',
    )
  );
}

export function totalCount(header: string | null): number | undefined {
  return header !== null && /^\d+$/.test(header) ? Number(header) : undefined;
}

/** A date as HTTP writes it (RFC 9110). */
const HTTP_DATE =
  /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** @returns milliseconds; undefined when the header is absent or neither seconds nor a date of HTTP */
export function retryAfter(header: string | null): number | undefined {
  const value = header?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1_000;
  return HTTP_DATE.test(value) ? Date.parse(value) - Date.now() : undefined;
}
