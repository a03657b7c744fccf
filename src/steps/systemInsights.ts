import { entityKey } from '../graph/entity';
import { Lock } from '../graph/lock';
import { Step } from '../graph/step';
import { ListEndpoint, v2 } from '../jumpcloud/endpoints';
import { isAbsent } from '../jumpcloud/errors';
import { Organization } from '../jumpcloud/organization';
import { Entities } from '../model';

/** Any of its tables, of which the shortest answer is enough. */
const PROBE: ListEndpoint = {
  ...v2(
    'System Insights',
    '/systeminsights/os_version',
    'systeminsights.readonly',
  ),
  query: { limit: '1' },
  isQuiet: true,
};

/**
 * Whether System Insights is licensed, as the settings of the organization say
 * it. Where they say nothing, one table answers for all, asked twice as any
 * product that is not there: a dozen tables would answer the same.
 */
export async function hasSystemInsights(
  step: Step,
  organization: Organization,
): Promise<boolean> {
  const { id } = organization;
  const accounts = await step.objects(Entities.ACCOUNT);
  const account = accounts.get(entityKey(Entities.ACCOUNT, id));
  const told = account?.properties.systemInsightsEnabled;
  if (typeof told === 'boolean') return told;
  for (let asked = 0; asked < 2; asked++) {
    try {
      await organization.answer(PROBE, step.id, id);
      return true;
    } catch (error) {
      // Whatever else it is, the tables tell it themselves.
      if (!isAbsent(error)) return true;
    }
  }
  return false;
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
