import { IntegrationError } from '@jupiterone/integration-sdk-core';

/** How the governor behaves; the defaults are what production uses, tests shorten the times. All times in milliseconds. */
export interface GovernorOptions {
  /** Requests side by side for one endpoint at the start of a run. */
  startWith: number;
  /** Requests side by side at most, for all endpoints together. */
  atMost: number;
  /** First and longest wait before a request is tried again; in between the wait doubles. */
  firstWait: number;
  longestWait: number;
  /** The longest that JumpCloud may hold an endpoint by one Retry-After. */
  longestHold: number;
  /** How long JumpCloud may hold an endpoint in one run, all holds together: a run has to end. */
  longestWaiting: number;
  /** Requests a second, below which throttling slows no endpoint: one that is throttled even so is held by its Retry-After. */
  slowestPace: number;
}

export const DEFAULT_OPTIONS: GovernorOptions = {
  startWith: 5,
  atMost: 10,
  firstWait: 1_000,
  longestWait: 60_000,
  longestHold: 5 * 60_000,
  longestWaiting: 10 * 60_000,
  slowestPace: 5,
};

/** When as many endpoints are throttled at once, JumpCloud means the whole run. */
const SEVERAL = 3;

/** Above this many requests a second the pace no longer binds: the requests side by side do. */
const FASTEST_PACE = 1_000;

/** The pace grows by this share at first, and the share doubles for as long as nothing is throttled. */
const FIRST_GROWTH = 0.005;
const GROWTH_PERIOD = 2_000;

type Wake = () => void;

/**
 * Decides when a request may start. One governor serves a whole run, so that
 * steps that run at the same time share what JumpCloud allows.
 *
 * JumpCloud publishes no rate limit and sends no quota headers, so the governor
 * learns from throttled requests (429, 503), endpoint by endpoint: it halves the
 * requests side by side, holds the endpoint for as long as JumpCloud asks, and
 * from then on spaces its requests at the rate that got through, which creeps up
 * again while all is well. Side by side alone would not do: one fast request
 * after the other can still be too many a second.
 */
export class Governor {
  private readonly options: GovernorOptions;
  private readonly lanes = new Map<string, Lane>();
  /** Those whose requests wait, in turn. */
  private waiting: Lane[] = [];
  private readonly stopping = new AbortController();
  private stopReason?: Error;
  private underWay = 0;
  private timer?: NodeJS.Timeout;

  constructor(options: Partial<GovernorOptions> = {}) {
    this.options = { ...DEFAULT_OPTIONS, ...options };
  }

  /** Aborts when the run is over before its end: requests under way listen to it. */
  get stopped(): AbortSignal {
    return this.stopping.signal;
  }

  /**
   * Runs a task when its turn has come.
   *
   * @param endpoint what the request asks for
   * @param task one attempt of one request; it is given the time of its start
   * @param isRetry retries go before requests that were never tried, so that no request starves
   * @throws what the task throws; the reason of `stop` once the run is stopped; IntegrationError THROTTLED when the endpoint was held for too long
   */
  async run<T>(
    endpoint: string,
    task: (startedAt: number) => Promise<T>,
    isRetry = false,
  ): Promise<T> {
    const lane = this.laneOf(endpoint);
    await new Promise<void>((resolve) => {
      if (!lane.hasWaiting()) this.waiting.push(lane);
      (isRetry ? lane.retries : lane.newcomers).push(resolve);
      this.dispatch();
    });
    try {
      this.throwIfStopped();
      lane.throwIfExhausted();
      return await task(Date.now());
    } finally {
      this.underWay--;
      lane.underWay--;
      this.dispatch();
    }
  }

  /** A request was answered, and not throttled: a little more is allowed. */
  answered(endpoint: string): void {
    this.laneOf(endpoint).answered(Date.now());
  }

  /**
   * JumpCloud answered that there were too many requests.
   *
   * @param startedAt when the throttled request started; several that were under way together slow the endpoint only once
   * @param retryAfter what JumpCloud asked for, in milliseconds
   * @returns the milliseconds for which the endpoint is held
   */
  throttled(endpoint: string, startedAt: number, retryAfter = 0): number {
    const lane = this.laneOf(endpoint);
    return lane.throttled(Date.now(), startedAt, retryAfter);
  }

  /**
   * Waits before another attempt, outside of any turn.
   *
   * @param attempt how many attempts have failed, from 1
   * @throws the reason of `stop`
   */
  async wait(attempt: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.stopped.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(
        done,
        Math.random() * backoff(this.options, attempt),
      );
      this.stopped.addEventListener('abort', done);
    });
    this.throwIfStopped();
  }

  /** Ends the run: requests under way are aborted, waiting and later ones throw the reason. */
  stop(reason: Error): void {
    if (this.stopReason) return;
    this.stopReason = reason;
    this.stopping.abort();
    this.dispatch();
  }

  /** A governor of its own for what must not wait for the rest of the run; it stops with this one. */
  besides(): Governor {
    const other = new Governor(this.options);
    this.stopped.addEventListener('abort', () => {
      if (this.stopReason) other.stop(this.stopReason);
    });
    return other;
  }

  private laneOf(endpoint: string): Lane {
    let lane = this.lanes.get(endpoint);
    if (lane === undefined) {
      lane = new Lane(this.options);
      this.lanes.set(endpoint, lane);
    }
    return lane;
  }

  private throwIfStopped(): void {
    if (this.stopReason) throw this.stopReason;
  }

  /** Starts as many of those that wait as may start now, and sets a timer for the next one. */
  private dispatch(): void {
    clearTimeout(this.timer);
    const isOver = this.stopReason !== undefined;
    while (isOver || this.underWay < this.options.atMost) {
      const now = Date.now();
      const held = this.heldUntil(now);
      let soonest = Infinity;
      const lane = this.waiting.find((each) => {
        const start = isOver ? now : Math.max(each.nextStart(), held);
        soonest = Math.min(soonest, start);
        return start <= now;
      });
      if (lane === undefined) {
        if (soonest < Infinity) {
          this.timer = setTimeout(() => this.dispatch(), soonest - now);
        }
        return;
      }
      this.underWay++;
      lane.start(now);
      // To the end of the line, if it still waits for something.
      this.waiting = this.waiting.filter((each) => each !== lane);
      if (lane.hasWaiting()) this.waiting.push(lane);
    }
  }

  /** Until when everything is held, because several endpoints are. */
  private heldUntil(now: number): number {
    const held: number[] = [];
    this.lanes.forEach(
      ({ heldUntil }) => heldUntil > now && held.push(heldUntil),
    );
    return held.length < SEVERAL ? 0 : Math.min(...held);
  }
}

/** The longest wait after so many failed attempts: it doubles each time. */
function backoff({ firstWait, longestWait }: GovernorOptions, attempt: number) {
  return Math.min(longestWait, firstWait * 2 ** (attempt - 1));
}

/** The requests for one endpoint. */
class Lane {
  readonly retries: Wake[] = [];
  readonly newcomers: Wake[] = [];
  underWay = 0;
  heldUntil = 0;

  private sideBySide: number;
  private calmAnswers = 0;
  private pace = Infinity;
  private paceChangedAt = 0;
  private growth = FIRST_GROWTH;
  private paceAllowsAt = 0;
  private slowedAt = 0;
  private resumedAt = Date.now();
  private answersSinceResume = 0;
  private throttledInARow = 0;
  private waited = 0;

  constructor(private readonly options: GovernorOptions) {
    this.sideBySide = options.startWith;
  }

  hasWaiting(): boolean {
    return this.retries.length + this.newcomers.length > 0;
  }

  /** When the next request may start. */
  nextStart(): number {
    if (this.isExhausted()) return 0;
    return this.underWay < this.sideBySide
      ? Math.max(this.heldUntil, this.paceAllowsAt)
      : Infinity;
  }

  start(now: number): void {
    this.paceAllowsAt = Math.max(this.paceAllowsAt, now) + 1_000 / this.pace;
    this.underWay++;
    (this.retries.shift() ?? this.newcomers.shift())?.();
  }

  throwIfExhausted(): void {
    if (!this.isExhausted()) return;
    const minutes = Math.round(this.options.longestWaiting / 60_000);
    throw new IntegrationError({
      code: 'THROTTLED',
      message: `JumpCloud asked for more than ${minutes} minutes of waiting in all. Nothing is deleted on account of this; the next run reads it again.`,
    });
  }

  answered(now: number): void {
    this.answersSinceResume++;
    this.throttledInARow = 0;
    if (++this.calmAnswers >= this.sideBySide) {
      this.calmAnswers = 0;
      this.sideBySide = Math.min(this.sideBySide + 1, this.options.atMost);
    }
    this.quicken(now);
  }

  throttled(now: number, startedAt: number, retryAfter: number): number {
    const isNewStorm = startedAt >= this.slowedAt;
    if (isNewStorm) this.throttledInARow++;
    // At least half of the backoff, whatever a clock that is ahead makes of a Retry-After.
    const wait =
      (0.5 + Math.random() / 2) * backoff(this.options, this.throttledInARow);
    const hold = Math.min(Math.max(retryAfter, wait), this.options.longestHold);
    if (isNewStorm) this.slowDown(now, hold);
    this.waited += Math.max(0, now + hold - Math.max(now, this.heldUntil));
    this.heldUntil = Math.max(this.heldUntil, now + hold);
    this.resumedAt = this.heldUntil;
    return hold;
  }

  private isExhausted(): boolean {
    return this.waited > this.options.longestWaiting;
  }

  private slowDown(now: number, hold: number): void {
    this.slowedAt = now;
    this.sideBySide = Math.max(1, Math.floor(this.sideBySide / 2));
    this.calmAnswers = 0;

    // What got through since the last storm, this wait included, is a rate that
    // JumpCloud has just shown to allow.
    const seconds = (now - this.resumedAt + hold) / 1_000;
    const gotThrough = this.answersSinceResume / Math.max(seconds, 0.001);
    this.pace = Math.max(
      this.options.slowestPace,
      Math.min(this.pace, gotThrough),
    );
    this.growth = FIRST_GROWTH;
    this.paceChangedAt = now + hold;
    this.answersSinceResume = 0;
  }

  private quicken(now: number): void {
    if (this.pace === Infinity || now - this.paceChangedAt < GROWTH_PERIOD) {
      return;
    }
    this.paceChangedAt = now;
    this.pace *= (1 + this.growth) ** (GROWTH_PERIOD / 1_000);
    this.growth = Math.min(this.growth * 2, 1);
    if (this.pace > FASTEST_PACE) this.pace = Infinity;
  }
}
