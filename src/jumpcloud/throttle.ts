import { setMaxListeners } from 'events';
import { setTimeout as sleep } from 'timers/promises';

import { BACKOFF, LONGEST_SILENCE, SIDE_BY_SIDE } from './limits';

/** What tests shorten, in milliseconds. */
export interface ThrottleOptions {
  backoff: typeof BACKOFF;
  /** For which one Retry-After holds an endpoint at most. */
  longestHold: number;
  /** In which a pace of one sends one request. */
  second: number;
}

/** The requests for one kind of thing: attempts in a row that brought no answer count as one when they were under way together. */
interface Endpoint {
  heldUntil: number;
  underWay: number;
  failures: number;
  failedAt: number;
}

/** Milliseconds of a clock that nobody sets: one that is put back would lengthen a hold by hours. */
export const clock = () => performance.now();

/**
 * Decides when a request may start. One throttle serves a whole run, so that
 * steps that run at the same time share what JumpCloud allows.
 *
 * JumpCloud publishes no rate limit and sends no quota headers. So the throttle
 * learns from 429 and 503: it halves the number of requests side by side, holds
 * the endpoint for as long as JumpCloud asks, and from then on spaces all
 * requests at a pace just below what got through. Fewer side by side would not
 * do alone: one fast request after the other can still be too many a second. The
 * pace grows by a quarter whenever four holds have passed in peace, so that
 * holds cost a fifth of a run at most, however long they are.
 */
export class Throttle {
  private readonly options: ThrottleOptions;
  private readonly endpoints = new Map<string, Endpoint>();
  private readonly queue: { endpoint: Endpoint; start: () => void }[] = [];
  private readonly stopping = new AbortController();
  private stopReason?: Error;
  private timer?: NodeJS.Timeout;

  private underWay = 0;
  private sideBySide = SIDE_BY_SIDE.atStart;
  private slowedAt = -Infinity;
  /** When the good answers of the last second came. */
  private recent: number[] = [];
  /** Requests a second, and when the next one may start. */
  private pace = Infinity;
  private startsAt = 0;
  private growsEvery = 0;
  private growsAt = 0;

  constructor(options: Partial<ThrottleOptions> = {}) {
    const usual = { backoff: BACKOFF, longestHold: LONGEST_SILENCE / 2 };
    this.options = { ...usual, second: 1_000, ...options };
    // All that waits listens; Node would take more than ten for a leak.
    setMaxListeners(0, this.stopped);
  }

  /** Aborts when the run is over before its end. */
  get stopped(): AbortSignal {
    return this.stopping.signal;
  }

  /**
   * Runs one attempt of a request, which is given the time of its start, when its
   * turn has come. Retries go first, so that no request starves.
   *
   * @param name of the endpoint
   * @throws what the task throws; the reason of `stop` once the run is stopped
   */
  async run<T>(
    name: string,
    task: (startedAt: number) => Promise<T>,
    isRetry = false,
  ): Promise<T> {
    const endpoint = this.endpoint(name);
    await new Promise<void>((start) => {
      if (isRetry) this.queue.unshift({ endpoint, start });
      else this.queue.push({ endpoint, start });
      this.dispatch();
    });
    try {
      if (this.stopReason) throw this.stopReason;
      return await task(clock());
    } finally {
      this.underWay--;
      endpoint.underWay--;
      this.dispatch();
    }
  }

  /** A request was answered, and not throttled: a little more is allowed. */
  answered(name: string): void {
    this.endpoint(name).failures = 0;
    const now = clock();
    this.recent.push(now);
    const more = this.sideBySide + 1 / this.sideBySide;
    this.sideBySide = Math.min(more, SIDE_BY_SIDE.atMost);
    this.forget(now);
    if (now < this.growsAt) return;
    this.pace *= 1.25;
    this.growsAt = now + this.growsEvery;
  }

  /** A request brought no answer: until another one does, the endpoint is tried by one request at a time, and takes no turns of the others. */
  failed(name: string, startedAt: number): void {
    const endpoint = this.endpoint(name);
    if (startedAt < endpoint.failedAt) return;
    endpoint.failures++;
    endpoint.failedAt = clock();
  }

  /**
   * JumpCloud answered that there were too many requests.
   *
   * @param startedAt when the throttled request started
   * @param retryAfter what JumpCloud asked for, in milliseconds
   * @returns the milliseconds for which the endpoint is held
   */
  throttled(name: string, startedAt: number, retryAfter = 0): number {
    const endpoint = this.endpoint(name);
    const now = clock();
    // One that is throttled again and again means itself, not the whole run.
    if (endpoint.failures === 0 && startedAt >= this.slowedAt) this.slow(now);
    this.failed(name, startedAt);
    // At least half of the backoff, whatever a clock that is ahead makes of a Retry-After.
    const wait = (0.5 + Math.random() / 2) * this.backoff(endpoint.failures);
    const hold = Math.min(Math.max(retryAfter, wait), this.options.longestHold);
    endpoint.heldUntil = Math.max(endpoint.heldUntil, now + hold);
    this.growsEvery = 4 * hold;
    this.growsAt = now + hold + this.growsEvery;
    return hold;
  }

  /** Waits before another attempt, outside of any turn. @throws the reason of `stop` */
  async wait(failures: number): Promise<void> {
    const time = Math.random() * this.backoff(failures);
    const { stopped: signal } = this;
    await sleep(time, undefined, { signal }).catch(() => undefined);
    if (this.stopReason) throw this.stopReason;
  }

  /** Ends the run: requests under way are aborted, waiting and later ones throw the reason. */
  stop(reason: Error): void {
    this.stopReason ??= reason;
    this.stopping.abort();
    this.dispatch();
  }

  /** A throttle of its own for what must not wait for the rest of the run; it stops with this one. */
  fork(): Throttle {
    const other = new Throttle(this.options);
    this.stopped.addEventListener('abort', () =>
      other.stop(this.stopReason as Error),
    );
    return other;
  }

  private endpoint(name: string): Endpoint {
    const fresh = { heldUntil: 0, underWay: 0, failures: 0, failedAt: 0 };
    const endpoint = this.endpoints.get(name) ?? fresh;
    this.endpoints.set(name, endpoint);
    return endpoint;
  }

  /** The longest wait after so many failures: it doubles each time. */
  private backoff(failures: number): number {
    const { first, longest } = this.options.backoff;
    return Math.min(longest, first * 2 ** (failures - 1));
  }

  private slow(now: number): void {
    this.slowedAt = now;
    this.sideBySide = Math.max(1, this.sideBySide / 2);
    this.forget(now);
    // Where nothing got through, nothing is known of a pace that would.
    if (this.recent.length === 0) return;
    // The last second may have begun with a hold: one storm halves the pace at most.
    const half = this.pace === Infinity ? SIDE_BY_SIDE.atStart : this.pace / 2;
    const pace = Math.max(1, half, 0.9 * this.recent.length);
    this.pace = Math.min(0.9 * this.pace, pace);
  }

  private forget(now: number): void {
    const { second } = this.options;
    const first = this.recent.findIndex((at) => at >= now - second);
    this.recent.splice(0, first < 0 ? this.recent.length : first);
  }

  /** Starts as many of those that wait as may start now, and sets a timer for the next one. */
  private dispatch(): void {
    clearTimeout(this.timer);
    while (this.queue.length > 0) {
      const isOver = this.stopReason !== undefined;
      if (!isOver && this.underWay >= Math.floor(this.sideBySide)) return;
      const now = clock();
      const starts = this.queue.map(({ endpoint }) =>
        endpoint.failures > 0 && endpoint.underWay > 0
          ? Infinity
          : Math.max(endpoint.heldUntil, this.startsAt),
      );
      // Timers are exact to a millisecond.
      const next = starts.findIndex((at) => isOver || at <= now + 1);
      if (next < 0) {
        const wait = Math.min(...starts) - now;
        if (wait === Infinity) return;
        this.timer = setTimeout(() => this.dispatch(), wait);
        return;
      }
      const [{ endpoint, start }] = this.queue.splice(next, 1);
      const { second } = this.options;
      this.startsAt = Math.max(this.startsAt, now) + second / this.pace;
      this.underWay++;
      endpoint.underWay++;
      start();
    }
  }
}
