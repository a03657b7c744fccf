import {
  asBoolean,
  asEmail,
  asNumber,
  asString,
  asStrings,
  asTimestamp,
  stringsAt,
} from './properties';

test.each([
  ['  Ada  ', 'Ada'],
  [42, '42'],
  ['', undefined],
  ['   ', undefined],
  [null, undefined],
  [undefined, undefined],
  [{}, undefined],
  [NaN, undefined],
  [true, undefined],
])('asString(%p) is %p', (value, expected) => {
  expect(asString(value)).toBe(expected);
});

test('a long text is cut, and never in the middle of a character', () => {
  expect(asString('x'.repeat(10_000))).toHaveLength(4_096);
  const cut = asString(`${'x'.repeat(4_095)}${'😀'.repeat(9)}`);
  expect(cut).toBe('x'.repeat(4_095));
});

test.each([
  [' Mixed.Case@Example.COM ', 'mixed.case@example.com'],
  ["o'neil+tag@sub.example.com", "o'neil+tag@sub.example.com"],
  ['not an e-mail', undefined],
  ['a@b', undefined],
  ['a@@example.com', undefined],
  ['a b@example.com', undefined],
  ['.a@example.com', undefined],
  ['a@example..com', undefined],
  ['ä@example.com', undefined],
  [`${'a'.repeat(250)}@example.com`, undefined],
  [null, undefined],
  [7, undefined],
])('asEmail(%p) is %p', (value, expected) => {
  expect(asEmail(value)).toBe(expected);
});

test.each([
  ['2025-03-01T10:00:00Z', Date.UTC(2025, 2, 1, 10)],
  ['2025-03-01', Date.UTC(2025, 2, 1)],
  ['2025-03-01T10:00:00', Date.UTC(2025, 2, 1, 10)],
  ['2025-03-01 10:00:00.5', Date.UTC(2025, 2, 1, 10, 0, 0, 500)],
  ['2025-03-01T10:00:00+02:00', Date.UTC(2025, 2, 1, 8)],
  ['0001-01-01T00:00:00Z', undefined],
  ['2025-99-99', undefined],
  ['yesterday', undefined],
  ['', undefined],
  [1740823200000, undefined],
  [null, undefined],
])('asTimestamp(%p) is %p', (value, expected) => {
  expect(asTimestamp(value)).toBe(expected);
});

test('absent is not false, and nothing is guessed', () => {
  expect([true, false, undefined, null, 'true', 1].map(asBoolean)).toEqual([
    true,
    false,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect([1, 0, NaN, Infinity, '1', null].map(asNumber)).toEqual([
    1,
    0,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('lists keep what is text', () => {
  expect(asStrings(['a', null, ' b ', {}, 3])).toEqual(['a', 'b', '3']);
  expect(asStrings('a')).toBeUndefined();
  expect(stringsAt([{ name: 'a' }, null, { name: null }, {}], 'name')).toEqual([
    'a',
  ]);
  expect(stringsAt(null, 'name')).toBeUndefined();
});
