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

/** Above this many requests a second the pace no longer binds: the requests side by side do. */
const FASTEST_PACE = 1_000;

/** The pace grows by this share at first, and the share doubles for as long as nothing is throttled. */
const FIRST_GROWTH = 0.005;
const GROWTH_PERIOD = 2_000;

type Wake = () => void;

/** Milliseconds of a clock that nobody sets: one that is put back would lengthen a hold by hours. */
export const clock = () => performance.now();

/** The longest wait after so many failed attempts: it doubles each time. */
export function backoff(
  { firstWait, longestWait }: GovernorOptions,
  attempt: number,
) {
  return Math.min(longestWait, firstWait * 2 ** (attempt - 1));
}

/** The requests for one endpoint. */
export class Lane {
  readonly retries: Wake[] = [];
  readonly newcomers: Wake[] = [];
  underWay = 0;
  heldUntil = 0;
  throttledInARow = 0;

  private sideBySide: number;
  private calmAnswers = 0;
  private pace = Infinity;
  private paceChangedAt = 0;
  private growth = FIRST_GROWTH;
  private paceAllowsAt = 0;
  private slowedAt = 0;
  private resumedAt = clock();
  private answersSinceResume = 0;
  private waited = 0;
  /** When it was answered or its waiting was counted the last time. */
  private countedUntil = 0;

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
      message: `JumpCloud made us wait for more than ${minutes} minutes in all. Nothing is deleted on account of this; the next run reads it again.`,
    });
  }

  answered(now: number): void {
    this.countedUntil = now;
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

  timedOut(now: number, startedAt: number): void {
    this.waited += now - Math.max(startedAt, this.countedUntil);
    this.countedUntil = now;
    if (startedAt < this.slowedAt) return;
    this.slowedAt = now;
    this.sideBySide = Math.max(1, Math.floor(this.sideBySide / 2));
    this.calmAnswers = 0;
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
