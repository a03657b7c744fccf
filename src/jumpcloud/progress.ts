import { IntegrationLogger } from '@jupiterone/integration-sdk-core';

/** Milliseconds between two lines at least. */
const INTERVAL = 10_000;

interface Count {
  read: number;
  /** Of how many; undefined where JumpCloud does not say. */
  total: number | undefined;
}

/** Says now and then what a long run has read of how much, and how fast; and how many requests it took. */
export class Progress {
  /** Rows of lists, by name. */
  private readonly lists = new Map<string, Count>();
  /** Objects of which something was read, by what that is. */
  private readonly objects = new Map<string, Count>();
  private reportedAt = Date.now();
  private sentBefore = 0;
  private stepsUnderWay = 0;

  /** @param governors who count the requests of the run, all attempts of them */
  constructor(
    private readonly logger: IntegrationLogger,
    private readonly governors: readonly { readonly sent: number }[],
  ) {}

  stepStarted(): void {
    this.stepsUnderWay++;
  }

  /** No step knows that it is the last one: whenever none is under way, the total is said. */
  stepEnded(): void {
    if (--this.stepsUnderWay > 0) return;
    this.logger.info(`${shown(this.sent())} requests so far.`);
  }

  /**
   * A page of a list has come.
   *
   * @param name what it holds: "users"
   * @param rows on it
   * @param total of the list that begins with this page; undefined for a page that continues one
   */
  pageRead(name: string, rows: number, total?: number): void {
    const count = this.lists.get(name) ?? { read: 0, total: undefined };
    count.read += rows;
    if (total !== undefined) count.total = (count.total ?? 0) + total;
    this.lists.set(name, count);
    this.requestAnswered();
  }

  /**
   * Everything of one kind was read of an object.
   *
   * @param name what was read: "members of user groups", "user associations of applications"
   * @param total objects of which it is read
   */
  objectRead(name: string, total: number): void {
    const count = this.objects.get(name) ?? { read: 0, total };
    count.read++;
    this.objects.set(name, count);
  }

  /** A page that counts for its object only. */
  requestAnswered(): void {
    const passed = Date.now() - this.reportedAt;
    if (passed >= INTERVAL) this.report(passed / 1_000);
  }

  private sent(): number {
    return this.governors.reduce((sum, { sent }) => sum + sent, 0);
  }

  private report(seconds: number): void {
    const parts: string[] = [];
    this.lists.forEach(({ read, total }, name) => {
      const of =
        total === undefined ? '' : ` of ${shown(Math.max(read, total))}`;
      parts.push(`${name} ${shown(read)}${of}`);
    });
    this.objects.forEach(({ read, total }, name) => {
      const [what, of] = name.split(' of ');
      parts.push(`${what} of ${shown(read)} of ${shown(total ?? read)} ${of}`);
    });
    const sent = this.sent();
    const rate = Math.round((sent - this.sentBefore) / seconds);
    this.logger.info(
      `Read so far: ${parts.join(', ')}; ${rate} requests a second.`,
    );
    this.reportedAt = Date.now();
    this.sentBefore = sent;
  }
}

function shown(count: number): string {
  return count.toLocaleString('en-US');
}
