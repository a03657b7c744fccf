import {
  createIntegrationEntity,
  Entity,
  StepEntityMetadata,
} from '@jupiterone/integration-sdk-core';

import { ListEndpoint } from '../jumpcloud/endpoints';
import { idOf, normalizeId } from '../jumpcloud/ids';
import { Fields, rawDataOf, Row } from './fields';

/*
 * How an entity is declared, and the one way to make one. A declaration says
 * once what is read of an object, what of it is kept as raw data, and what
 * becomes a property; row types, schemas, documentation and tests follow.
 */

/** Where an object is. */
export interface EntityContext {
  organizationId: string;
  /** The admin console of the organization's region, for links. */
  consoleUrl: string;
  /** The name of the integration instance. */
  instanceName: string;
}

export type PropertyValue =
  | string
  | number
  | boolean
  | string[]
  | null
  | undefined;

/** What a property holds: its schema, and what it means. */
export interface PropertySchema {
  readonly type: string | readonly string[];
  readonly items?: { readonly type: 'string' };
  readonly description: string;
}

/** A property of an entity, and where its value comes from. */
export interface Property<R> extends PropertySchema {
  readonly value: (row: R, context: EntityContext) => PropertyValue;
}

export type Properties<R> = Record<string, Property<R>>;

export interface Declaration<F extends Fields> {
  /** Where the objects are listed; none where they come from elsewhere. */
  list?: ListEndpoint;
  fields: F;
  /** Fields that must stay outside whatever else changes: secrets, and what is nobody's business in a graph. Tests hold them there. */
  excluded: readonly string[];
  /** The id of an object; by default what JumpCloud calls its id. */
  id?: (row: Row<F>, context: EntityContext) => string;
  /** Path of the object in the admin console. */
  webLink?: (id: string) => string;
  properties: Properties<Row<F>>;
  /** Properties that later steps need of each object, kept in memory: relationships are made of them. */
  remember?: readonly string[];
}

/** Declares the objects of a type; its place in the data model is in model.ts. */
export function declare<F extends Fields>(
  declaration: Declaration<F>,
): Declaration<F> {
  return declaration;
}

/** What is known of an entity without knowing its fields. */
export interface EntityType {
  _type: string;
  declaration: Pick<Declaration<Fields>, 'list'>;
  /** What is remembered of each object is a copy of this. */
  remembered: Template;
}

/** An entity of the data model: what a step declares of it, and how it is made. */
export interface EntityModel<F extends Fields = Fields>
  extends StepEntityMetadata {
  _class: string[];
  declaration: Declaration<F>;
  /** The name of each property, and what makes its value; tags apart. */
  getters: readonly (readonly [string, Property<Row<F>>['value']])[];
  /** Makes what is kept as raw data. */
  rawData: (row: unknown) => unknown;
  /** Each entity is made of a copy of this; without tags, which the SDK would delete from it. */
  template: Template;
  remembered: Template;
  properties: Readonly<Record<string, PropertySchema>>;
}

/**
 * @param resourceName as JupiterOne shows it
 * @param _type installations have it in their queries
 * @param _class of JupiterOne's data model
 */
export function entity<F extends Fields>(
  resourceName: string,
  _type: string,
  _class: string | string[],
  declaration: Declaration<F>,
): EntityModel<F> {
  const { fields, webLink, remember = [] } = declaration;
  const link = "Opens it in the admin console of the organization's region";
  const properties: Record<string, PropertySchema> = {
    id: { type: 'string', description: "JumpCloud's id" },
    name: { type: 'string', description: 'Name' },
    displayName: { type: 'string', description: 'Name as it is shown' },
    ...(webLink && { webLink: { type: 'string', description: link } }),
  };
  Object.entries(declaration.properties).forEach(
    ([name, { type, items, description }]) =>
      (properties[name] = { type, description, ...(items && { items }) }),
  );
  const isNotTags = (name: string) => name !== 'tags';
  const names = Object.keys(declaration.properties).filter(isNotTags);
  const added = ['_key', '_type', '_class', '_rawData'];
  const all = [...names, ...added, ...Object.keys(properties)];
  const classes = Array.isArray(_class) ? _class : [_class];
  // The data model says itself what an id is, but for records: it knows none of them.
  const { id, ...others } = properties;
  const own = classes.includes('Record') ? properties : others;
  return {
    resourceName,
    _type,
    _class: classes,
    declaration,
    getters: names.map((name) => [name, declaration.properties[name].value]),
    rawData: rawDataOf(fields),
    template: templateOf(all.filter(isNotTags)),
    remembered: templateOf(remember),
    properties,
    schema: {
      additionalProperties: false,
      properties: { ...own, _rawData: { type: 'array' } },
      required: [],
    },
  } as EntityModel<F>;
}

/** An object whose properties are all there and null, to be copied and filled. */
export type Template = Readonly<Record<string, null>>;

/**
 * V8 turns an object that is given more than a dozen properties one by one, or
 * one of them twice, into a hash table, and that takes twice as long to make, to
 * validate and to write. An object that was parsed is none, nor are its copies.
 */
function templateOf(names: readonly string[]): Template {
  const unique = Array.from(new Set(names));
  return JSON.parse(`{${unique.map((name) => `"${name}":null`).join()}}`);
}

/**
 * Where the objects of an entity are listed.
 *
 * @throws Error when its declaration names no list
 */
export function listOf({ _type, declaration }: EntityType): ListEndpoint {
  if (declaration.list) return declaration.list;
  throw new Error(`${_type} declares no list`);
}

/** JumpCloud's ids are 24 characters and unique across types, so that they are keys as they are; in capital letters they name the same object. The data model refuses keys of less than ten characters. */
export function entityKey({ _type }: { _type: string }, id: string): string {
  const isLong = id.length >= 20 || Array.from(id).length >= 10;
  return isLong ? normalizeId(id) : `${_type}:${id}`;
}

/** The way back from a key. */
export function entityId({ _type }: { _type: string }, key: string): string {
  return key.startsWith(`${_type}:`) ? key.slice(_type.length + 1) : key;
}

/**
 * The one way to make an entity.
 *
 * The SDK would copy every field of the raw data that a class happens to know
 * (an e-mail as it was typed, a description of any length), so it is given no
 * source: what enters the graph is what the declaration says.
 *
 * @throws when the entity does not pass the schemas of its classes (only where the SDK is told to validate)
 */
export function createEntity<F extends Fields>(
  model: EntityModel<F>,
  row: Row<F>,
  context: EntityContext,
): Entity {
  const { declaration, _type, _class } = model;
  const id = declaration.id?.(row, context) ?? (idOf(row) as string);
  const properties: Record<string, PropertyValue> = { ...model.template };
  for (const [name, valueOf] of model.getters) {
    properties[name] = valueOf(row, context);
  }
  const { name, displayName } = properties as Record<string, string | null>;
  const link = declaration.webLink?.(id);
  // Assigned in place: with fifty properties a copy is what costs the most here.
  const assign = Object.assign(properties, {
    _key: entityKey(model, id),
    _type,
    _class,
    _rawData: [{ name: 'default', rawData: model.rawData(row) ?? {} }],
    id,
    name: name ?? displayName ?? id,
    displayName: displayName ?? name ?? id,
    ...(link !== undefined && { webLink: context.consoleUrl + link }),
  });
  const made = createIntegrationEntity({ entityData: { source: {}, assign } });
  // The SDK deletes tags that are assigned: it takes them from its source only.
  const tags = declaration.properties.tags?.value(row, context);
  if (tags !== undefined) made.tags = tags as string[];
  return made;
}
