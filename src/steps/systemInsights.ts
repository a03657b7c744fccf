import { entityKey } from '../graph/entity';
import { Lock } from '../graph/lock';
import { Step } from '../graph/step';
import { Organization } from '../jumpcloud/organization';
import { Entities } from '../model';

/**
 * Whether System Insights is licensed, as the settings of the organization say
 * it. Where they say nothing it is asked for: JumpCloud answers what it answers
 * for a product that is not there.
 */
export async function hasSystemInsights(
  step: Step,
  { id }: Organization,
): Promise<boolean> {
  const accounts = await step.objects(Entities.ACCOUNT);
  const account = accounts.get(entityKey(Entities.ACCOUNT, id));
  return account?.properties.systemInsightsEnabled !== false;
}

const turns = new WeakMap<object, Lock>();

/**
 * One step of a run after the other: each fills the memory with its tables. None
 * depends on another, with which it would fail or be switched off.
 */
export function inTurn(step: Step, task: () => Promise<void>): Promise<void> {
  const { instance } = step.context;
  const turn = turns.get(instance) ?? new Lock();
  turns.set(instance, turn);
  return turn.run(task);
}
