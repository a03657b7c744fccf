import { Throttle } from './throttle';

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
  const accepted: number[] = [];
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
      const first = accepted.findIndex((time) => time > now - 1_000);
      accepted.splice(0, first < 0 ? accepted.length : first);
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
  throttle: Throttle,
  { request }: ReturnType<typeof server>,
  retryAfter?: number,
) {
  const attemptsPerRequest: number[] = [];
  const readOne = async () => {
    for (let attempt = 1; ; attempt++) {
      const served = await throttle.run(
        'users',
        async (startedAt) => {
          if (await request()) {
            throttle.answered('users');
            return true;
          }
          throttle.throttled('users', startedAt, retryAfter);
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

describe('Throttle', () => {
  beforeEach(() => {
    jest.useFakeTimers('modern');
    jest.spyOn(Math, 'random').mockReturnValue(0.5);
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test('starts with 5 side by side and grows to 10', async () => {
    const calm = server({ perSecond: Infinity }, 20);
    readThrough(new Throttle(), calm);
    await pass(20);
    expect(calm.counts.mostUnderWay).toBe(5);
    await pass(2_000);
    expect(calm.counts.mostUnderWay).toBe(10);
  });

  // Each for several times as long as a pace takes to grow.
  test.each([
    [5, 30, 600],
    [20, 1, 120],
    [100, 10, 200],
  ])(
    'at %d a second and a Retry-After of %d s it settles near the limit, and starves none',
    async (perSecond, retryAfter, seconds) => {
      const strict = server({ perSecond }, 20);
      const attempts = readThrough(new Throttle(), strict, retryAfter * 1_000);
      await pass(seconds * 1_000, 20);
      expect(strict.counts.served / seconds).toBeGreaterThan(perSecond / 2);
      expect(Math.max(...attempts)).toBeLessThanOrEqual(4);
    },
  );

  test('recovers after the storm', async () => {
    const limits = { perSecond: 4 };
    const moody = server(limits, 100);
    readThrough(new Throttle(), moody, 1_000);
    await pass(10_000, 20);
    expect(moody.counts.throttled).toBeGreaterThan(0);
    limits.perSecond = Infinity;
    await pass(120_000, 20);
    const before = moody.counts.served;
    await pass(1_000, 20);
    // 10 side by side at 100 ms.
    expect(moody.counts.served - before).toBeGreaterThan(80);
  });

  test.each([
    ['what JumpCloud asks for', 7_000, 7_000],
    ['five minutes at most', 3_600_000, 300_000],
    ['three quarters of the first wait, without a Retry-After', undefined, 750],
    ['no less, whatever a Retry-After says', 0, 750],
  ])('holds the endpoint for %s', async (_, retryAfter, held) => {
    const throttle = new Throttle();
    await throttle.run('users', async (startedAt) => {
      await Promise.resolve();
      expect(throttle.throttled('users', startedAt, retryAfter)).toBe(held);
    });
    let started = false;
    void throttle.run('users', () => Promise.resolve((started = true)));
    await pass(held - 100, 100);
    expect(started).toBe(false);
    await pass(300, 100);
    expect(started).toBe(true);
  });

  test('a clock that is put back lengthens no hold', async () => {
    const throttle = new Throttle();
    await throttle.run('users', async (startedAt) => {
      await Promise.resolve();
      throttle.throttled('users', startedAt, 7_000);
    });
    jest.setSystemTime(Date.now() - 3_600_000);
    let started = false;
    void throttle.run('users', () => Promise.resolve((started = true)));
    await pass(7_100, 100);
    expect(started).toBe(true);
  });

  test('throttled answers of one storm count once', async () => {
    const throttle = new Throttle();
    const holds: number[] = [];
    const requests = Array.from({ length: 5 }, () =>
      throttle.run('users', async (startedAt) => {
        await sleep(400);
        holds.push(throttle.throttled('users', startedAt));
      }),
    );
    await pass(410);
    await Promise.all(requests);
    expect(holds).toEqual([750, 750, 750, 750, 750]);
  });

  test('a run that is stopped ends at once: waiting, held and later requests', async () => {
    const throttle = new Throttle();
    const reason = new Error('The key has died.');
    const outcomes: unknown[] = [];
    const note = (error: unknown) => outcomes.push(error);
    await throttle.run('users', async (startedAt) => {
      await Promise.resolve();
      throttle.throttled('users', startedAt, 60_000);
    });
    throttle.run('users', () => Promise.resolve()).catch(note);
    throttle.wait(6).catch(note);
    await settle();
    expect(outcomes).toEqual([]);
    throttle.stop(reason);
    throttle.run('users', () => Promise.resolve()).catch(note);
    await settle();
    expect(outcomes).toEqual([reason, reason, reason]);
    expect(throttle.stopped.aborted).toBe(true);
  });

  test('an endpoint that brings no answer is tried by one request at a time', async () => {
    const throttle = new Throttle();
    let underWay = 0;
    const hang = async () => {
      for (;;) {
        await throttle.run('members', async (startedAt) => {
          underWay++;
          await sleep(60_000);
          underWay--;
          throttle.failed('members', startedAt);
        });
      }
    };
    for (let i = 0; i < 10; i++) void hang();
    await pass(30_000, 1_000);
    expect(underWay).toBe(5);
    await pass(60_000, 1_000);
    expect(underWay).toBe(1);
    const others = jest.fn(() => Promise.resolve());
    await throttle.run('devices', others);
    expect(others).toHaveBeenCalled();
  });

  test('an endpoint that is throttled again and again slows no other', async () => {
    const throttle = new Throttle();
    const calm = server({ perSecond: Infinity }, 20);
    readThrough(throttle, calm);
    await pass(1_000, 20);
    const refused = async () => {
      for (;;) {
        await throttle.run('members', (startedAt) => {
          throttle.throttled('members', startedAt, 1_000);
          return Promise.resolve();
        });
      }
    };
    void refused();
    // Several holds, each of which would halve what is side by side.
    await pass(20_000, 20);
    const before = calm.counts.served;
    await pass(1_000, 20);
    expect(calm.counts.served - before).toBeGreaterThan(200);
  });
});
