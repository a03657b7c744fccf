import {
  IntegrationError,
  IntegrationProviderAuthorizationError,
} from '@jupiterone/integration-sdk-core';
import { promisify } from 'util';

import {
  Installed,
  installedApplicationId,
  InstalledApplicationRow,
  SOFTWARE_TABLES,
  SoftwareTable,
} from '../entities/installedApplications';
import { asTimestamp } from '../entities/properties';
import { entityKey } from '../graph/entity';
import { GraphObjects } from '../graph/objects';
import { createRelationship } from '../graph/relationship';
import { Step, StepDeclaration } from '../graph/step';
import { BATCH } from '../jumpcloud/limits';
import { Organization } from '../jumpcloud/organization';
import { Entities, IngestionSources, Relationships, Steps } from '../model';
import { hasSystemInsights, inTurn } from './systemInsights';

/** Of a run: 5,000 devices with 60 applications each. The SDK keeps the key of every relationship in memory, with all about it some 400 bytes (measured). */
const MOST_RELATIONSHIPS = 300_000;
/** Of a run. */
const MOST_ROWS = 20_000_000;
/** Relationships after which garbage is collected. The SDK's buffer is a map that leads from each batch to the next, so V8 takes all of them for old: for each relationship 350 bytes more would wait for the next full collection (measured), which comes when the memory has doubled. */
const COLLECTION_AFTER = 150_000;

export const installedApplicationSteps: StepDeclaration[] = [
  {
    id: Steps.INSTALLED_APPLICATIONS,
    name: 'Fetch Installed Applications',
    ingestionSourceId: IngestionSources.SOFTWARE_INVENTORY,
    entities: [Entities.INSTALLED_APPLICATION],
    relationships: [
      Relationships.ACCOUNT_HAS_INSTALLED_APPLICATION,
      Relationships.DEVICE_INSTALLED_APPLICATION,
    ],
    dependsOn: [Steps.ACCOUNT, Steps.DEVICES],
    executionHandler: (step) =>
      inTurn(step, () => fetchInstalledApplications(step)),
  },
];

/** What a run may read and make. */
interface Budget {
  rows: number;
  relationships: number;
}

/** What of it is left to all organizations. */
interface Left extends Budget {
  /** With how many relationships left garbage is collected. */
  nextCollection: number;
}

/** @param most what all organizations may have together; tests have less */
export async function fetchInstalledApplications(
  step: Step,
  most: Budget = { rows: MOST_ROWS, relationships: MOST_RELATIONSHIPS },
): Promise<void> {
  const devices = await step.objects(Entities.DEVICE);
  // The first comes with the first batch: posture has left its tables.
  const left = { ...most, nextCollection: most.relationships };
  await step.entities(
    Entities.INSTALLED_APPLICATION,
    Relationships.ACCOUNT_HAS_INSTALLED_APPLICATION,
    {
      read: (organization) =>
        new Inventory(step, organization, devices, most, left).read(),
    },
  );
}

/** Applications by name and vendor, as they are written. */
type ByName = Map<string, Map<unknown, Application>>;

/** The software of one organization. */
class Inventory {
  /** By their ids. */
  private readonly applications = new Map<string, Application>();
  private readonly programs: ByName = new Map();
  private readonly extensions: ByName = new Map();
  /** Keys of relationships that are not in the graph yet. */
  private waiting = new Set<string>();
  /** The device whose rows come now, by its key where it is in the graph, and what it has. */
  private device: { id: unknown; key?: string } = { id: undefined };
  private copies = new Map<Application, Installed>();
  /** The tables that were read to their end. */
  private readonly complete: SoftwareTable[] = [];

  constructor(
    private readonly step: Step,
    private readonly organization: Organization,
    private readonly devices: GraphObjects,
    private readonly most: Budget,
    private readonly left: Left,
  ) {}

  /**
   * Relates devices to applications as rows come, none of which is kept.
   *
   * @yields the applications, when all rows have come or reading has failed
   * @throws what ended the reading; whatever was read is emitted before
   */
  async *read(): AsyncGenerator<object[], void> {
    const { step, organization } = this;
    if (!(await hasSystemInsights(step, organization))) return;
    let failure: unknown;
    for (const table of SOFTWARE_TABLES) {
      try {
        await this.readTable(table);
        this.complete.push(table);
      } catch (error) {
        failure ??= error;
        const isForbidden =
          error instanceof IntegrationProviderAuthorizationError;
        if (isForbidden || this.isSpent()) break;
      }
    }
    const all = Array.from(this.applications.values());
    for (let n = 0; n < all.length; n += BATCH) {
      yield all.slice(n, n + BATCH).map((each) => each.row(!failure));
    }
    if (failure) throw this.isSpent() ? this.tooMuch() : failure;
  }

  private async readTable(table: SoftwareTable): Promise<void> {
    const { step, organization, left } = this;
    try {
      for await (const rows of organization.list(table.endpoint, step.id)) {
        left.rows -= rows.length;
        rows.forEach((row) => this.take(table, row as Record<string, unknown>));
        if (this.waiting.size >= BATCH) await this.writeBatches();
        if (this.isSpent()) throw this.tooMuch();
      }
    } finally {
      this.relate();
      await step.writer.flush();
      this.waiting = new Set();
    }
  }

  /**
   * A device may have several copies of an application, in different versions:
   * the one that was seen last counts. Rows come sorted by device, so copies wait
   * until a row of another device comes, and no row longer.
   */
  private take(table: SoftwareTable, row: Record<string, unknown>): void {
    const { system_id: id } = row;
    if (id !== this.device.id) {
      this.relate();
      const key = entityKey(Entities.DEVICE, String(id));
      this.device = { id, key: this.devices.has(key) ? key : undefined };
    }
    const installed = this.device.key && table.read(row);
    if (!installed) return;
    const application = this.applicationOf(table, installed);
    application.add(table, installed);
    const { seenAt } = this.copies.get(application) ?? {};
    if (seenAt === undefined || installed.seenAt > seenAt) {
      this.copies.set(application, installed);
    }
  }

  /** Relates the device to what it has. */
  private relate(): void {
    const { step, copies, waiting } = this;
    copies.forEach(({ version, seenAt, lastOpenedOn }, application) => {
      const relationship = createRelationship(
        Relationships.DEVICE_INSTALLED_APPLICATION,
        this.device.key ?? '',
        application.key,
        { version, lastSeenOn: asTimestamp(seenAt), lastOpenedOn },
      );
      const { _key: key } = relationship;
      // Another table has told it, or the list was read again.
      if (waiting.has(key) || step.writer.hasKey(key)) return;
      waiting.add(key);
      step.writer.addRelationship(relationship);
      application.deviceCount++;
      this.left.relationships--;
    });
    // A map that is cleared, or a set of which much is deleted, leaves its table to the next full collection.
    this.copies = new Map();
  }

  /** Whole ones, so that all files are full. */
  private async writeBatches(): Promise<void> {
    const { left, step } = this;
    await step.writer.flushIfFull();
    // The writer has kept less than a batch, the newest.
    this.waiting = new Set(Array.from(this.waiting).slice(-BATCH));
    if (left.relationships > left.nextCollection) return;
    left.nextCollection = left.relationships - COLLECTION_AFTER;
    await collectGarbage();
  }

  private applicationOf(
    table: SoftwareTable,
    { name, vendor }: Installed,
  ): Application {
    const kind = table.isExtension ? this.extensions : this.programs;
    const vendors = kind.get(name) ?? new Map<unknown, Application>();
    const known = vendors.get(vendor);
    if (known) return known;
    const about = { name, vendor };
    const id = installedApplicationId(this.organization.id, table, about);
    // It may be written in capitals elsewhere.
    const application =
      this.applications.get(id) ??
      new Application(id, name, vendor, table.isExtension);
    this.applications.set(id, application);
    kind.set(name, vendors.set(vendor, application));
    return application;
  }

  private isSpent(): boolean {
    return this.left.rows < 0 || this.left.relationships < 0;
  }

  private tooMuch(): IntegrationError {
    const names = (tables: readonly SoftwareTable[]) =>
      tables.map(({ endpoint: { name } }) => name).join(', ') || 'none';
    const missing = SOFTWARE_TABLES.filter(
      (each) => !this.complete.includes(each),
    );
    const most =
      this.left.rows < 0
        ? `${this.most.rows.toLocaleString('en-US')} rows`
        : `${this.most.relationships.toLocaleString('en-US')} relationships`;
    return new IntegrationError({
      code: 'TOO_MUCH_SOFTWARE',
      message: `Organization ${
        this.organization.id
      } has more software than a run reads: it ended after ${most}. Complete: ${names(
        this.complete,
      )}. Missing, all or in part: ${names(
        missing,
      )}. Nothing is deleted on account of this. Read the organization by a run of its own (Organization ID), or switch the field Ingest Software Inventory off.`,
    });
  }
}

/** By the one call of Node that needs no flag. Takes half a second at 300 MB. */
async function collectGarbage(): Promise<void> {
  try {
    const { Session } = await import('inspector');
    const session = new Session();
    session.connect();
    await promisify<string>(session.post).call(
      session,
      'HeapProfiler.collectGarbage',
    );
    session.disconnect();
  } catch {
    // Node may be built without an inspector. Then memory is all that it costs.
  }
}

/** An application while rows are read. */
class Application {
  deviceCount = 0;
  readonly key: string;

  private readonly identifiers = new Set<string>();
  private readonly platforms = new Set<string>();
  private permissions?: Set<string>;

  constructor(
    readonly id: string,
    private readonly name: string,
    private readonly vendor: string | undefined,
    private readonly isExtension: boolean,
  ) {
    this.key = entityKey(Entities.INSTALLED_APPLICATION, id);
  }

  add(
    { platform }: SoftwareTable,
    { identifier, permissions }: Installed,
  ): void {
    this.platforms.add(platform);
    if (identifier !== undefined) this.identifiers.add(identifier);
    if (permissions === undefined) return;
    this.permissions ??= new Set();
    for (const permission of permissions) this.permissions.add(permission);
  }

  row(isComplete: boolean): InstalledApplicationRow {
    return {
      id: this.id,
      name: this.name,
      vendor: this.vendor,
      isExtension: this.isExtension,
      identifiers: Array.from(this.identifiers),
      platforms: Array.from(this.platforms),
      permissions: this.permissions && Array.from(this.permissions),
      deviceCount: isComplete ? this.deviceCount : undefined,
    };
  }
}
