/** How the governor behaves; the defaults are what production uses, tests shorten the times. All times in milliseconds. */
export interface Manners {
  /** Requests side by side at the start of a run. */
  startWith: number;
  /** Requests side by side at most. */
  atMost: number;
  /** First and longest wait before a request is tried again; in between the wait doubles. */
  firstWait: number;
  longestWait: number;
  /** The longest that JumpCloud may hold us by a Retry-After. */
  longestHold: number;
  /**
   * Requests a second, below which no refusal slows us: a tenant that refuses
   * even these holds us by its Retry-After, and a run has to end some day.
   */
  slowestPace: number;
}

export const DEFAULT_MANNERS: Manners = {
  startWith: 5,
  atMost: 10,
  firstWait: 1_000,
  longestWait: 60_000,
  longestHold: 5 * 60_000,
  slowestPace: 5,
};

/** Above this many requests a second the pace no longer binds: the requests side by side do. */
const FASTEST_PACE = 1_000;

/** The pace grows by this share at first, and the share doubles for as long as nothing is refused. */
const FIRST_GROWTH = 0.005;
const GROWTH_PERIOD = 2_000;

/**
 * Decides when a request may start. One governor serves a whole run, so that
 * steps that run at the same time share what JumpCloud allows.
 *
 * JumpCloud publishes no rate limit and sends no quota headers, so the governor
 * learns from refusals (429, 503): it halves the requests side by side, holds
 * everything for as long as JumpCloud asks, and from then on spaces the
 * requests at the rate that got through, which creeps up again while all is
 * well. Side by side alone would not do: one fast request after the other can
 * still be too many a second.
 */
export class Governor {
  private readonly manners: Manners;
  private readonly retries: (() => void)[] = [];
  private readonly newcomers: (() => void)[] = [];
  private readonly stopping = new AbortController();
  private stopReason?: Error;

  private sideBySide: number;
  private underWay = 0;
  private calmAnswers = 0;

  private pace = Infinity;
  private paceChangedAt = 0;
  private growth = FIRST_GROWTH;
  private nextStart = 0;

  private heldUntil = 0;
  private slowedAt = 0;
  private resumedAt = Date.now();
  private answersSinceResume = 0;
  private refusalsInARow = 0;
  private timer?: NodeJS.Timeout;

  constructor(manners: Partial<Manners> = {}) {
    this.manners = { ...DEFAULT_MANNERS, ...manners };
    this.sideBySide = this.manners.startWith;
  }

  /** Aborts when the run is over before its end: requests under way listen to it. */
  get stopped(): AbortSignal {
    return this.stopping.signal;
  }

  /**
   * Runs a task when its turn has come.
   *
   * @param task one attempt of one request; it is given the time of its start
   * @param isRetry retries go before requests that were never tried, so that no request starves
   * @throws what the task throws; the reason of `stop` once the run is stopped
   */
  async run<T>(
    task: (startedAt: number) => Promise<T>,
    isRetry = false,
  ): Promise<T> {
    await new Promise<void>((resolve) => {
      (isRetry ? this.retries : this.newcomers).push(resolve);
      this.dispatch();
    });
    try {
      this.throwIfStopped();
      return await task(Date.now());
    } finally {
      this.underWay--;
      this.dispatch();
    }
  }

  /** A request was answered, and not with a refusal: a little more is allowed. */
  answered(): void {
    this.answersSinceResume++;
    this.refusalsInARow = 0;
    if (++this.calmAnswers >= this.sideBySide) {
      this.calmAnswers = 0;
      this.sideBySide = Math.min(this.sideBySide + 1, this.manners.atMost);
    }
    this.quicken(Date.now());
  }

  /**
   * JumpCloud refused a request because there were too many.
   *
   * @param startedAt when the refused request started; several that were under way together slow the run only once
   * @param retryAfter what JumpCloud asked for, in milliseconds
   * @returns the milliseconds for which everything is held
   */
  refused(startedAt: number, retryAfter?: number): number {
    const now = Date.now();
    const isNewStorm = startedAt >= this.slowedAt;
    if (isNewStorm) this.refusalsInARow++;
    const hold = Math.min(
      retryAfter ?? this.jitteredWait(this.refusalsInARow),
      this.manners.longestHold,
    );
    if (isNewStorm) this.slowDown(now, hold);
    this.heldUntil = Math.max(this.heldUntil, now + hold);
    this.resumedAt = this.heldUntil;
    return hold;
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
      const timer = setTimeout(done, this.jitteredWait(attempt));
      this.stopped.addEventListener('abort', done);
    });
    this.throwIfStopped();
  }

  /** Ends the run: requests under way are aborted, waiting and later ones throw the reason. */
  stop(reason: Error): void {
    if (this.stopReason) return;
    this.stopReason = reason;
    this.stopping.abort();
    clearTimeout(this.timer);
    for (const wake of [
      ...this.retries.splice(0),
      ...this.newcomers.splice(0),
    ]) {
      this.underWay++;
      wake();
    }
  }

  private throwIfStopped(): void {
    if (this.stopReason) throw this.stopReason;
  }

  /** Exponential with full jitter, in milliseconds. */
  private jitteredWait(attempt: number): number {
    const { firstWait, longestWait } = this.manners;
    return (
      Math.random() * Math.min(longestWait, firstWait * 2 ** (attempt - 1))
    );
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
      this.manners.slowestPace,
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

  /** Starts as many of those that wait as may start now, and sets a timer for the next one. */
  private dispatch(): void {
    if (this.timer && !this.stopReason) return;
    while (this.stopReason || this.underWay < this.sideBySide) {
      const queue = this.retries.length > 0 ? this.retries : this.newcomers;
      if (queue.length === 0) return;
      const now = Date.now();
      const wait = Math.max(this.heldUntil, this.nextStart) - now;
      if (wait > 0 && !this.stopReason) {
        this.timer = setTimeout(() => {
          this.timer = undefined;
          this.dispatch();
        }, wait);
        return;
      }
      this.nextStart = Math.max(this.nextStart, now) + 1_000 / this.pace;
      this.underWay++;
      queue.shift()?.();
    }
  }
}
