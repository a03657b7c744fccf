import { HttpAnswer } from './http';

/** What an answer means; the one place that decides it. */
export type Meaning =
  /** A complete answer; whether it is JSON, `bodyOf` tells. */
  | { kind: 'answered' }
  /** 429 and 503; `retryAfter` is what JumpCloud asked for, in milliseconds. */
  | { kind: 'throttled'; retryAfter: number | undefined }
  /** No complete answer, or a server in trouble: worth another attempt. */
  | { kind: 'broken' }
  /** 401, or the login page. */
  | { kind: 'unauthorized'; needsOrganization: boolean }
  /** 403, by JumpCloud or by a firewall in front of it. */
  | { kind: 'forbidden'; isFirewall: boolean }
  /** 402 and JumpCloud's own 404: the product, or the object, is not there. */
  | { kind: 'absent' }
  /** Whatever would be the same the next time. */
  | { kind: 'redirected' | 'refused' };

export function meaningOf(answer: HttpAnswer): Meaning {
  const { status, headers, text } = answer;
  if (status === 'TOO_LARGE') return { kind: 'refused' };
  if (typeof status === 'string') return { kind: 'broken' };
  if (status === 429 || status === 503) {
    const retryAfter = delayOf(headers.get('retry-after'));
    return { kind: 'throttled', retryAfter };
  }
  // 501 is for good: JumpCloud gives it for settings that its specification has and its server has not (found by its own command line).
  if (status >= 500 && status !== 501) return { kind: 'broken' };
  switch (status) {
    case 200:
      return { kind: 'answered' };
    case 401:
      // What a provider's key is answered that names no organization (reported for a client of Directory Insights, and for Terraform's).
      return {
        kind: 'unauthorized',
        needsOrganization: /no organization selected/i.test(text),
      };
    case 402:
      return { kind: 'absent' };
    case 403:
      return { kind: 'forbidden', isFirewall: /^\s*</.test(text) };
    case 404: {
      // What is no JSON comes from a proxy, which knows nothing of JumpCloud's objects.
      const isOfJumpCloud = typeof (bodyOf(answer) ?? '') === 'object';
      return { kind: isOfJumpCloud ? 'absent' : 'refused' };
    }
    default:
      if (status < 300 || status > 399) return { kind: 'refused' };
      return isLoginPage(answer)
        ? { kind: 'unauthorized', needsOrganization: false }
        : { kind: 'redirected' };
  }
}

/** @returns the message that a body holds, as JumpCloud's errors do */
export function messageOf(answer: HttpAnswer): string | undefined {
  const { message } = (bodyOf(answer) ?? {}) as { message?: unknown };
  return typeof message === 'string' ? message : undefined;
}

/** @returns undefined when the text is no JSON */
export function bodyOf({ text }: HttpAnswer): unknown {
  try {
    // Some proxies put a byte order mark before it.
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}

/** Without a key JumpCloud answers 302 to its login page, never 401 (observed; not in the specification). */
function isLoginPage({ headers }: HttpAnswer): boolean {
  const location = headers.get('location') ?? '';
  return /^([a-z]+:\/\/[^/]*)?\/login\/?([?#]|$)/i.test(location);
}

/** A date as HTTP writes it (RFC 9110). */
const HTTP_DATE =
  /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** @returns the milliseconds of a Retry-After; undefined when it is absent, or neither seconds nor a date of HTTP */
function delayOf(header: string | null): number | undefined {
  const value = header?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1_000;
  return HTTP_DATE.test(value) ? Date.parse(value) - Date.now() : undefined;
}
