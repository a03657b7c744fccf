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
  // Several in one object hold together.
  [{ ...managed(), ...encrypted }, 'device is managed and device is encrypted'],
  [
    { deviceManaged: true, locationIn: { countries: ['US'] } },
    'device is managed and location in US',
  ],
  [
    { any: [{ ...managed(), ...inOffice }, encrypted] },
    '(device is managed and IP address in list 1) or device is encrypted',
  ],
  [
    { not: { ...managed(), hovers: 'PLANTED' } },
    'not (device is managed and unknown condition hovers)',
  ],
  // As JumpCloud's command line takes them.
  [{ ipAddressIn: '5f0000000000000000000001' }, 'IP address in list 1'],
  [
    { ipAddressNotIn: ['5f0000000000000000000001'] },
    'not (IP address in list 1)',
  ],
  [
    { ipAddressNotIn: '5F0000000000000000000001' },
    'not (IP address in list 1)',
  ],
  [{ locationNotIn: { countries: ['RU'] } }, 'not (location in RU)'],
  [{ locationNotIn: ['RU', 'KP'] }, 'not (location in RU, KP)'],
  [{ locationIn: { countries: 'US' } }, 'location in US'],
  [{ locationIn: 'US' }, 'location in US'],
  [{ mfaConfigured: false }, 'MFA is not configured'],
  [{ ipAddressNotIn: 7 }, 'unknown condition ipAddressNotIn'],
  [{ locationNotIn: {} }, 'unknown condition locationNotIn'],
  [{ deviceManagedNotIn: true }, 'unknown condition deviceManagedNotIn'],
  // Nothing to choose from.
  [{ all: [] }, undefined],
  [{ any: [] }, 'never'],
  [{ not: {} }, 'not (always)'],
  [{ ipAddressIn: [] }, 'IP address in no list'],
  [{ locationIn: { countries: [] } }, 'location in no country'],
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
  [{ ...managed(), ...inOffice }, true, false],
  [{ ...managed(), hovers: true }, true, false],
  [{ ...managed(false), ipAddressNotIn: inOffice.ipAddressIn }, false, false],
  [{ any: [managed(false), { locationNotIn: 'US' }] }, false, true],
  [{ all: [managed(), { mfaConfigured: true }] }, true, false],
])('%j demands a managed device', (conditions, ofAllow, ofDeny) => {
  const condition = parseConditions(conditions);
  if (!condition) throw new Error('These are conditions.');
  expect(demands('deviceManaged', 'allow', condition)).toBe(ofAllow);
  expect(demands('deviceManaged', 'deny', condition)).toBe(ofDeny);
  expect(demands('deviceManaged', 'hover', condition)).toBeUndefined();
  expect(demands('deviceManaged', undefined, condition)).toBeUndefined();
});
