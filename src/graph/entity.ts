import {
  createIntegrationEntity,
  Entity,
  StepEntityMetadata,
} from '@jupiterone/integration-sdk-core';

import { ListEndpoint } from '../jumpcloud/endpoints';
import { idOf, normalizeId } from '../jumpcloud/ids';
import { Fields, rawDataOf, Row } from './fields';
import {
  asBoolean,
  asEmail,
  asLowerCase,
  asNumber,
  asString,
  asStrings,
  asTimestamp,
} from './values';

/*
 * How an entity is declared, and the one way to make one. A declaration says
 * once what is read of an object, what of it is kept as raw data, and what
 * becomes a property; row types, schemas, documentation and tests follow.
 */

/** What is known of where an object is. */
export interface EntityContext {
  /** The id of its organization. */
  organizationId: string;
  /** The admin console of the organization's region, for links. */
  consoleUrl: string;
  /** The name of the integration instance. */
  instanceName: string;
}

type PropertyValue = string | number | boolean | string[] | null | undefined;

/** A property: its schema and description, and where its value comes from. */
export interface Property<R> {
  readonly type: string | readonly string[];
  readonly items?: { readonly type: 'string' };
  readonly description: string;
  readonly value: (row: R, context: EntityContext) => PropertyValue;
}

/** Where a value is in an object: `email`, `mfa.configured`. */
type Path<R> = {
  [N in keyof R & string]: unknown extends R[N]
    ? N
    : NonNullable<R[N]> extends readonly unknown[]
    ? N
    : N | `${N}.${Path<NonNullable<R[N]>>}`;
}[keyof R & string];

type Read<R> = (row: R, context: EntityContext) => unknown;

/** What a property is made of: the value at a path, or whatever a function makes of the object. */
type Source<R> = Path<R> | Read<R>;

function readerOf<R>(source: Source<R>): Read<R> {
  if (typeof source === 'function') return source;
  const names = source.split('.');
  return (row) => {
    let value: unknown = row;
    for (const name of names) value = (value as Row<Fields> | null)?.[name];
    return value;
  };
}

const kind =
  (
    schema: Pick<Property<never>, 'type' | 'items'>,
    safe: (value: unknown) => PropertyValue,
    unit = '',
  ) =>
  <R>(description: string, source: Source<R>): Property<R> => {
    const read = readerOf(source);
    return {
      ...schema,
      description: description + unit,
      value: (row, context) => safe(read(row, context)),
    };
  };

export const string = kind({ type: 'string' }, asString);
export const lowerCase = kind({ type: 'string' }, asLowerCase);
export const email = kind({ type: 'string' }, asEmail);
/** JumpCloud's id of another object. */
export const identifier = kind({ type: 'string' }, (value) => {
  const id = asString(value);
  return id === undefined ? undefined : normalizeId(id);
});
export const boolean = kind({ type: 'boolean' }, asBoolean);
export const number = kind({ type: 'number' }, asNumber);
const UNIT_OF_TIME = ' (milliseconds since the epoch)';
/** A date as JumpCloud writes it. */
export const timestamp = kind({ type: 'number' }, asTimestamp, UNIT_OF_TIME);
/** A date that is in milliseconds since the epoch already. */
export const milliseconds = kind({ type: 'number' }, asNumber, UNIT_OF_TIME);
export const strings = kind(
  { type: 'array', items: { type: 'string' } },
  asStrings,
);

/** For what the data model requires of a class but does not need to know: null where it is unknown. */
export const nullable = <R>(property: Property<R>): Property<R> => ({
  ...property,
  type: [String(property.type), 'null'],
  value: (row, context) => property.value(row, context) ?? null,
});

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

/** An entity of the data model: what a step declares of it, and how it is made. */
export interface EntityModel<F extends Fields = Fields>
  extends StepEntityMetadata {
  _class: string[];
  declaration: Declaration<F>;
  /** The name of each property, and what makes its value; tags apart. */
  getters: readonly (readonly [string, Property<Row<F>>['value']])[];
  /** Each entity is made of a copy of this; without tags, which the SDK would delete from it. */
  template: Template;
  /** What is remembered of each is a copy of this. */
  remembered: Template;
  /** Of each property: its schema and description. */
  properties: Readonly<Record<string, Omit<Property<never>, 'value'>>>;
}

/** What is known of an entity without knowing its fields. */
export interface EntityType {
  _type: string;
  resourceName: string;
  declaration: Pick<Declaration<Fields>, 'list'>;
  /** What the properties that later steps need are a copy of. */
  remembered: Template;
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
  const properties: Record<string, Omit<Property<never>, 'value'>> = {
    id: { type: 'string', description: "JumpCloud's id" },
    name: { type: 'string', description: 'Name' },
    displayName: { type: 'string', description: 'Name as it is shown' },
    ...(declaration.webLink && {
      webLink: {
        type: 'string',
        description:
          "Opens it in the admin console of the organization's region",
      },
    }),
  };
  for (const name of Object.keys(declaration.properties)) {
    const { type, items, description } = declaration.properties[name];
    properties[name] = { type, description, ...(items && { items }) };
  }
  const names = Object.keys(declaration.properties).filter(isNotTags);
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
    template: templateOf([
      ...names,
      ...ADDED,
      ...Object.keys(properties).filter(isNotTags),
    ]),
    remembered: templateOf(declaration.remember ?? []),
    properties,
    schema: {
      additionalProperties: false,
      properties: { ...own, _rawData: { type: 'array' } },
      required: [],
    },
  } as EntityModel<F>;
}

const isNotTags = (name: string) => name !== 'tags';

/** What every entity has besides what its declaration says. */
const ADDED = ['_key', '_type', '_class', '_rawData'];

/** An object whose properties are all there and null, to be copied and filled. */
export type Template = Readonly<Record<string, null>>;

/**
 * V8 turns an object that is given more than a dozen properties one by one, or
 * one of them twice, into a hash table, and that takes twice as long to make, to
 * validate and to write. An object that was parsed is none, and neither are its
 * copies.
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

/** The data model refuses shorter keys (characters). */
const SHORTEST_KEY = 10;

/** JumpCloud's ids are 24 characters and unique across types, so that they are keys as they are; in capital letters they name the same object. */
export function entityKey({ _type }: { _type: string }, id: string): string {
  return id.length >= SHORTEST_KEY ? normalizeId(id) : `${_type}:${id}`;
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
  const made = createIntegrationEntity({
    entityData: {
      source: {},
      assign: Object.assign(properties, {
        _key: entityKey(model, id),
        _type,
        _class,
        _rawData: [
          { name: 'default', rawData: rawDataOf(row, declaration.fields) },
        ],
        id,
        name: name ?? displayName ?? id,
        displayName: displayName ?? name ?? id,
        ...(link !== undefined && { webLink: context.consoleUrl + link }),
      }),
    },
  });
  // The SDK deletes tags that are assigned: it takes them from its source only.
  const tags = declaration.properties.tags?.value(row, context);
  if (tags !== undefined) made.tags = tags as string[];
  return made;
}
