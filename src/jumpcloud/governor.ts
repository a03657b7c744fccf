import { setMaxListeners } from 'events';

import { backoff, clock, DEFAULT_OPTIONS, GovernorOptions, Lane } from './lane';

/** When as many endpoints are throttled at once, JumpCloud means the whole run. */
const SEVERAL = 3;

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
  /** Requests that were sent in this run; whoever sends one counts it. */
  sent = 0;

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
    // All that is under way or waits listens; Node would take more than ten for a leak.
    setMaxListeners(0, this.stopped);
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
      return await task(clock());
    } finally {
      this.underWay--;
      lane.underWay--;
      this.dispatch();
    }
  }

  /** A request was answered, and not throttled: a little more is allowed. */
  answered(endpoint: string): void {
    this.laneOf(endpoint).answered(clock());
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
    return lane.throttled(clock(), startedAt, retryAfter);
  }

  /**
   * A request was not answered in time. The endpoint gets fewer turns, so that
   * it does not take those of the others, and the time counts as waiting.
   *
   * @param startedAt when the request started
   */
  timedOut(endpoint: string, startedAt: number): void {
    this.laneOf(endpoint).timedOut(clock(), startedAt);
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
      const now = clock();
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
    // One that is throttled again and again means itself.
    this.lanes.forEach(
      ({ heldUntil, throttledInARow }) =>
        heldUntil > now && throttledInARow < SEVERAL && held.push(heldUntil),
    );
    return held.length < SEVERAL ? 0 : Math.min(...held);
  }
}
