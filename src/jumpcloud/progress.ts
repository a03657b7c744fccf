import { IntegrationLogger } from '@jupiterone/integration-sdk-core';

interface Count {
  read: number;
  /** Of how many, by what they belong to; none where JumpCloud does not say. */
  totals: Map<string, number>;
}

/** Counts requests, and says now and then what a long run has read of how much, and how fast. */
export class Progress {
  /** Attempts of requests, all of the run. */
  requests = 0;

  private readonly counts = new Map<string, Count>();
  private readonly requestsByStep = new Map<string, number>();
  private reportedAt = Date.now();
  private requestsBefore = 0;

  /** @param interval milliseconds between two lines at least */
  constructor(
    private readonly logger: IntegrationLogger,
    private readonly interval: number,
  ) {}

  requestsOf(step: string): number {
    return this.requestsByStep.get(step) ?? 0;
  }

  /** A request is sent, or sent again. */
  requested(step?: string): void {
    this.requests++;
    if (step) this.requestsByStep.set(step, this.requestsOf(step) + 1);
    const passed = Date.now() - this.reportedAt;
    if (passed >= this.interval) this.report(passed / 1_000);
  }

  /** @param name "users", or "members of user groups", which are counted by group */
  read(name: string, count: number): void {
    this.countOf(name).read += count;
  }

  /** How many there are to be read of what belongs to an organization, or to a step; a later word replaces an earlier one. */
  expect(name: string, of: string, total: number): void {
    this.countOf(name).totals.set(of, total);
  }

  private countOf(name: string): Count {
    const known = this.counts.get(name);
    if (known) return known;
    const count = { read: 0, totals: new Map<string, number>() };
    this.counts.set(name, count);
    return count;
  }

  private report(seconds: number): void {
    const parts: string[] = [];
    this.counts.forEach(({ read, totals }, name) => {
      let total = 0;
      totals.forEach((each) => (total += each));
      const of = totals.size > 0 ? ` of ${shown(Math.max(read, total))}` : '';
      parts.push(`${name} ${shown(read)}${of}`);
    });
    const rate = Math.round((this.requests - this.requestsBefore) / seconds);
    this.logger.info(
      `Read so far: ${parts.join(', ')}; ${rate} requests a second.`,
    );
    this.reportedAt = Date.now();
    this.requestsBefore = this.requests;
  }
}

function shown(count: number): string {
  return count.toLocaleString('en-US');
}
