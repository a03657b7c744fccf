import {
  IntegrationError,
  IntegrationProviderAuthorizationError,
} from '@jupiterone/integration-sdk-core';

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
import { hasSystemInsights } from './systemInsights';

/** Of a run: 5,000 devices with 60 applications each. The SDK keeps the key of every relationship in memory, with all about it some 450 bytes (measured). */
const MOST_RELATIONSHIPS = 300_000;
/** Relationships that are gathered before they are written: files of 500 are full then. */
const MOST_WAITING = 10 * BATCH;
/** Of a run. */
const MOST_ROWS = 20_000_000;

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
    executionHandler: (step) => fetchInstalledApplications(step),
  },
];

/** What a run may read and make. */
interface Budget {
  rows: number;
  relationships: number;
}

/** @param most what all organizations may have together; tests have less */
export async function fetchInstalledApplications(
  step: Step,
  most: Budget = { rows: MOST_ROWS, relationships: MOST_RELATIONSHIPS },
): Promise<void> {
  const devices = await step.objects(Entities.DEVICE);
  const left = { ...most };
  await step.entities(
    Entities.INSTALLED_APPLICATION,
    Relationships.ACCOUNT_HAS_INSTALLED_APPLICATION,
    {
      read: (organization) =>
        new Inventory(step, organization, devices, most, left).read(),
    },
  );
}

/** The software of one organization. */
class Inventory {
  /** By their ids. */
  private readonly applications = new Map<string, Application>();
  /** By name and vendor, as they are written. */
  private readonly programs = new Map<string, Application>();
  private readonly extensions = new Map<string, Application>();
  /** Keys of relationships that are not in the graph yet. */
  private readonly waiting = new Set<string>();
  private lastDevice: { id: unknown; key?: string } = { id: undefined };
  /** The tables that were read to their end. */
  private readonly complete: SoftwareTable[] = [];

  constructor(
    private readonly step: Step,
    private readonly organization: Organization,
    private readonly devices: GraphObjects,
    private readonly most: Budget,
    private readonly left: Budget,
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
        if (this.waiting.size >= MOST_WAITING) await this.flush();
        if (this.isSpent()) throw this.tooMuch();
      }
    } finally {
      this.applications.forEach((application) => this.relate(application));
      await this.flush();
    }
  }

  /**
   * A device may have several copies of an application, in different versions:
   * the one that was seen last counts. Rows come sorted by device, so a copy waits
   * for its kind until a row of another device comes, and no row longer.
   */
  private take(table: SoftwareTable, row: Record<string, unknown>): void {
    const device = this.deviceOf(row.system_id);
    const installed = device && table.read(row);
    if (!device || !installed) return;
    const application = this.applicationOf(table, installed);
    application.add(table, installed);
    const { copy } = application;
    if (copy?.device === device) {
      if (installed.seenAt > copy.installed.seenAt) copy.installed = installed;
      return;
    }
    this.relate(application);
    application.copy = { device, installed };
  }

  private relate(application: Application): void {
    const { copy } = application;
    if (!copy) return;
    application.copy = undefined;
    const { version, seenAt, lastOpenedOn } = copy.installed;
    const relationship = createRelationship(
      Relationships.DEVICE_INSTALLED_APPLICATION,
      copy.device,
      entityKey(Entities.INSTALLED_APPLICATION, application.id),
      { version, lastSeenOn: asTimestamp(seenAt), lastOpenedOn },
    );
    const { _key: key } = relationship;
    // An earlier page has told it, or the list was read again.
    if (this.waiting.has(key) || this.step.writer.hasKey(key)) return;
    this.waiting.add(key);
    this.step.writer.addRelationship(relationship);
    application.deviceCount++;
    this.left.relationships--;
  }

  /** Afterwards all that was related is found in the graph. */
  private async flush(): Promise<void> {
    await this.step.writer.flush();
    this.waiting.clear();
  }

  /** The key of a device of the graph. */
  private deviceOf(id: unknown): string | undefined {
    if (id !== this.lastDevice.id) {
      const key = entityKey(Entities.DEVICE, String(id));
      const isInGraph = this.devices.has(key);
      this.lastDevice = { id, key: isInGraph ? key : undefined };
    }
    return this.lastDevice.key;
  }

  private applicationOf(
    table: SoftwareTable,
    { name, vendor }: Installed,
  ): Application {
    const kind = table.isExtension ? this.extensions : this.programs;
    const written = `${name}\n${vendor ?? ''}`;
    const known = kind.get(written);
    if (known) return known;
    const about = { name, vendor };
    const id = installedApplicationId(this.organization.id, table, about);
    // It may be written in capitals elsewhere.
    const application =
      this.applications.get(id) ??
      new Application(id, name, vendor, table.isExtension);
    this.applications.set(id, application);
    kind.set(written, application);
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

/** An application while rows are read. */
class Application {
  deviceCount = 0;
  /** What the device has whose rows come now. */
  copy?: { device: string; installed: Installed };

  private readonly identifiers = new Set<string>();
  private readonly platforms = new Set<string>();
  private permissions?: Set<string>;

  constructor(
    readonly id: string,
    private readonly name: string,
    private readonly vendor: string | undefined,
    private readonly isExtension: boolean,
  ) {}

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
