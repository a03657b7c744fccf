import {
  FAILED_RESULTS,
  PolicyResults,
  RESULTS,
  Violation,
} from '../entities/policyResults';
import { asNumber } from '../entities/properties';
import { entityKey } from '../graph/entity';
import { GraphObject } from '../graph/objects';
import { createRelationship } from '../graph/relationship';
import { Step, StepDeclaration } from '../graph/step';
import { ListEndpoint } from '../jumpcloud/endpoints';
import { Organization } from '../jumpcloud/organization';
import { Entities, IngestionSources, Relationships, Steps } from '../model';
import { warnOfTooMany } from './tooMany';

/** Results that are read of an organization: 2,000 requests. */
const MOST_RESULTS = 200_000;

export const policyResultSteps: StepDeclaration[] = [
  {
    id: Steps.POLICY_RESULTS,
    name: 'Fetch Policy Results',
    ingestionSourceId: IngestionSources.POLICIES,
    entities: [],
    relationships: [Relationships.DEVICE_VIOLATES_POLICY],
    dependsOn: [Steps.POLICIES, Steps.DEVICES],
    executionHandler: fetchPolicyResults,
  },
];

/** What is known of an organization while its results are read. */
interface Found {
  /** How many failures JumpCloud counts on its devices. */
  counted: number;
  rows: number;
  violations: { policy: string; device: string; violation: Violation }[];
}

async function fetchPolicyResults(step: Step): Promise<void> {
  const found = new Map<Organization, Found>();
  const of = (organization: Organization): Found => {
    const fresh = { counted: 0, rows: 0, violations: [] };
    const known = found.get(organization) ?? fresh;
    found.set(organization, known);
    return known;
  };
  (await step.objects(Entities.DEVICE))
    .values()
    .forEach(({ organization, properties: { policyFailedCount } }) => {
      of(organization).counted += asNumber(policyFailedCount) ?? 0;
    });
  const isTooMany = ({ organization }: GraphObject) =>
    of(organization).rows > MOST_RESULTS;
  const read = (
    endpoint: ListEndpoint,
    where: (policy: GraphObject) => boolean,
  ) =>
    step.eachObject(
      Entities.POLICY,
      endpoint,
      async (policy) => {
        const { id, key, organization } = policy;
        const results = new PolicyResults();
        const known = of(organization);
        for await (const rows of organization.list(endpoint, step.id, id)) {
          known.rows += rows.length;
          if (isTooMany(policy)) return;
          rows.forEach((row) => results.add(row));
        }
        results.violations().forEach((violation, device) =>
          known.violations.push({
            policy: key,
            device: entityKey(Entities.DEVICE, device),
            violation,
          }),
        );
      },
      where,
    );
  // Where no device counts a failure, there is nothing to ask for.
  const hasFailures = ({ organization }: GraphObject) =>
    of(organization).counted > 0;
  await read(FAILED_RESULTS, hasFailures);
  // Failures on devices of which the filter brings none: it is understood in another way.
  await read(RESULTS, (policy) => {
    const { violations } = of(policy.organization);
    return hasFailures(policy) && violations.length === 0 && !isTooMany(policy);
  });
  const devices = await step.objects(Entities.DEVICE);
  for (const [{ id }, { rows, violations }] of Array.from(found)) {
    if (rows > MOST_RESULTS) {
      warnOfTooMany(step, tooMany(id));
      continue;
    }
    violations.forEach(({ policy, device, violation }) => {
      if (!devices.has(device)) return;
      step.writer.addRelationship(
        createRelationship(
          Relationships.DEVICE_VIOLATES_POLICY,
          device,
          policy,
          { ...violation },
        ),
      );
    });
    await step.writer.flushIfFull();
  }
}

const tooMany = (organization: string) =>
  `Organization ${organization} has more than ${MOST_RESULTS.toLocaleString(
    'en-US',
  )} results of policies: they are not read, and which policy failed on which device is not told. How many failed on a device is among its properties.`;
