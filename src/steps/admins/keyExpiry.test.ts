import { keyExpiryWarning } from './keyExpiry';

const NOW = Date.UTC(2026, 0, 1);
const key = 'jca_abcdefgh';
const admin = (prefix: string | undefined, expireAt?: string) => ({
  apiKeySet: true,
  apiKeyHash: { prefix, expireAt },
});
const SOON = '2026-01-10T00:00:00Z';
const LATER = '2026-02-10T00:00:00Z';

test('a key that ends within 14 days is worth a warning, which does not show it', () => {
  const warning = keyExpiryWarning(
    key,
    [admin('jca_abcd', SOON), admin('jca_zzzz', LATER)],
    NOW,
  );
  expect(warning).toContain('ends on 2026-01-10');
  expect(warning).not.toContain('jca_');
});

test('the only key there is, is the one in use', () => {
  expect(keyExpiryWarning(key, [admin(undefined, SOON)], NOW)).toBeDefined();
});

test.each([
  ['ends later', key, [admin('jca_abcd', LATER)]],
  ['never ends', key, [admin('jca_abcd')]],
  [
    'is of another administrator',
    key,
    [admin('jca_abcd', LATER), admin('jca_z', SOON)],
  ],
  ['is one of many alike', key, [admin('jca_', SOON), admin('jca_', LATER)]],
  ['begins otherwise', key, [admin('jca_zzzz', SOON)]],
  ['is none, but a service account', undefined, [admin('jca_abcd', SOON)]],
])('a key that %s is not', (_, apiKey, admins) => {
  expect(keyExpiryWarning(apiKey, admins, NOW)).toBeUndefined();
});
