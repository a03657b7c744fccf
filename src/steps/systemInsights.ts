import { entityKey } from '../graph/entity';
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
