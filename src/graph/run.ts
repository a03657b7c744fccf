import { JumpCloud } from '../jumpcloud/client';
import { Progress } from '../jumpcloud/progress';
import { Lock } from './lock';

/** What all steps of a run share. */
export interface Run {
  jumpCloud: JumpCloud;
  progress: Progress;
  /** Held by whoever writes. */
  lock: Lock;
  /** The type of each entity, by key. */
  typeOfKey: Map<string, string>;
  /** Whether a step and all that it depends on have read everything, by the id of the step. */
  isComplete: Map<string, boolean>;
}
