import { spawn } from 'node:child_process';
import fs from 'node:fs';

/** What a process cost, measured from outside. */
export interface Cost {
  exitCode: number;
  /** Seconds from start to end. */
  wall: number;
  /** Seconds of processor time, all threads; undefined where the system does not tell. */
  cpu: number | undefined;
  /** Most memory resident at once, in megabytes. */
  memory: number | undefined;
}

/** Milliseconds between two looks at a process. */
const LOOK_EVERY = 20;
/** Linux counts processor time in hundredths of a second, everywhere that Node runs. */
const TICKS_PER_SECOND = 100;

/** Runs a Node program to its end and measures it, as `time` would. */
export function measure(
  args: string[],
  options: { directory: string; environment: NodeJS.ProcessEnv },
): Promise<Cost> {
  const started = process.hrtime.bigint();
  const child = spawn(process.execPath, args, {
    cwd: options.directory,
    env: { ...process.env, ...options.environment },
    stdio: 'ignore',
  });
  const cost: Omit<Cost, 'exitCode' | 'wall'> = {
    cpu: undefined,
    memory: undefined,
  };
  const timer = setInterval(() => look(child.pid, cost), LOOK_EVERY);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => {
      clearInterval(timer);
      const wall = Number(process.hrtime.bigint() - started) / 1e9;
      resolve({ exitCode: exitCode ?? 1, wall, ...cost });
    });
  });
}

/** Linux only; elsewhere nothing is known. */
function look(pid: number | undefined, cost: Omit<Cost, 'exitCode' | 'wall'>) {
  try {
    const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
    const peak = /^VmHWM:\s+(\d+) kB/m.exec(status);
    if (peak) cost.memory = Number(peak[1]) / 1024;
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces; user and system time are fields 14 and 15.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    cost.cpu = (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    // It has just ended, or the system has no /proc.
  }
}
