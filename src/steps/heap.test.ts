import { execFileSync } from 'child_process';

/** What a process of its own needs at most, in kilobytes, while it uses half a gigabyte in all, and never more than 5 megabytes at a time. */
function peakMemory(percent: number): number {
  const script = `
    require('./heap').letGarbageGather(${percent});
    const alive = [];
    const use = (n) => {
      alive[n % 5] = new Array(131_072).fill(n);
      if (n < 500) setImmediate(use, n + 1);
      else console.log(process.resourceUsage().maxRSS);
    };
    use(0);`;
  const register = require.resolve('ts-node/register/transpile-only');
  return Number(
    execFileSync(process.execPath, ['-r', register, '-e', script], {
      cwd: __dirname,
      encoding: 'utf8',
    }),
  );
}

test('the less garbage may gather, the less memory a process needs', () => {
  expect(peakMemory(10)).toBeLessThan(peakMemory(300));
});
