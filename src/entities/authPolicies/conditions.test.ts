import { demands, describeCondition, parseConditions } from './conditions';

const managed = (value = true) => ({ deviceManaged: value });
const encrypted = { deviceEncrypted: true };
const inOffice = { ipAddressIn: ['5f0000000000000000000001'] };
const inNorway = { locationIn: { countries: ['NO', 'SE'] } };

const nested = (depth: number): unknown =>
  depth === 0 ? managed() : { not: nested(depth - 1) };

const describe = (conditions: unknown) => {
  const condition = parseConditions(conditions);
  return (
    condition && describeCondition(condition, (id) => `list ${id.slice(-1)}`)
  );
};

test.each<[unknown, string | undefined]>([
  [undefined, undefined],
  [null, undefined],
  [{}, undefined],
  [managed(), 'device is managed'],
  [{ not: encrypted }, 'not (device is encrypted)'],
  [
    { all: [managed(false), inOffice, inNorway] },
    'device is not managed and IP address in list 1 and location in NO, SE',
  ],
  [
    { any: [{ all: [managed(), encrypted] }, { not: inNorway }] },
    '(device is managed and device is encrypted) or not (location in NO, SE)',
  ],
  [{ hovers: 'PLANTED' }, 'unknown condition hovers'],
  [{ deviceManaged: 'yes' }, 'unknown condition deviceManaged'],
  [{ all: 'PLANTED' }, 'unknown condition all'],
  [{ ...managed(), ...encrypted }, 'unknown condition'],
  ['PLANTED', 'unknown condition'],
  [{ all: [null, 7] }, 'unknown condition and unknown condition'],
])('%j in words', (conditions, words) => {
  expect(describe(conditions)).toBe(words);
});

test('conditions may be nested however deep', () => {
  expect(describe(nested(3))).toBe('not (not (not (device is managed)))');
  let deep: unknown = managed();
  for (let n = 0; n < 20_000; n++) deep = { not: deep };
  expect(describe(deep)).toContain('unknown condition');
});

test.each<[unknown, boolean | undefined, boolean | undefined]>([
  // Conditions, and whether a policy that allows, or denies, by them demands a managed device.
  [{}, false, false],
  [{ all: [managed(), managed(false)] }, false, false],
  [managed(), true, false],
  [managed(false), false, true],
  [{ not: managed() }, false, true],
  [{ not: managed(false) }, true, false],
  [encrypted, false, false],
  [{ all: [managed(), inOffice] }, true, false],
  [{ any: [managed(), inOffice] }, false, false],
  [{ any: [managed(false), inOffice] }, false, true],
  [{ any: [{ all: [managed(), inOffice] }, managed()] }, true, false],
  [{ hovers: true }, undefined, undefined],
  [{ all: [managed(), { hovers: true }] }, true, false],
  [{ any: [managed(), { hovers: true }] }, undefined, undefined],
  [{ not: { hovers: true } }, undefined, undefined],
])('%j demands a managed device', (conditions, ofAllow, ofDeny) => {
  const condition = parseConditions(conditions);
  if (!condition) throw new Error('These are conditions.');
  expect(demands('deviceManaged', 'allow', condition)).toBe(ofAllow);
  expect(demands('deviceManaged', 'deny', condition)).toBe(ofDeny);
  expect(demands('deviceManaged', 'hover', condition)).toBeUndefined();
  expect(demands('deviceManaged', undefined, condition)).toBeUndefined();
});
