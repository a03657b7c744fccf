import { IntegrationProviderAuthorizationError } from '@jupiterone/integration-sdk-core';

import {
  ACCOUNT_TABLES,
  DevicePostureRow,
  POSTURE_TABLES,
  PostureTable,
  TableName,
} from '../entities/devicePosture';
import { asString, asTimestamp } from '../entities/properties';
import { entityKey } from '../graph/entity';
import { GraphObject } from '../graph/objects';
import { createRelationship } from '../graph/relationship';
import { Step, StepDeclaration } from '../graph/step';
import { incompleteRead } from '../jumpcloud/errors';
import { normalizeId } from '../jumpcloud/ids';
import { BATCH, TELLING } from '../jumpcloud/limits';
import { Organization } from '../jumpcloud/organization';
import { Entities, IngestionSources, Relationships, Steps } from '../model';
import { hasSystemInsights } from './systemInsights';

/** What was collected longer ago is not told as today's. */
const OLDEST = 30 * 86_400_000;

/** Rows of one device and table within that time are of one collection: an older row is of a disk or a product that may be gone. */
const ONE_COLLECTION = 3_600_000;

export const devicePostureSteps: StepDeclaration[] = [
  {
    id: Steps.DEVICE_POSTURE,
    name: 'Fetch Device Posture',
    ingestionSourceId: IngestionSources.DEVICE_POSTURE,
    entities: [Entities.DEVICE_POSTURE],
    relationships: [Relationships.DEVICE_HAS_DEVICE_POSTURE],
    dependsOn: [Steps.ACCOUNT, Steps.DEVICES],
    executionHandler: fetchDevicePosture,
  },
];

async function fetchDevicePosture(step: Step): Promise<void> {
  const devices = (await step.objects(Entities.DEVICE)).values();
  await step.entities(Entities.DEVICE_POSTURE, undefined, {
    read: async function* (organization) {
      if (!(await hasSystemInsights(step, organization))) return;
      const own = devices.filter(
        ({ organization: { id } }) => id === organization.id,
      );
      if (own.length === 0) return;
      yield* postures(own, await readTables(step, organization, own));
    },
    onEntity: ({ _key }, { id }) => {
      const device = entityKey(Entities.DEVICE, asString(id) ?? '');
      const as = Relationships.DEVICE_HAS_DEVICE_POSTURE;
      step.writer.addRelationship(createRelationship(as, device, _key));
    },
  });
}

type Tables = Map<TableName, Newest>;

/** One after the other: a page is ten thousand rows. One that is not known to be complete tells nothing: of half of it, a disk or a product would be missing. */
async function readTables(
  step: Step,
  organization: Organization,
  devices: GraphObject[],
): Promise<Tables> {
  const tables: Tables = new Map();
  const ids = new Set(devices.map(({ id }) => id));
  const platforms = new Set(devices.map((each) => each.properties.platform));
  const { deriveDeviceAccess } = step.context.instance.config as {
    deriveDeviceAccess?: boolean;
  };
  const all = [
    ...POSTURE_TABLES,
    ...(deriveDeviceAccess === true ? ACCOUNT_TABLES : []),
  ];
  for (const each of all) {
    const { table, endpoint, platforms: own } = each;
    const mayHave = (platform: unknown) => platforms.has(platform);
    if (own && ![undefined, ...own].some(mayHave)) continue;
    try {
      const newest = new Newest(each, ids);
      for await (const rows of organization.list(endpoint, step.id)) {
        rows.forEach((row) => newest.add(row as Record<string, unknown>));
      }
      if (newest.isOfOthers() && step.isComplete(Steps.DEVICES)) {
        const what = `none of the rows of ${endpoint.name} is of a device of the graph`;
        throw incompleteRead(what);
      }
      tables.set(table, newest);
    } catch (error) {
      // The right to read one is that to read all.
      if (error instanceof IntegrationProviderAuthorizationError) throw error;
      step.failures.add(endpoint.name, error, organization.id);
      step.failures.throwIfFatal();
    }
  }
  return tables;
}

interface Collected {
  at: number;
  row: Record<string, unknown>;
}

/** Of a table the newest collection of each device: rows come in any order, and older ones among them. */
class Newest {
  private readonly devices = new Map<string, Map<string, Collected>>();
  /** When each device was last collected, by any of its rows. */
  private readonly latest = new Map<string, number>();
  private rows = 0;
  private unmatched = 0;

  constructor(
    private readonly table: PostureTable,
    private readonly ids: ReadonlySet<string>,
  ) {}

  /** Of a row that names no device or no time nobody knows what it tells. */
  add(row: Record<string, unknown>): void {
    const id = normalizeId(asString(row.system_id) ?? '');
    const at = asTimestamp(row.collection_time);
    this.rows++;
    if (!this.ids.has(id)) this.unmatched++;
    else if (at !== undefined) {
      const known = this.devices.get(id) ?? new Map<string, Collected>();
      this.devices.set(id, known);
      const { keys, fields, where } = this.table;
      this.latest.set(id, Math.max(at, this.latest.get(id) ?? 0));
      if (where && !where(row)) return;
      const key = JSON.stringify(keys.map((each) => row[each]));
      if ((known.get(key)?.at ?? 0) > at) return;
      const told = fields.map((field) => [field, row[field]]);
      known.set(key, { at, row: Object.fromEntries(told) });
    }
  }

  /** Whether enough rows came to tell, and all of them of devices that nobody knows: another organization's. */
  isOfOthers(): boolean {
    return this.rows >= TELLING && this.unmatched === this.rows;
  }

  /** The newest collection of a device; undefined where there is none. */
  of(id: string): { at: number; rows: Collected[] } | undefined {
    const at = this.latest.get(id);
    if (at === undefined) return undefined;
    const all = Array.from(this.devices.get(id)?.values() ?? []);
    return { at, rows: all.filter((row) => row.at > at - ONE_COLLECTION) };
  }
}

/** One for each device of which System Insights has ever collected anything. */
function* postures(
  devices: GraphObject[],
  tables: Tables,
): Generator<DevicePostureRow[]> {
  const oldest = Date.now() - OLDEST;
  let rows: DevicePostureRow[] = [];
  for (const { id, properties } of devices) {
    const told: Record<string, unknown> = {};
    const staleTables: string[] = [];
    const times: number[] = [];
    let lastCollectedOn = 0;
    tables.forEach((newest, table) => {
      const collected = newest.of(id);
      if (collected === undefined) return;
      const { at, rows: all } = collected;
      lastCollectedOn = Math.max(lastCollectedOn, at);
      if (at < oldest) staleTables.push(table);
      else {
        times.push(at, ...all.map((each) => each.at));
        told[table] = all.map(({ row }) => row);
      }
    });
    if (lastCollectedOn === 0) continue;
    rows.push({
      ...told,
      id,
      of: properties.displayName,
      encryptedByAgent: properties.encrypted,
      postureOn: times.length > 0 ? Math.min(...times) : undefined,
      lastCollectedOn,
      staleTables,
    });
    if (rows.length < BATCH) continue;
    yield rows;
    rows = [];
  }
  yield rows;
}
