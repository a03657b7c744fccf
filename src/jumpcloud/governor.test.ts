import { Governor } from './governor';

/** Lets everything run that waits for promises only. */
const settle = async () => {
  for (let i = 0; i < 20; i++) await Promise.resolve();
};

/** Lets time pass, step by step, so that promises run in between. */
const pass = async (milliseconds: number, step = 10) => {
  for (let passed = 0; passed < milliseconds; passed += step) {
    jest.advanceTimersByTime(step);
    await settle();
  }
};

const sleep = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/** A server that throttles more than `perSecond` requests within any second. */
function server(limits: { perSecond: number }, latency: number) {
  let accepted: number[] = [];
  const counts = { served: 0, throttled: 0, underWay: 0, mostUnderWay: 0 };
  return {
    counts,
    limits,
    request: async () => {
      counts.underWay++;
      counts.mostUnderWay = Math.max(counts.mostUnderWay, counts.underWay);
      await sleep(latency);
      counts.underWay--;
      const now = Date.now();
      accepted = accepted.filter((time) => time > now - 1_000);
      if (accepted.length >= limits.perSecond) {
        counts.throttled++;
        return false;
      }
      accepted.push(now);
      counts.served++;
      return true;
    },
  };
}

/** Asks for ever, as a step with plenty to read would. */
function readThrough(
  governor: Governor,
  { request }: ReturnType<typeof server>,
  retryAfter?: number,
) {
  const attemptsPerRequest: number[] = [];
  const readOne = async () => {
    for (let attempt = 1; ; attempt++) {
      const served = await governor.run(
        'users',
        async (startedAt) => {
          if (await request()) {
            governor.answered('users');
            return true;
          }
          governor.throttled('users', startedAt, retryAfter);
          return false;
        },
        attempt > 1,
      );
      if (served) return void attemptsPerRequest.push(attempt);
    }
  };
  const readOn = async () => {
    for (;;) await readOne();
  };
  for (let i = 0; i < 20; i++) void readOn();
  return attemptsPerRequest;
}

describe('Governor', () => {
  beforeEach(() => {
    jest.useFakeTimers('modern');
    jest.spyOn(Math, 'random').mockReturnValue(0.5);
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test('starts with 5 side by side and grows to 10', async () => {
    const calm = server({ perSecond: Infinity }, 20);
    readThrough(new Governor(), calm);
    await pass(20);
    expect(calm.counts.mostUnderWay).toBe(5);
    await pass(2_000);
    expect(calm.counts.mostUnderWay).toBe(10);
  });

  test('settles near a hidden rate, with few throttled answers and none starved', async () => {
    const strict = server({ perSecond: 20 }, 20);
    const attempts = readThrough(new Governor(), strict, 1_000);
    await pass(60_000);
    const { served, throttled } = strict.counts;
    expect(served / 60).toBeGreaterThan(15);
    expect(throttled / (served + throttled)).toBeLessThan(0.05);
    expect(Math.max(...attempts)).toBeLessThanOrEqual(3);
  });

  test('recovers after the storm', async () => {
    const limits = { perSecond: 20 };
    const moody = server(limits, 20);
    readThrough(new Governor(), moody, 1_000);
    await pass(10_000);
    limits.perSecond = Infinity;
    await pass(30_000);
    const before = moody.counts.served;
    await pass(1_000);
    // 10 side by side at 20 ms.
    expect(moody.counts.served - before).toBeGreaterThan(400);
  });

  test.each([
    ['what JumpCloud asks for', 7_000, 7_000],
    ['five minutes at most', 3_600_000, 300_000],
    ['three quarters of the first wait, without a Retry-After', undefined, 750],
    ['no less, whatever a Retry-After says', 0, 750],
  ])('holds the endpoint for %s', async (_, retryAfter, held) => {
    const governor = new Governor();
    await governor.run('users', async (startedAt) => {
      await Promise.resolve();
      expect(governor.throttled('users', startedAt, retryAfter)).toBe(held);
    });
    let started = false;
    void governor.run('users', () => Promise.resolve((started = true)));
    await pass(held - 100, 100);
    expect(started).toBe(false);
    await pass(300, 100);
    expect(started).toBe(true);
  });

  test('a clock that is put back lengthens no hold', async () => {
    const governor = new Governor();
    await governor.run('users', async (startedAt) => {
      await Promise.resolve();
      governor.throttled('users', startedAt, 7_000);
    });
    jest.setSystemTime(Date.now() - 3_600_000);
    let started = false;
    void governor.run('users', () => Promise.resolve((started = true)));
    await pass(7_100, 100);
    expect(started).toBe(true);
  });

  test('throttled answers of one storm halve only once', async () => {
    const once = server({ perSecond: 1 }, 400);
    readThrough(new Governor(), once, 1_000);
    await pass(410);
    expect(once.counts).toMatchObject({ served: 1, throttled: 4 });
    once.counts.mostUnderWay = 0;
    await pass(1_600);
    expect(once.counts.mostUnderWay).toBe(2);
  });

  test('a run that is stopped ends at once: waiting, held and later requests', async () => {
    const governor = new Governor();
    const reason = new Error('The key has died.');
    const outcomes: unknown[] = [];
    const note = (error: unknown) => outcomes.push(error);
    await governor.run('users', async (startedAt) => {
      await Promise.resolve();
      governor.throttled('users', startedAt, 60_000);
    });
    governor.run('users', () => Promise.resolve()).catch(note);
    governor.wait(6).catch(note);
    await settle();
    expect(outcomes).toEqual([]);
    governor.stop(reason);
    governor.run('users', () => Promise.resolve()).catch(note);
    await settle();
    expect(outcomes).toEqual([reason, reason, reason]);
    expect(governor.stopped.aborted).toBe(true);
  });

  test('an endpoint that never answers in time gets fewer turns, and is given up in the end', async () => {
    const governor = new Governor({ longestWaiting: 5 * 60_000 });
    let underWay = 0;
    let gaveUp = false;
    const hang = async () => {
      while (!gaveUp) {
        await governor
          .run('members', async (startedAt) => {
            underWay++;
            await sleep(60_000);
            underWay--;
            governor.timedOut('members', startedAt);
          })
          .catch(() => (gaveUp = true));
      }
    };
    for (let i = 0; i < 10; i++) void hang();
    await pass(30_000, 1_000);
    expect(underWay).toBe(5);
    await pass(60_000, 1_000);
    expect(underWay).toBe(2);
    const others = jest.fn(() => Promise.resolve());
    await governor.run('devices', others);
    expect(others).toHaveBeenCalled();
    await pass(5 * 60_000, 1_000);
    expect(gaveUp).toBe(true);
  });

  test('endpoints that are throttled again and again do not hold the others', async () => {
    const governor = new Governor();
    const throttle = (endpoint: string) =>
      governor.run(endpoint, (startedAt) => {
        governor.throttled(endpoint, startedAt, 10_000);
        return Promise.resolve();
      });
    for (let storm = 0; storm < 3; storm++) {
      ['a', 'b', 'c'].forEach((endpoint) => void throttle(endpoint));
      await pass(60_000, 1_000);
    }
    ['a', 'b', 'c'].forEach((endpoint) => void throttle(endpoint));
    await settle();
    const others = jest.fn(() => Promise.resolve());
    void governor.run('devices', others);
    await settle();
    expect(others).toHaveBeenCalled();
  });
});
