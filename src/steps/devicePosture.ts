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
import { hasSystemInsights, inTurn } from './systemInsights';

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
    executionHandler: (step) => inTurn(step, () => fetchDevicePosture(step)),
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

type Row = Record<string, unknown>;

/** What tables tell of a device. */
interface Told {
  /** The rows of each table that is not too old. */
  tables: Partial<Record<TableName, readonly Row[]>>;
  staleTables: TableName[];
  /** When the oldest of these rows was collected. */
  postureOn: number;
  lastCollectedOn: number;
}

/**
 * One after the other: a page is ten thousand rows. One that is not known to be
 * complete tells nothing: of half of it, a disk or a product would be missing.
 *
 * @returns what they tell of each device, by its id
 */
async function readTables(
  step: Step,
  organization: Organization,
  devices: GraphObject[],
): Promise<Map<string, Told>> {
  const all = new Map<string, Told>();
  const ids = new Set(devices.map(({ id }) => id));
  const platforms = new Set(devices.map((each) => each.properties.platform));
  const { deriveDeviceAccess } = step.context.instance.config as {
    deriveDeviceAccess?: boolean;
  };
  const tables = [
    ...POSTURE_TABLES,
    ...(deriveDeviceAccess === true ? ACCOUNT_TABLES : []),
  ];
  for (const table of tables) {
    const { endpoint, platforms: own } = table;
    const mayHave = (platform: unknown) => platforms.has(platform);
    if (own && ![undefined, ...own].some(mayHave)) continue;
    try {
      const newest = new Newest(table, ids);
      for await (const rows of organization.list(endpoint, step.id)) {
        rows.forEach((row) => newest.add(row as Row));
      }
      if (newest.isOfOthers() && step.isComplete(Steps.DEVICES)) {
        const what = `none of the rows of ${endpoint.name} is of a device of the graph`;
        throw incompleteRead(what);
      }
      newest.tell(all);
    } catch (error) {
      // The right to read one is that to read all.
      if (error instanceof IntegrationProviderAuthorizationError) throw error;
      step.failures.add(endpoint.name, error, organization.id);
      step.failures.throwIfFatal();
    }
  }
  return all;
}

interface Collected {
  id: string;
  at: number;
  row: Row;
}

/** Of a table the newest collection of each device: rows come in any order, and older ones among them. */
class Newest {
  private readonly collected = new Map<string, Collected>();
  /** When each device was last collected, by any of its rows. */
  private readonly latest = new Map<string, number>();
  /** Rows by what they tell, which most devices have in common: a tenth of the memory. */
  private readonly shared = new Map<string, Row>();
  private rows = 0;
  private unmatched = 0;

  constructor(
    private readonly table: PostureTable,
    private readonly ids: ReadonlySet<string>,
  ) {}

  /** Of a row that names no device or no time nobody knows what it tells. */
  add(row: Row): void {
    const id = normalizeId(asString(row.system_id) ?? '');
    const at = asTimestamp(row.collection_time);
    this.rows++;
    if (!this.ids.has(id)) this.unmatched++;
    else if (at !== undefined) {
      const { keys, fields, where } = this.table;
      this.latest.set(id, Math.max(at, this.latest.get(id) ?? 0));
      if (where && !where(row)) return;
      const key = JSON.stringify([id, ...keys.map((each) => row[each])]);
      if ((this.collected.get(key)?.at ?? 0) > at) return;
      const told = fields.map((field) => [field, row[field]]);
      this.collected.set(key, { id, at, row: this.share(told) });
    }
  }

  private share(told: unknown[][]): Row {
    const text = JSON.stringify(told);
    const row = this.shared.get(text) ?? (Object.fromEntries(told) as Row);
    this.shared.set(text, row);
    return row;
  }

  /** Whether enough rows came to tell, and all of them of devices that nobody knows: another organization's. */
  isOfOthers(): boolean {
    return this.rows >= TELLING && this.unmatched === this.rows;
  }

  /** Adds to what is told of each device. */
  tell(all: Map<string, Told>): void {
    const { table } = this.table;
    const oldest = Date.now() - OLDEST;
    this.latest.forEach((at, id) => {
      const told = all.get(id) ?? {
        tables: {},
        staleTables: [],
        postureOn: Infinity,
        lastCollectedOn: 0,
      };
      all.set(id, told);
      told.lastCollectedOn = Math.max(told.lastCollectedOn, at);
      if (at < oldest) told.staleTables.push(table);
      else {
        told.tables[table] = [];
        told.postureOn = Math.min(told.postureOn, at);
      }
    });
    this.collected.forEach(({ id, at, row }) => {
      const told = all.get(id);
      const rows = told?.tables[table];
      const isOld = at <= (this.latest.get(id) ?? 0) - ONE_COLLECTION;
      if (!told || !rows || isOld) return;
      told.tables[table] = [...rows, row];
      told.postureOn = Math.min(told.postureOn, at);
    });
  }
}

/** One for each device of which System Insights has ever collected anything. */
function* postures(
  devices: GraphObject[],
  all: ReadonlyMap<string, Told>,
): Generator<DevicePostureRow[]> {
  let rows: DevicePostureRow[] = [];
  for (const { id, properties } of devices) {
    const told = all.get(id);
    if (!told) continue;
    const { tables, staleTables, postureOn, lastCollectedOn } = told;
    const row = {
      id,
      of: properties.displayName,
      encryptedByAgent: properties.encrypted,
      postureOn: Number.isFinite(postureOn) ? postureOn : undefined,
      lastCollectedOn,
      staleTables,
    };
    // A spread takes a hundred times as long.
    rows.push(Object.assign(row, tables));
    if (rows.length < BATCH) continue;
    yield rows;
    rows = [];
  }
  yield rows;
}
