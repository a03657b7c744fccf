/* Makes the process that is started with `--require` of this file believe that it writes to a terminal. */
process.stdout.isTTY = true;
process.stderr.isTTY = true;
process.stdout.columns = 80;

/* A thread that it starts never ends, where the test wants to see what happens meanwhile. */
const { isMainThread } = require('node:worker_threads');
if (!isMainThread && process.env.HOLD_THREADS) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
