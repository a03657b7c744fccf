import { Administrator } from '../../entities/admins';
import { asTimestamp } from '../../entities/properties';

/** Milliseconds before its end at which a key is worth a warning. */
const WARN_BEFORE = 14 * 24 * 60 * 60 * 1_000;

/** All keys begin with it: a prefix that is no longer tells nothing. */
const COMMON_PREFIX = 'jca_';

/**
 * Warns of the end of the API key in use, whose run after that would fail.
 *
 * @param apiKey the key in use; undefined for a service account
 * @param admins all who may own it
 * @param now milliseconds since the epoch
 * @returns undefined when it does not end soon, or when it cannot be told whose key it is
 */
export function keyExpiryWarning(
  apiKey: string | undefined,
  admins: Administrator[],
  now: number,
): string | undefined {
  const expiresOn = keyExpiry(apiKey, admins);
  if (expiresOn === undefined || expiresOn - now > WARN_BEFORE)
    return undefined;
  const day = new Date(expiresOn).toISOString().slice(0, 10);
  return `The API key that this integration uses ends on ${day}. Generate a new one in the JumpCloud Admin Portal under My API Key, and set the field API Key before that day; a new key ends the old one at once.`;
}

/** When the API key in use ends, in milliseconds since the epoch; undefined when it does not, or when it cannot be told whose key it is. */
export function keyExpiry(
  apiKey: string | undefined,
  admins: Administrator[],
): number | undefined {
  const owner = apiKey === undefined ? undefined : ownerOf(apiKey, admins);
  return asTimestamp(owner?.apiKeyHash?.expireAt);
}

/** The administrator whose key begins like this one; else the only one of whose key nothing is known. */
function ownerOf(
  apiKey: string,
  admins: Administrator[],
): Administrator | undefined {
  const alike = admins.filter((admin) => {
    const prefix = prefixOf(admin);
    return prefix !== undefined && apiKey.startsWith(prefix);
  });
  const unknown = admins.filter(
    (admin) => admin.apiKeySet === true && prefixOf(admin) === undefined,
  );
  const candidates = alike.length > 0 ? alike : unknown;
  return candidates.length === 1 ? candidates[0] : undefined;
}

function prefixOf({ apiKeyHash }: Administrator): string | undefined {
  const prefix = apiKeyHash?.prefix;
  return typeof prefix === 'string' && prefix.length > COMMON_PREFIX.length
    ? prefix
    : undefined;
}
