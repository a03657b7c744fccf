import { JumpCloud } from '../jumpcloud/client';
import { Progress } from '../jumpcloud/progress';
import { Lock } from './lock';

/** Stands for every organization. */
export const ALL = 'all';

/** What all steps of a run share. */
export interface Run {
  jumpCloud: JumpCloud;
  progress: Progress;
  /** Held by whoever writes. */
  lock: Lock;
  /** The type of each entity, by key. */
  typeOfKey: Map<string, string>;
  /** Of which organizations a step, or one that it depends on, has not read everything, by the id of the step: `ALL` where that is not known of some alone. */
  incomplete: Map<string, ReadonlySet<string>>;
}
