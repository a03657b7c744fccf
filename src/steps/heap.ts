import { setFlagsFromString } from 'v8';

/**
 * Lets garbage gather up to so many percent of what is alive before V8 collects
 * all of it. Left to itself V8 lets it gather up to 300 where the machine has
 * memory to spare, which a run does not need and a container may not have.
 *
 * Holds for the whole process, from its next full collection on. V8 reads this
 * flag at the end of each full collection, so it may change during a run; a V8
 * that does not know it says so on stderr, and goes on as before.
 *
 * @param percent of what was alive at the last full collection; 0 leaves it to V8 again
 */
export function letGarbageGather(percent: number): void {
  setFlagsFromString(`--heap-growing-percent=${percent}`);
}
