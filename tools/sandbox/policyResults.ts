import { DAY, PLANTED_SECRET, Row } from './random';
import { Tenant } from './tenant';

/* What became of each policy on each device. */

/** Of a policy's template, by the family of the device's system. */
const PLATFORMS: Record<string, string[]> = {
  darwin: ['darwin', 'universal'],
  windows: ['windows', 'universal'],
  linux: ['linux', 'universal'],
};

const known = new WeakMap<Tenant, Map<string, Row[]>>();

/** @returns the rows of `GET /api/v2/policies/{id}/policystatuses`, by the id of the policy; a device has as many failures as its `policyStats` count, where it has so many policies */
export function policyResultsOf(tenant: Tenant): Map<string, Row[]> {
  const results = known.get(tenant) ?? createResults(tenant);
  known.set(tenant, results);
  return results;
}

function createResults({ policies, systems, now }: Tenant): Map<string, Row[]> {
  const results = new Map<string, Row[]>(
    policies.map(({ id }): [string, Row[]] => [id, []]),
  );
  systems.forEach((system, n) => {
    const stats = system.policyStats as Row | undefined;
    if (!stats) return;
    let failed = Number(stats.failed);
    const platforms = PLATFORMS[String(system.osFamily)] ?? [];
    policies
      .filter(({ template }) =>
        platforms.includes(String((template as Row).osMetaFamily)),
      )
      .forEach(({ id }) => {
        const isFailed = failed-- > 0;
        const endedAt = new Date(now - (n % 9) * DAY).toISOString();
        results.get(id)?.push({
          id: `${id.slice(0, 12)}${system._id.slice(12)}`,
          policyID: id,
          systemID: system._id,
          startedAt: endedAt,
          endedAt,
          state: isFailed ? 'failed' : 'success',
          success: !isFailed,
          exitStatus: isFailed ? 1 : 0,
          detail: isFailed ? PLANTED_SECRET : '',
          stdOut: PLANTED_SECRET,
          stdErr: isFailed ? PLANTED_SECRET : '',
        });
      });
  });
  return results;
}
