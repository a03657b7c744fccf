/** JumpCloud's ids: 24 hexadecimal digits, which compare without regard to case. */
const HEXADECIMAL = /^[0-9a-f]{24}$/i;

/** The id of an object: `_id` in version 1, `id` in version 2, `objectId` of a service account; undefined when it has none. */
export function idOf(row: object): string | undefined {
  const { _id, id, objectId } = row as Record<string, unknown>;
  const found = [_id, id, objectId].find(
    (candidate) => typeof candidate === 'string' && candidate !== '',
  );
  return found === undefined ? undefined : normalizeId(found as string);
}

export function normalizeId(id: string): string {
  return HEXADECIMAL.test(id) ? id.toLowerCase() : id;
}

/**
 * An id as a part of an address, whatever it holds: half of a surrogate pair
 * would have no encoding.
 *
 * @throws Error for `.` and `..`, which would name another path
 */
export function pathSegment(id: string): string {
  if (/^\.{1,2}$/.test(id)) throw new Error(`"${id}" cannot be an id`);
  return encodeURIComponent(Buffer.from(id).toString());
}
