/*
 * Every threshold of reading and writing, each with the sentence, the report or
 * the measurement behind it. What depends on one of them is derived from it.
 */

/** Rows per page: JumpCloud answers a larger limit with 400, and gives 10 rows where none is asked for (specification). */
export const PAGE_SIZE = 100;

/** Requests side by side, of a whole run: JumpCloud's own command line uses 10. Pages asked for ahead, and objects read side by side, are as many. */
export const SIDE_BY_SIDE = { atStart: 5, atMost: 10 };

/** Attempts of a request. JumpCloud's graph answers 502 and 503 at random (one tenant: in 44 of 294 runs). */
export const ATTEMPTS = 6;

/** Milliseconds before the second attempt, and before any later one at most; in between the wait doubles. */
export const BACKOFF = { first: 1_000, longest: 60_000 };

/** Milliseconds until an answer has to be complete: stalls of 30 seconds were reported of JumpCloud's graph. */
export const TIMEOUT = 60_000;

/** Milliseconds without a good answer after which a kind of request is given up, so that every run ends. One Retry-After holds it for half of that at most. */
export const LONGEST_SILENCE = 10 * 60_000;

/** Bytes of a body, unpacked. JumpCloud's largest pages are below one megabyte; Node makes no text of more than 512. */
export const LARGEST_BODY = 64 * 1024 * 1024;

/** Pages of a list: a million rows are twenty times the largest directory known to us. */
export const LONGEST_LIST = 10_000;

/** How often a list is read that is not known to be complete: three times, and ten as long as each time brings news. Rows move while others are written (JumpCloud's help on paging). */
export const PASSES = { atLeast: 3, atMost: 10 };

/** From as many cases on something is no accident: memberships of which none is in the graph, rows that all name another organization. As many warnings of a kind are logged one by one. */
export const TELLING = 10;

/** Entities, and relationships, that are handed to the job state at once: the SDK writes files of 500. */
export const BATCH = 500;

/** Characters of a text: JupiterOne keeps no more. */
export const LONGEST_TEXT = 4_096;
