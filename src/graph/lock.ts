/** Lets one task after the other run. */
export class Lock {
  private last: Promise<unknown> = Promise.resolve();

  /** @throws what the task throws */
  run<T>(task: () => Promise<T>): Promise<T> {
    const result = this.last.then(task);
    this.last = result.catch(() => undefined);
    return result;
  }
}
