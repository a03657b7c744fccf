/* Makes the process that is started with `--require` of this file believe that it writes to a terminal. */
process.stdout.isTTY = true;
process.stderr.isTTY = true;
process.stdout.columns = 80;
