import { Identified } from './types';

/** The id of an object of v1 or v2; undefined when it has none. */
export function idOf({ _id, id }: Identified): string | undefined {
  return [_id, id].find(
    (candidate) => typeof candidate === 'string' && candidate !== '',
  );
}

/** An id as a part of an address, whatever it holds: half of a surrogate pair would have no encoding. */
export function pathSegment(id: string): string {
  return encodeURIComponent(Buffer.from(id).toString());
}
