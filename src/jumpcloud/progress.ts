import { IntegrationLogger } from '@jupiterone/integration-sdk-core';

/** Milliseconds between two lines at least. */
const INTERVAL = 10_000;

interface Count {
  read: number;
  /** Of how many; undefined where JumpCloud does not say. */
  total: number | undefined;
}

/** Says now and then what a long run has read of how much, and how fast. */
export class Progress {
  private readonly counts = new Map<string, Count>();
  private reportedAt = Date.now();
  private requests = 0;

  constructor(private readonly logger: IntegrationLogger) {}

  /**
   * A page has come.
   *
   * @param name what it holds: "users"
   * @param rows on it
   * @param total of the list that begins with this page; undefined for a page that continues one
   */
  note(name: string, rows: number, total?: number): void {
    const count = this.counts.get(name) ?? { read: 0, total: undefined };
    count.read += rows;
    if (total !== undefined) count.total = (count.total ?? 0) + total;
    this.counts.set(name, count);
    this.requests++;
    const passed = Date.now() - this.reportedAt;
    if (passed >= INTERVAL) this.report(passed / 1_000);
  }

  private report(seconds: number): void {
    const parts: string[] = [];
    this.counts.forEach(({ read, total }, name) => {
      const of = total === undefined ? '' : ` of ${Math.max(read, total)}`;
      parts.push(`${name} ${read}${of}`);
    });
    const rate = Math.round(this.requests / seconds);
    this.logger.info(
      `Read so far: ${parts.join(', ')}; ${rate} requests a second.`,
    );
    this.reportedAt = Date.now();
    this.requests = 0;
  }
}
