/*
 * All verbs of a step on one page: longer than other files, so that whoever
 * writes a step finds here what there is.
 */
import {
  Entity,
  IntegrationProviderAuthorizationError,
  IntegrationStep,
  IntegrationStepExecutionContext,
  StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';

import { ListEndpoint } from '../jumpcloud/endpoints';
import { incompleteRead, isAbsent } from '../jumpcloud/errors';
import { idOf } from '../jumpcloud/ids';
import { SIDE_BY_SIDE, TELLING } from '../jumpcloud/limits';
import { Organization } from '../jumpcloud/organization';
import {
  createEntity,
  EntityContext,
  entityKey,
  EntityModel,
  EntityType,
  listOf,
} from './entity';
import { Failures } from './failures';
import { Fields, Row } from './fields';
import {
  GraphObject,
  GraphObjects,
  objectsInGraph,
  rememberedOf,
} from './objects';
import {
  createRelationship,
  RelationshipModel,
  RelationshipProperties,
} from './relationship';
import { ALL, Run } from './run';
import { Writer } from './writer';

/** A step of the SDK whose handler is given the verbs. */
export interface StepDeclaration
  extends Omit<IntegrationStep, 'executionHandler'> {
  executionHandler: (step: Step) => Promise<unknown>;
}

/**
 * The handler of a step. What fails on the way is collected, and thrown at the
 * end, so that everything readable is emitted first; a step that throws keeps
 * JupiterOne from deleting what was not read. Whether the step and all that it
 * depends on have read everything is recorded here, and nowhere else.
 */
export function handler<C extends IntegrationStepExecutionContext>(
  { id, dependsOn = [], executionHandler }: StepDeclaration,
  runOf: (context: C) => Run,
): (context: C) => Promise<void> {
  return async (context) => {
    const { incomplete, progress } = runOf(context);
    const step = new Step(id, context, runOf(context));
    const { failures } = step;
    const collecting = async (task: () => unknown) => {
      try {
        await task();
      } catch (error) {
        failures.add(id, error);
      }
    };
    await collecting(() => executionHandler(step));
    await collecting(() => step.checkMatches());
    await collecting(() => step.writer.close());
    const ofOthers = dependsOn.flatMap((each) =>
      Array.from(incomplete.get(each) ?? []),
    );
    const own = Array.from(failures.incomplete);
    incomplete.set(id, new Set(own.concat(ofOthers)));
    const requests = progress.requestsOf(id);
    const requestsOfRun = progress.requests;
    context.logger.info(
      { requests, requestsOfRun },
      `${requests} requests; ${requestsOfRun} of the run so far.`,
    );
    failures.throwIfAny();
  };
}

interface EntitySource<F extends Fields> {
  /** The objects whose lists are read, where the declared list belongs to an object. */
  parent?: EntityType;
  /** Adds to a row what else is known of it, before it is converted; several rows side by side. */
  enrich?: (
    row: Row<F>,
    organization: Organization,
  ) => Row<F> | Promise<Row<F>>;
  /** Reads the rows of an organization; by default the list that the entity declares. */
  read?: (organization: Organization) => AsyncIterable<object[]>;
  /** Is told of an organization without rows, and throws when that cannot be. */
  ifEmpty?: (organization: Organization) => Promise<void>;
  /** Is shown each object that is in the graph now. */
  onEntity?: (entity: Entity, row: Row<F>, organization: Organization) => void;
}

interface RowSource<P extends string> {
  /** The objects that have the list, or some of them. */
  of: EntityType;
  where?: (object: GraphObject) => boolean;
  read: ListEndpoint;
  /** The id of the object that a row leads to; by default what identifies the row. */
  farId?: (row: object, of: RowOwner) => string | null | undefined;
  properties?: (row: object, of: RowOwner) => RelationshipProperties<P>;
  /** Of the rows that lead to one object the one with the highest figure counts. */
  newest?: (row: object, of: RowOwner) => number | undefined;
  onRelationship?: (fromKey: string, toKey: string) => void;
  /** The step that reads what the rows lead to: when it is complete, and none of ten rows or more leads to the graph, they mean something else. */
  mustLeadTo?: string;
}

const NO_ROWS = { rows: 0, unmatched: 0 };

type RowOwner = Omit<GraphObject, 'properties'>;

/** How many rows an object has, how many objects of the graph they lead to (where the newest counts), and how many lead to none. */
type RowCounts = Record<'rows' | 'objects' | 'unmatched', number>;

interface LinkSource<P extends string> {
  /** The objects that hold the ids of others in a field. */
  of: EntityType;
  /** The ids that one of them holds; of ids that are not in the graph nothing comes. */
  to: (object: GraphObject) => unknown;
  /** The relationship leads from the other object to this one; by default where the types say so. */
  reversed?: boolean;
  properties?: (object: GraphObject) => RelationshipProperties<P>;
}

interface DerivedSource<P extends string> {
  /** The relationship of a group to its members. */
  from: StepRelationshipMetadata;
  /** Keys of what each group reaches, by the key of the group. */
  reached: ReadonlyMap<string, readonly string[]>;
  properties?: RelationshipProperties<P>;
}

/** The verbs that all steps share. */
export class Step {
  readonly failures: Failures;
  readonly writer: Writer;
  private readonly matchChecks: (() => void)[] = [];

  constructor(
    readonly id: string,
    readonly context: IntegrationStepExecutionContext,
    private readonly run: Run,
  ) {
    this.failures = new Failures(context.logger);
    this.writer = new Writer(context.jobState, run);
  }

  organizations(): Promise<Organization[]> {
    return this.run.jumpCloud.organizations();
  }

  /**
   * Whether a step and all that it depends on have read everything, as far as
   * this run knows.
   *
   * @param organization the id of one: whether everything of it was read
   */
  isComplete(step: string, organization?: string): boolean {
    const missing = this.run.incomplete.get(step) ?? new Set();
    return organization === undefined
      ? missing.size === 0
      : !missing.has(ALL) && !missing.has(organization);
  }

  /**
   * The objects of a type that earlier steps have put into the graph, by key. They
   * are kept in memory: to read all users from disk again costs a second for each
   * 100,000. When their step was not run but came from a cache of an earlier run
   * (`--step`), they are read from the graph.
   */
  async objects(model: EntityType): Promise<GraphObjects> {
    const { jobState } = this.context;
    const known = await this.remembered(model);
    if (known) return known;
    const all = await this.organizations();
    const objects = await objectsInGraph(jobState, model, all);
    await this.setData(model._type, objects);
    return objects;
  }

  private remembered({ _type }: { _type: string }) {
    return this.getData<GraphObjects>(_type);
  }

  /** Leaves what is no object of the graph for a later step. */
  setData<T>(name: string, value: T): Promise<void> {
    return this.context.jobState.setData(name, value);
  }

  /** @returns undefined when the step that leaves it did not run */
  getData<T>(name: string): Promise<T | undefined> {
    return this.context.jobState.getData<T>(name);
  }

  contextOf({ id, consoleUrl }: Organization): EntityContext {
    const { name: instanceName } = this.context.instance;
    return { organizationId: id, consoleUrl, instanceName };
  }

  /** Runs a task for each organization; one that fails does not stop the others. */
  async eachOrganization(
    task: (organization: Organization) => Promise<void>,
  ): Promise<void> {
    const organizations = await this.organizations();
    const nameOf = ({ id }: Organization) => `organization ${id}`;
    await this.sideBySide(organizations, task, nameOf, ({ id }) => id);
  }

  /**
   * Objects -> entities, with the relationship of what they are under: the
   * account of their organization, or the object whose list they are on.
   *
   * @param under the relationship of the parent to each of them; none for objects that stand alone
   */
  async entities<F extends Fields>(
    model: EntityModel<F>,
    under?: RelationshipModel,
    { parent, enrich, read, ifEmpty, onEntity }: EntitySource<F> = {},
  ): Promise<void> {
    const { writer, failures } = this;
    const { list } = model.declaration;
    const objects = new GraphObjects();
    const emit = (row: Row<F>, organization: Organization, above: string) => {
      const entity = createEntity(model, row, this.contextOf(organization));
      const { _key: key } = entity;
      writer.addEntity(entity);
      if (under) writer.addRelationship(createRelationship(under, above, key));
      const properties = rememberedOf(entity, model);
      objects.add({ key, id: String(entity.id), organization, properties });
      onEntity?.(entity, row, organization);
    };
    const emitAll = async (
      pages: AsyncIterable<object[]>,
      organization: Organization,
      above: string,
    ) => {
      let count = 0;
      const nameOf = (row: object) => idOf(row) ?? model.resourceName;
      for await (const rows of pages as AsyncIterable<Row<F>[]>) {
        count += rows.length;
        if (enrich) {
          const convert = async (row: Row<F>) =>
            emit(await enrich(row, organization), organization, above);
          const ofThis = () => organization.id;
          await this.sideBySide(rows, convert, nameOf, ofThis);
        } else {
          rows.forEach((row) => {
            // One malformed object must not cost the others.
            try {
              emit(row, organization, above);
            } catch (error) {
              failures.add(nameOf(row), error, organization.id);
            }
          });
        }
        await writer.flushIfFull();
      }
      if (count === 0) await ifEmpty?.(organization);
    };
    try {
      if (parent) {
        await this.eachObject(parent, listOf(model), (object) => {
          const { organization, id, key } = object;
          const pages = organization.list(listOf(model), this.id, id);
          return emitAll(pages, organization, key);
        });
      } else {
        await this.eachOrganization((organization) => {
          const pages =
            read?.(organization) ?? organization.list(listOf(model), this.id);
          const above = { _type: under?.sourceType ?? '' };
          const key = entityKey(above, organization.id);
          return emitAll(pages, organization, key);
        });
      }
      if (list?.isOfOneOrganization) this.refuseShared(objects);
    } finally {
      await this.setData(model._type, objects);
      await writer.flush();
    }
  }

  /** A server that does not heed `x-org-id` gives one organization all objects of another. */
  private refuseShared(objects: GraphObjects): void {
    const ids = new Map<string, string[]>();
    objects.values().forEach(({ organization, id }) => {
      const own = ids.get(organization.id) ?? [];
      ids.set(organization.id, [...own, id]);
    });
    const owners = new Map<string, string>();
    ids.forEach((own, id) => {
      const owner = owners.get(own.sort().join()) ?? id;
      owners.set(own.join(), owner);
      if (owner === id) return;
      const what = `JumpCloud gives the organizations ${owner} and ${id} the same ${own.length} objects`;
      this.failures.add(`organization ${id}`, incompleteRead(what), id);
    });
  }

  /**
   * Something that says more of objects than their list does, read when the first
   * of them needs it. Where the role may not read it, or where it is not there,
   * it costs its properties and a warning; where it breaks, it fails the step.
   *
   * @param read by default all rows of the list, which belongs to an object where its path names one
   * @returns a function that is given an organization, and the id of that object; undefined where it could not be read
   */
  supplement<T = object[]>(
    endpoint: ListEndpoint,
    read = async (organization: Organization, id?: string) => {
      const all: object[] = [];
      const pages = organization.list(endpoint, this.id, id);
      for await (const rows of pages) all.push(...rows);
      return all as unknown as T;
    },
  ): (organization: Organization, id?: string) => Promise<T | undefined> {
    const known = new Map<string, Promise<T | undefined>>();
    const { name } = endpoint;
    let isWarned = false;
    const readOnce = async (organization: Organization, id?: string) => {
      try {
        return await read(organization, id);
      } catch (error) {
        // What is forbidden was warned of already.
        if (error instanceof IntegrationProviderAuthorizationError) {
          return undefined;
        }
        if (!isAbsent(error)) {
          const of = id ?? `organization ${organization.id}`;
          this.failures.add(`${name} of ${of}`, error, organization.id);
        } else if (!isWarned) {
          this.context.logger.warn(`Without ${name}: ${String(error)}`);
          isWarned = true;
        }
      }
      return undefined;
    };
    return (organization, id) => {
      const key = [organization.id, id].join(' ');
      const reading = known.get(key) ?? readOnce(organization, id);
      known.set(key, reading);
      return reading;
    };
  }

  /**
   * The rows of a list that each object of a type has -> relationships: its
   * members, its associations, its accounts. Rows that lead to what is not in the
   * graph are left out.
   */
  async rows<P extends string>(
    as: RelationshipModel<P>,
    source: RowSource<P>,
  ): Promise<void> {
    const relate = await this.relating(as, source);
    await this.eachObject(source.of, source.read, relate, source.where);
    await this.writer.flush();
  }

  /**
   * Rows that both of their ends have, with a list for each object: the end of
   * which there are fewer objects is asked.
   */
  async rowsOfFewer<P extends string>(
    as: RelationshipModel<P>,
    ends: readonly [RowSource<P>, RowSource<P>],
  ): Promise<void> {
    const [one, other] = await Promise.all(
      ends.map(async ({ of, where = () => true }) => {
        const objects = (await this.objects(of)).values();
        return objects.filter(where).length;
      }),
    );
    await this.rows(as, one < other ? ends[0] : ends[1]);
  }

  /**
   * The same for one object at a time, where its rows are counted, too.
   *
   * @returns a function that throws what reading the list throws, after everything readable was emitted
   */
  async relating<P extends string>(
    as: RelationshipModel<P>,
    source: RowSource<P>,
  ): Promise<(object: RowOwner) => Promise<RowCounts>> {
    const { of, read, properties, newest, onRelationship, mustLeadTo } = source;
    const { farId = read.idOf ?? idOf } = source;
    const { writer } = this;
    const { isReversed, far, isInGraph } = await this.endsOf(as, of);
    const sums = new Map<Organization, { rows: number; unmatched: number }>();
    this.matchChecks.push(() =>
      sums.forEach(({ rows, unmatched }, { id }) => {
        // If not all of them were read, their own step has failed already.
        const isTold = mustLeadTo && this.isComplete(mustLeadTo, id);
        if (!isTold || rows < TELLING || unmatched < rows) return;
        const what = `none of the ${rows} that ${read.name} name is a ${far._type} of the graph`;
        this.failures.add(`organization ${id}`, incompleteRead(what), id);
      }),
    );
    return async (object) => {
      const { id, key, organization } = object;
      const best = new Map<string, { row: object; figure: number }>();
      const counts = { rows: 0, objects: 0, unmatched: 0 };
      const relate = (row: object, farKey: string) => {
        const [from, to] = isReversed ? [farKey, key] : [key, farKey];
        const own = properties?.(row, object);
        writer.addRelationship(createRelationship(as, from, to, own));
        onRelationship?.(from, to);
      };
      try {
        for await (const rows of organization.list(read, this.id, id)) {
          for (const row of rows) {
            counts.rows++;
            const farKey = entityKey(far, farId(row, object) ?? '');
            if (!isInGraph(farKey)) counts.unmatched++;
            else if (!newest) relate(row, farKey);
            else {
              const figure = newest(row, object) ?? 0;
              const { figure: known = -1 } = best.get(farKey) ?? {};
              if (figure > known) best.set(farKey, { row, figure });
            }
          }
          await writer.flushIfFull();
        }
      } finally {
        best.forEach(({ row }, farKey) => relate(row, farKey));
        const { rows, unmatched } = sums.get(organization) ?? NO_ROWS;
        sums.set(organization, {
          rows: rows + counts.rows,
          unmatched: unmatched + counts.unmatched,
        });
      }
      return { ...counts, objects: best.size };
    };
  }

  /** Rows of which none leads to what is in the graph would delete all relationships of their type; that shows only when all were read. */
  checkMatches(): void {
    this.matchChecks.forEach((check) => check());
  }

  /**
   * Relationships that are held in a field of an object: a manager, an owner, a
   * role. An object that names itself, or one that is not in the graph, is left
   * out.
   */
  async link<P extends string>(
    as: RelationshipModel<P>,
    { of, to, reversed, properties }: LinkSource<P>,
  ): Promise<void> {
    const { isReversed, far, isInGraph } = await this.endsOf(as, of, reversed);
    await this.each(of, (object) => {
      for (const id of [to(object)].flat()) {
        if (typeof id !== 'string') continue;
        const farKey = entityKey(far, id);
        if (farKey === object.key || !isInGraph(farKey)) continue;
        const [from, target] = isReversed
          ? [farKey, object.key]
          : [object.key, farKey];
        const own = properties?.(object);
        this.writer.addRelationship(createRelationship(as, from, target, own));
      }
    });
  }

  /**
   * What members reach through their group, from the memberships that are in the
   * graph already: asking JumpCloud would cost dozens of requests per object.
   */
  async derive<P extends string>(
    as: RelationshipModel<P>,
    { from, reached, properties }: DerivedSource<P>,
  ): Promise<void> {
    if (reached.size === 0) return;
    await this.eachRelationship(from, async (group, member) => {
      for (const key of reached.get(group) ?? []) {
        const derived = createRelationship(as, member, key, properties);
        this.writer.addRelationship(derived);
      }
      await this.writer.flushIfFull();
    });
    await this.writer.flush();
  }

  /** Runs a task for each object of a type that is in the graph, and emits what it adds to the writer. */
  async each(
    model: EntityType,
    task: (object: GraphObject) => void,
  ): Promise<void> {
    for (const object of (await this.objects(model)).values()) {
      try {
        task(object);
      } catch (error) {
        this.failures.add(object.id, error, object.organization.id);
      }
      await this.writer.flushIfFull();
    }
    await this.writer.flush();
  }

  /** Shows the keys of both ends of each relationship of a type that is in the graph. */
  async eachRelationship(
    { _type }: { _type: string },
    task: (fromKey: string, toKey: string) => void | Promise<void>,
  ): Promise<void> {
    await this.context.jobState.iterateRelationships(
      { _type },
      ({ _fromEntityKey, _toEntityKey }) =>
        task(String(_fromEntityKey), String(_toEntityKey)),
    );
  }

  /** Which end of a relationship is the other one, and whether a key is that of an object there. */
  private async endsOf(
    { sourceType, targetType }: StepRelationshipMetadata,
    of: EntityType,
    isReversed = sourceType !== of._type,
  ) {
    const far = { _type: isReversed ? sourceType : targetType };
    const objects = await this.remembered(far);
    const isInGraph = (key: string) =>
      objects ? objects.has(key) : this.writer.hasKey(key);
    return { isReversed, far, isInGraph };
  }

  /** Runs a task for each object of a type that is in the graph; one that fails does not stop the others. */
  async eachObject(
    model: EntityType,
    { name, query }: ListEndpoint,
    task: (object: GraphObject) => Promise<unknown>,
    where: (object: GraphObject) => boolean = () => true,
  ): Promise<void> {
    const { progress } = this.run;
    const objects = (await this.objects(model)).values().filter(where);
    // Associations are read once for each type of target.
    const what = [query?.targets, name].filter(Boolean).join(' ');
    progress.expect(what, this.id, objects.length);
    const counting = async (object: GraphObject) => {
      await task(object);
      progress.read(what, 1);
    };
    const organizationOf = ({ organization }: GraphObject) => organization.id;
    await this.sideBySide(objects, counting, ({ id }) => id, organizationOf);
  }

  /**
   * Runs a task for each item, as many at the same time as requests may be; one
   * that fails does not stop the others.
   *
   * @throws what ends the run, when all that were under way have ended
   */
  private async sideBySide<T>(
    items: readonly T[],
    task: (item: T) => Promise<unknown>,
    nameOf: (item: T) => string,
    organizationOf: (item: T) => string,
  ): Promise<void> {
    let next = 0;
    const work = async () => {
      while (next < items.length && !this.failures.fatal) {
        const item = items[next++];
        await task(item).catch((error) =>
          this.failures.add(nameOf(item), error, organizationOf(item)),
        );
      }
    };
    await Promise.all(Array.from({ length: SIDE_BY_SIDE.atMost }, work));
    this.failures.throwIfFatal();
  }
}
