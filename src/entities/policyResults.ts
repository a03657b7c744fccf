import { ListEndpoint, v2 } from '../jumpcloud/endpoints';
import { normalizeId } from '../jumpcloud/ids';
import { asNumber, asString, asTimestamp } from './properties';

/* What became of a policy on devices. Of what it printed there nothing is read: it may hold anything. */

/** The latest results of a policy, of each device. */
export const RESULTS: ListEndpoint = v2(
  'results of policies',
  '/policies/{id}/policystatuses',
  'systems.readonly',
);

/** Of these only the ones that failed; a server that does not heed the filter sends all of them. */
export const FAILED_RESULTS: ListEndpoint = {
  ...RESULTS,
  name: 'failed results of policies',
  query: { filter: 'success:eq:false' },
  fallback: { ...RESULTS, isRow: () => true },
};

/** How a policy failed on a device. */
export interface Violation {
  failedOn?: number;
  exitStatus?: number;
  failureCount: number;
}

interface Latest extends Violation {
  isFailed: boolean;
  at: number;
}

/** The results of one policy, by device. */
export class PolicyResults {
  private readonly latest = new Map<string, Latest>();

  add(row: object): void {
    const { systemID, state, success, startedAt, endedAt, exitStatus } =
      row as Record<string, unknown>;
    const device = asString(systemID);
    if (device === undefined) return;
    const word = asString(state)?.toLowerCase();
    // What is pending has not succeeded yet, and has not failed.
    const isFailed = word?.startsWith('fail') ?? success === false;
    const failedOn = asTimestamp(endedAt) ?? asTimestamp(startedAt);
    const key = normalizeId(device);
    const known = this.latest.get(key);
    const failureCount = (known?.failureCount ?? 0) + Number(isFailed);
    const at = failedOn ?? 0;
    const newest =
      known && known.at > at
        ? known
        : { isFailed, at, failedOn, exitStatus: asNumber(exitStatus) };
    this.latest.set(key, { ...newest, failureCount });
  }

  /** @returns the devices whose latest result is a failure, by their ids */
  violations(): Map<string, Violation> {
    const violations = new Map<string, Violation>();
    this.latest.forEach((result, device) => {
      const { isFailed, failedOn, exitStatus, failureCount } = result;
      if (isFailed) {
        violations.set(device, { failedOn, exitStatus, failureCount });
      }
    });
    return violations;
  }
}

/** What a relationship of a device to a policy says. */
export const VIOLATION = {
  failedOn: {
    type: 'number',
    description:
      'When the policy failed last on the device (milliseconds since the epoch)',
  },
  failureCount: {
    type: 'number',
    description:
      'How many of the results that JumpCloud keeps of the policy on the device are failures',
  },
  exitStatus: {
    type: 'number',
    description: 'Exit status of the last attempt to apply the policy',
  },
} as const;
