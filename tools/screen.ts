/*
 * What a person sees of a run while it runs: the steps that have ended and what
 * went wrong, and at a terminal a last line that says how far the run is. All of
 * it is read from what the SDK's command line prints.
 */

/** Where it is shown: standard output, or what stands in for it. */
export interface Output {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

/** Erases the line that the cursor is in. */
export const CLEAR = '\r\u001b[K';

/** Milliseconds between two drawings of the last line. */
const REDRAW = 500;

/** A line of the log; what the SDK appends in brackets is for programs. */
const LOGGED = /^[\d:.]+Z +([A-Z]+) \w+: (.*?)(?: \(\w+=.*\))?$/;
const STEP_ENDED = /^Completed step "(.+)"\.$/;
const STEP_FAILED = /^Step "(.+?)" failed to complete/;
const PROGRESS = /^Read so far: (.*); (\d+ requests a second)\.$/;

export class Screen {
  private readonly startedAt = Date.now();
  private readonly timer?: NodeJS.Timeout;
  private readonly warned = new Set<string>();
  private rest = '';
  private progress = '';

  /** @param waiting what the run waits for, when it waits */
  constructor(
    private readonly out: Output,
    private readonly waiting: () => string | undefined = () => undefined,
  ) {
    if (out.isTTY) this.timer = setInterval(() => this.draw(), REDRAW).unref();
    this.draw();
  }

  /** @param text of the command line, without colours, in pieces of any size */
  take(text: string): void {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    lines.forEach((line) => this.show(line));
  }

  /** The last line is kept as it was, or gone. */
  end({ isKept = false } = {}): void {
    clearInterval(this.timer);
    if (!this.out.isTTY) return;
    this.out.write(isKept ? '\n' : CLEAR);
  }

  private show(line: string): void {
    const [, level, message = ''] = LOGGED.exec(line) ?? [];
    const [, ended] = STEP_ENDED.exec(message) ?? [];
    const [, failed] = STEP_FAILED.exec(message) ?? [];
    const [, read, rate] = PROGRESS.exec(message) ?? [];
    if (ended) this.print(`  completed ${ended}`);
    else if (failed) this.print(`  failed    ${failed}`);
    else if (read) this.progress = [rate, ...unfinishedOf(read)].join(', ');
    else if (/WARN|ERROR|FATAL/.test(level) && !this.warned.has(message)) {
      this.warned.add(message);
      this.print(`  ${level.padEnd(9)} ${message}`);
    }
  }

  private print(line: string): void {
    this.out.write(`${this.out.isTTY ? CLEAR : ''}${line}\n`);
    this.draw();
  }

  /** How far the run is, in the last line. */
  draw(): void {
    if (!this.out.isTTY) return;
    const seconds = Math.floor((Date.now() - this.startedAt) / 1_000);
    const text = this.waiting() ?? this.progress;
    const line = `  ${`${seconds} s`.padEnd(9)} ${text}`;
    this.out.write(CLEAR + line.slice(0, (this.out.columns || 80) - 1));
  }
}

/** @param read "users 1,200 of 5,000, policies 8": of it what is not read yet, or all where nothing is known to be missing */
function unfinishedOf(read: string): string[] {
  const all = read.split(', ');
  const unfinished = all.filter((each) => {
    const [, count, total] = / ([\d,]+) of ([\d,]+)$/.exec(each) ?? [];
    return count !== total;
  });
  return unfinished.length > 0 ? unfinished : all;
}
