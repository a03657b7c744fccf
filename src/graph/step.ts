/*
 * All verbs of a step on one page: longer than other files, so that whoever
 * writes a step finds here what there is.
 */
import {
  Entity,
  IntegrationStepExecutionContext,
  StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';

import { IntegrationConfig, runOf } from '../config';
import { ConnectionEndpoint, ListEndpoint } from '../jumpcloud/endpoints';
import { incompleteRead } from '../jumpcloud/errors';
import { idOf } from '../jumpcloud/ids';
import { Organization } from '../jumpcloud/organization';
import { eachObject, sideBySide } from './eachObject';
import { listUnlessRefuted, Witness } from './emptyList';
import {
  createEntity,
  entityKey,
  EntityModel,
  EntityType,
  listOf,
  EntityContext,
} from './entity';
import { Fields, Row } from './fields';
import { Failures } from './failures';
import {
  GraphObject,
  GraphObjects,
  objectsOf,
  rememberedObjects,
  rememberedOf,
  rememberObjects,
} from './objects';
import { createRelationship, RelationshipProperties } from './relationship';
import { Writer } from './writer';

export type StepContext = IntegrationStepExecutionContext<IntegrationConfig>;

/** Organizations that are read side by side: enough to keep the governor busy while pages are awaited, and few enough that none waits long. */
const ORGANIZATIONS_SIDE_BY_SIDE = 3;

/**
 * The handler of a step. What fails on the way is collected, and thrown at the
 * end, so that everything readable is emitted first; a step that throws keeps
 * JupiterOne from deleting what was not read.
 */
export function handler(
  task: (step: Step) => Promise<unknown>,
): (context: StepContext) => Promise<void> {
  return async (context) => {
    const step = new Step(context);
    const { progress } = runOf(context).jumpCloud;
    progress.stepStarted();
    try {
      await task(step);
    } finally {
      await step.writer.leave();
      progress.stepEnded();
    }
    step.failures.throwIfAny();
  };
}

interface EntitySource<F extends Fields> {
  /** The objects whose lists are read, where the declared list belongs to an object. */
  parent?: EntityType;
  /** Changes a row before it is converted, with what else is known of it. */
  enrich?: (
    row: Row<F>,
    organization: Organization,
  ) => Row<F> | Promise<Row<F>>;
  /** What refutes an empty list. */
  witness?: Witness;
  /** Reads the rows of an organization; by default the list that the entity declares. */
  read?: (organization: Organization) => AsyncIterable<object[]>;
  /** Is shown each object that is in the graph now. */
  onEntity?: (entity: Entity, row: Row<F>, organization: Organization) => void;
}

interface ConnectionSource {
  /** Whose connections are read. */
  of: EntityType;
  /** Which of them, where it is not all. */
  where?: (object: GraphObject) => boolean;
  read: ConnectionEndpoint;
  properties?: RelationshipProperties;
  onRelationship?: (fromKey: string, toKey: string) => void;
}

interface LinkSource {
  /** The objects that hold the ids of others in a field. */
  of: EntityType;
  /** The ids that one of them holds; of ids that are not in the graph nothing comes. */
  to: (object: GraphObject) => unknown;
  /** The relationship leads from the other object to this one; by default where the types say so. */
  reversed?: boolean;
  properties?: (object: GraphObject) => RelationshipProperties;
}

interface DerivedSource {
  /** The relationship of a group to its members. */
  from: StepRelationshipMetadata;
  reached: ReadonlyMap<string, readonly string[]>;
  properties?: RelationshipProperties;
}

/** Where the connections of an organization lead. */
interface Tally {
  /** To objects that are in the graph, and to such as are not. */
  leading: number;
  dangling: number;
  /** To nothing: JumpCloud sent null. */
  gone: number;
}

/** From as many connections on it tells something that all of them are null, or that nine of ten lead nowhere. */
const TELLING_NULLS = 3;
const TELLING = 10;

/** A few of them may have been deleted meanwhile, but not all of a tenant. */
function isCredible({ leading, dangling, gone }: Tally): boolean {
  if (leading === 0 && (dangling > 0 || gone >= TELLING_NULLS)) return false;
  const all = leading + dangling + gone;
  return all < TELLING || leading > all / 10;
}

/** The verbs that all steps share. */
export class Step {
  readonly failures: Failures;
  readonly writer: Writer;

  constructor(readonly context: StepContext) {
    this.failures = new Failures(context.logger);
    this.writer = new Writer(context.jobState, runOf(context));
  }

  organizations(): Promise<Organization[]> {
    return runOf(this.context).jumpCloud.organizations();
  }

  /** Runs a task for each organization; one that fails does not stop the others. */
  async eachOrganization(
    task: (organization: Organization) => Promise<void>,
  ): Promise<void> {
    await sideBySide(
      await this.organizations(),
      ORGANIZATIONS_SIDE_BY_SIDE,
      async (organization) => {
        try {
          await task(organization);
        } catch (error) {
          this.failures.add(`organization ${organization.id}`, error);
        }
      },
    );
  }

  /**
   * Objects -> entities, with the relationship of what they are under: the
   * account of their organization, or the object whose list they are on.
   *
   * @param under the relationship of the parent to each of them; none for objects that stand alone
   */
  async entities<F extends Fields>(
    model: EntityModel<F>,
    under?: StepRelationshipMetadata,
    { parent, enrich, witness, read, onEntity }: EntitySource<F> = {},
  ): Promise<void> {
    const { writer, failures } = this;
    const objects = new GraphObjects();
    const convertAll = async (
      pages: AsyncIterable<object[]>,
      organization: Organization,
      parentKey: string,
    ) => {
      for await (const rows of pages) {
        for (const row of rows as Row<F>[]) {
          try {
            const full = enrich ? await enrich(row, organization) : row;
            const entity = createEntity(
              model,
              full,
              this.contextOf(organization),
            );
            const { _key: key } = entity;
            writer.addEntity(entity);
            if (under) {
              writer.addRelationship(createRelationship(under, parentKey, key));
            }
            objects.add({
              key,
              id: String(entity.id),
              organization,
              properties: rememberedOf(entity, model),
            });
            onEntity?.(entity, full, organization);
          } catch (error) {
            // One odd object must not cost the others.
            failures.add(idOf(row) ?? model.resourceName, error);
          }
        }
        await writer.makeRoom();
      }
    };
    const rowsOf = (organization: Organization, parentId?: string) =>
      read?.(organization) ??
      (witness
        ? listUnlessRefuted(organization, model, witness)
        : organization.list(listOf(model), parentId));
    try {
      if (parent) {
        await this.eachObject(
          parent,
          listOf(model).name,
          ({ id, key, organization }) =>
            convertAll(rowsOf(organization, id), organization, key),
        );
      } else {
        await this.eachOrganization((organization) =>
          convertAll(
            rowsOf(organization),
            organization,
            entityKey({ _type: under?.sourceType ?? '' }, organization.id),
          ),
        );
      }
    } finally {
      await writer.finish();
      const isWhole = failures.isEmpty();
      await rememberObjects(this.context.jobState, model, { objects, isWhole });
    }
  }

  /**
   * Reads another list that says more of the same objects, each time for the
   * first of them that needs it. A list that cannot be read fails the step, but
   * costs none of the objects.
   *
   * @returns the rows of the list, or of that of an object where its path names one
   */
  supplement(
    endpoint: ListEndpoint,
  ): (organization: Organization, parentId?: string) => Promise<object[]> {
    const readings = new Map<string, Promise<object[]>>();
    const read = async (organization: Organization, parentId?: string) => {
      const all: object[] = [];
      try {
        for await (const rows of organization.list(endpoint, parentId)) {
          all.push(...rows);
        }
      } catch (error) {
        const of = parentId ?? `organization ${organization.id}`;
        this.failures.add(`${endpoint.name} of ${of}`, error);
      }
      return all;
    };
    return (organization, parentId) => {
      const key = [organization.id, parentId].join(' ');
      const reading = readings.get(key) ?? read(organization, parentId);
      readings.set(key, reading);
      return reading;
    };
  }

  /** Keeps what is no object of the graph for a later step. */
  async keep<T>(name: string, value: T): Promise<void> {
    await this.context.jobState.setData(name, value);
  }

  /** @returns undefined when the step that keeps it did not run */
  kept<T>(name: string): Promise<T | undefined> {
    return this.context.jobState.getData<T>(name);
  }

  /** The objects of a type that earlier steps have put into the graph, by key. */
  async objects(model: EntityType): Promise<GraphObjects> {
    return objectsOf(this.context.jobState, model, await this.organizations());
  }

  /** Whether all objects of a type were read, as far as this run knows. */
  async isWhole(model: { _type: string }): Promise<boolean> {
    const known = await rememberedObjects(this.context.jobState, model);
    return known?.isWhole !== false;
  }

  /**
   * Connections -> relationships, by keys alone. Connections to objects that
   * are not in the graph are left out.
   */
  async connections(
    as: StepRelationshipMetadata,
    { of, where, read, properties, onRelationship }: ConnectionSource,
  ): Promise<void> {
    const { writer } = this;
    const reversed = as.sourceType !== of._type;
    const farType = reversed ? as.sourceType : as.targetType;
    const isInGraph = await this.keysOf(farType);
    const far = { _type: farType };
    const tallies = new Map<string, Tally>();
    // Associations are read once for each type of target.
    const what = [read.query?.targets, read.name].filter(Boolean).join(' ');
    const readOne = async ({ id, key, organization }: GraphObject) => {
      const tally = tallies.get(organization.id) ?? {
        leading: 0,
        dangling: 0,
        gone: 0,
      };
      tallies.set(organization.id, tally);
      const onGone = (count: number) => (tally.gone += count);
      for await (const ids of organization.connections(read, id, onGone)) {
        for (const farId of ids) {
          const farKey = entityKey(far, farId);
          if (!isInGraph(farKey)) {
            tally.dangling++;
            continue;
          }
          tally.leading++;
          const [from, to] = reversed ? [farKey, key] : [key, farKey];
          writer.addRelationship(createRelationship(as, from, to, properties));
          onRelationship?.(from, to);
        }
        await writer.makeRoom();
      }
    };
    await this.eachObject(of, what, readOne, where);
    await writer.finish();
    // Where the others were not read, theirs is the failure.
    if (!(await this.isWhole(far))) return;
    tallies.forEach((tally, id) => {
      if (isCredible(tally)) return;
      this.failures.add(
        `${read.name} of organization ${id}`,
        incompleteRead(
          `Of what ${read.name} name, ${tally.leading} ${farType} are in the graph, ${tally.dangling} are not, and ${tally.gone} are null`,
        ),
      );
    });
  }

  /**
   * Connections that both of their ends tell, with a list for each object: the
   * end of which there are fewer objects is asked.
   */
  async connectionsOfFewer(
    as: StepRelationshipMetadata,
    ends: readonly [ConnectionSource, ConnectionSource],
  ): Promise<void> {
    const [one, other] = await Promise.all(
      ends.map(async ({ of, where = () => true }) => {
        const objects = (await this.objects(of)).values();
        return objects.filter(where).length;
      }),
    );
    await this.connections(as, one < other ? ends[0] : ends[1]);
  }

  /**
   * Relationships that are held in a field of an object: a manager, an owner, a
   * role. An object that names itself, or one that is not in the graph, is left
   * out.
   */
  async link(
    as: StepRelationshipMetadata,
    { of, to, reversed = as.sourceType !== of._type, properties }: LinkSource,
  ): Promise<void> {
    const farType = reversed ? as.sourceType : as.targetType;
    const isInGraph = await this.keysOf(farType);
    await this.each(of, (object) => {
      const ids = to(object);
      for (const id of Array.isArray(ids) ? ids : [ids]) {
        if (typeof id !== 'string') continue;
        const farKey = entityKey({ _type: farType }, id);
        if (farKey === object.key || !isInGraph(farKey)) continue;
        const [from, target] = reversed
          ? [farKey, object.key]
          : [object.key, farKey];
        this.writer.addRelationship(
          createRelationship(as, from, target, properties?.(object)),
        );
      }
    });
  }

  /**
   * What members reach through their group, from the memberships that are in
   * the graph already: asking JumpCloud would cost dozens of requests per
   * object.
   *
   * @param reached keys of what each group reaches, by the key of the group
   */
  async derive(
    as: StepRelationshipMetadata,
    { from, reached, properties }: DerivedSource,
  ): Promise<void> {
    if (reached.size === 0) return;
    this.writer.isPatient = true;
    await this.context.jobState.iterateRelationships(
      { _type: from._type },
      async ({ _fromEntityKey, _toEntityKey }) => {
        (reached.get(String(_fromEntityKey)) ?? []).forEach((key) =>
          this.writer.addRelationship(
            createRelationship(as, String(_toEntityKey), key, properties),
          ),
        );
        await this.writer.makeRoom();
      },
    );
    await this.writer.finish();
  }

  /** Runs a task for each object of a type that is in the graph, and emits what it adds to the writer; one that fails does not stop the others. */
  async each(
    model: EntityType,
    task: (object: GraphObject) => void,
  ): Promise<void> {
    this.writer.isPatient = true;
    for (const object of (await this.objects(model)).values()) {
      try {
        task(object);
      } catch (error) {
        this.failures.add(object.id, error);
      }
      await this.writer.makeRoom();
    }
    await this.writer.finish();
  }

  /** The keys that relationships of a type lead to, by the key where they begin. */
  async targetsBySource({
    _type,
  }: StepRelationshipMetadata): Promise<Map<string, string[]>> {
    const targets = new Map<string, string[]>();
    await this.eachRelationship({ _type }, (source, target) => {
      const keys = targets.get(source);
      if (keys) keys.push(target);
      else targets.set(source, [target]);
    });
    return targets;
  }

  /** Shows the keys of both ends of each relationship of a type that is in the graph. */
  async eachRelationship(
    { _type }: { _type: string },
    task: (fromKey: string, toKey: string) => void,
  ): Promise<void> {
    await this.context.jobState.iterateRelationships(
      { _type },
      ({ _fromEntityKey, _toEntityKey }) =>
        task(String(_fromEntityKey), String(_toEntityKey)),
    );
  }

  /** Runs a task for each object of a type that is in the graph, as `eachObject` does. */
  private async eachObject(
    model: EntityType,
    what: string,
    task: (object: GraphObject) => Promise<void>,
    where: (object: GraphObject) => boolean = () => true,
  ): Promise<void> {
    const objects = (await this.objects(model)).values().filter(where);
    const { progress } = runOf(this.context).jumpCloud;
    const { failures, context } = this;
    const { logger } = context;
    await eachObject(
      { model, objects, what, failures, progress, logger },
      task,
    );
  }

  /** Whether a key is that of an object of this type. */
  private async keysOf(_type: string): Promise<(key: string) => boolean> {
    const known = await rememberedObjects(this.context.jobState, { _type });
    return known
      ? (key) => known.objects.has(key)
      : (key) => this.writer.hasKey(key);
  }

  contextOf({ id, consoleUrl }: Organization): EntityContext {
    return {
      organizationId: id,
      consoleUrl,
      instanceName: this.context.instance.name,
    };
  }
}
