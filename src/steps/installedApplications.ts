import {
  IntegrationError,
  IntegrationProviderAuthorizationError,
} from '@jupiterone/integration-sdk-core';

import {
  deviceOf,
  Installed,
  installedApplicationId,
  InstalledApplicationRow,
  SOFTWARE_TABLES,
  SoftwareTable,
} from '../entities/installedApplications';
import { entityKey } from '../graph/entity';
import { GraphObjects } from '../graph/objects';
import { createRelationship } from '../graph/relationship';
import { Step, StepDeclaration } from '../graph/step';
import { BATCH } from '../jumpcloud/limits';
import { Organization } from '../jumpcloud/organization';
import { Entities, IngestionSources, Relationships, Steps } from '../model';
import { hasSystemInsights } from './systemInsights';

/** Of a run. The SDK keeps the key of every relationship in memory, about 150 bytes each. */
const MOST_RELATIONSHIPS = 1_000_000;
/** Of a run: 4,000 requests. */
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
  private readonly applications = new Map<string, Application>();
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
    for await (const rows of organization.list(table.endpoint, step.id)) {
      left.rows -= rows.length;
      await this.relate(table, rows);
      if (this.isSpent()) throw this.tooMuch();
    }
  }

  /** A device may have several copies of an application, in different versions: of those on a page the one that was seen last counts. */
  private async relate(table: SoftwareTable, rows: object[]): Promise<void> {
    const { step, devices, left } = this;
    const { writer } = step;
    const copies = new Map<string, Copy>();
    for (const row of rows) {
      const device = entityKey(Entities.DEVICE, deviceOf(row));
      if (!devices.has(device)) continue;
      const installed = table.read(row as Record<string, unknown>);
      if (installed === undefined) continue;
      const application = this.applicationOf(table, installed);
      application.add(table, installed);
      const name = `${device} ${application.id}`;
      const seenOn = installed.lastSeenOn ?? 0;
      if (seenOn > (copies.get(name)?.seenOn ?? -1)) {
        copies.set(name, { device, application, installed, seenOn });
      }
    }
    copies.forEach(({ device, application, installed }) => {
      const { version, lastSeenOn, lastOpenedOn } = installed;
      const relationship = createRelationship(
        Relationships.DEVICE_INSTALLED_APPLICATION,
        device,
        entityKey(Entities.INSTALLED_APPLICATION, application.id),
        { version, lastSeenOn, lastOpenedOn },
      );
      // An earlier page has told it, or the list was read again.
      if (writer.hasKey(relationship._key)) return;
      writer.addRelationship(relationship);
      application.deviceCount++;
      left.relationships--;
    });
    // So that the next page finds them in the graph.
    await writer.flush();
  }

  private applicationOf(
    table: SoftwareTable,
    { name, vendor }: Installed,
  ): Application {
    const key = `${String(table.isExtension)}\n${name}\n${vendor ?? ''}`;
    const known = this.applications.get(key.toLowerCase());
    if (known) return known;
    const id = installedApplicationId(this.organization.id, table, {
      name,
      vendor,
    });
    const application = new Application(id, name, vendor, table.isExtension);
    this.applications.set(key.toLowerCase(), application);
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

interface Copy {
  device: string;
  application: Application;
  installed: Installed;
  seenOn: number;
}

/** An application while rows are read. */
class Application {
  deviceCount = 0;

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
