import { Entity, RelationshipMapping } from '@jupiterone/integration-sdk-core';

import { createEntity, EntityModel } from '../src/graph/entity';
import { Fields, RAW, PROPERTY_ONLY, Row } from '../src/graph/fields';
import { rememberedOf } from '../src/graph/objects';
import { Entities } from '../src/model';
import { createEmployeeRelationship } from '../src/steps/employees/relationship';
import { Site } from '../tools/sandbox/site';
import { createTenant, PLANTED_SECRET } from '../tools/sandbox/tenant';
import { expectedGraph } from './expected';

/*
 * What may enter the graph, field by field. Every field that the sandbox sends
 * of an object is filled with a marker of its own, and what comes through is
 * held against the declaration of its entity: a new entity is here by itself.
 * Flags have no markers: a flag holds no secret.
 */

const PLACE = {
  organizationId: '5f00000000000000000000aa',
  consoleUrl: 'https://console.jumpcloud.com',
  instanceName: 'Instance',
};
const tenant = createTenant();
const site = new Site(tenant);
const expected = expectedGraph(tenant);

function listed(path: string): unknown[] {
  const { body } = site.answer(path, new URLSearchParams('limit=100'));
  const answer = JSON.parse(body.toString()) as { results?: unknown[] };
  return Array.isArray(answer) ? answer : answer.results ?? [];
}

/** The objects of a type, as the sandbox sends them. */
function rowsOf({ declaration }: EntityModel): unknown[] {
  const { path } = declaration.list ?? {};
  if (path === undefined) return [tenant.organization];
  const [of] = path.split('/{id}');
  if (of === path) return listed(path);
  return listed(of).flatMap((row) =>
    listed(path.replace('{id}', (row as { id: string }).id)),
  );
}

type Form = { [field: string]: Form } | Form[] | string | number | boolean;

/** One object that has every field which any of them has; of a list its elements as one. */
function unite(values: unknown[]): Form | undefined {
  const known = values.filter((each) => each !== null && each !== undefined);
  if (known.some(Array.isArray)) {
    const element = unite(known.flat());
    return element === undefined ? undefined : [element];
  }
  const objects = known.filter(
    (each): each is Record<string, unknown> => typeof each === 'object',
  );
  if (objects.length === 0) return known[0] as Form | undefined;
  const names = new Set(objects.flatMap((each) => Object.keys(each)));
  const form: { [field: string]: Form } = {};
  names.forEach((name) => {
    const united = unite(objects.map((each) => each[name]));
    if (united !== undefined) form[name] = united;
  });
  return form;
}

interface Marker {
  /** How it may be spelled in a graph. */
  spellings: (string | number)[];
  isPlanted: boolean;
}

/** By the path of the field; elements of lists have that of their list. */
type Markers = Map<string, Marker>;

/** @param only the path of the one marker to be filled in; ids are filled in anyway */
function fill(form: Form, markers: Markers, only?: string, at = ''): unknown {
  if (Array.isArray(form)) {
    return form.map((each) => fill(each, markers, only, at));
  }
  if (typeof form === 'object') {
    return Object.fromEntries(
      Object.entries(form).map(([field, below]) => {
        const path = at === '' ? field : `${at}.${field}`;
        return [field, fill(below, markers, only, path)];
      }),
    );
  }
  if (typeof form === 'boolean') return form;
  const spellings = spell(form, at, markers.size);
  const isPlanted = String(form).includes(PLANTED_SECRET);
  markers.set(at, { spellings, isPlanted });
  const isWanted =
    only === undefined || only === at || /^(_?id|objectId)$/.test(at);
  return isWanted ? spellings[0] : undefined;
}

function spell(value: string | number, at: string, n: number) {
  if (typeof value === 'number') return [7_000_001 + n];
  if (/^\d{4}-\d\d-\d\d/.test(value)) {
    const day = new Date(Date.UTC(2021, 0, 1 + n));
    return [day.toISOString(), day.getTime()];
  }
  return value.includes('@')
    ? [`mark-${n}-${at.replace(/\W+/g, '-')}@example.com`]
    : [`MARK-${n}:${at};`];
}

/** The paths of the markers that a value holds at any depth, whole or within a text. */
function markersIn(value: unknown, markers: Markers): string[] {
  const text = JSON.stringify(value).toLowerCase();
  return [...markers.keys()].filter((at) =>
    markers
      .get(at)
      ?.spellings.some((each) => text.includes(String(each).toLowerCase())),
  );
}

/** Of a whole object, and of objects with one field each, where nothing stands before what is a last resort. */
function cameThrough(form: Form, convert: (row: object) => unknown): string[] {
  const markers: Markers = new Map();
  const whole = convert(fill(form, markers) as object);
  const came = new Set(markersIn(whole, markers));
  [...markers.keys()].forEach((only) => {
    const alone = convert(fill(form, new Map(), only) as object);
    markersIn([alone], markers).forEach((at) => came.add(at));
  });
  return [...came].sort();
}

/** The paths of the plain fields that a declaration names, by what becomes of them. */
function declared(
  fields: Fields,
  rule: typeof RAW | typeof PROPERTY_ONLY,
  at = '',
) {
  const paths: string[] = [];
  for (const name of Object.keys(fields)) {
    const below = fields[name];
    const path = at === '' ? name : `${at}.${name}`;
    if (below === rule) paths.push(path);
    else if (typeof below !== 'string') {
      const inner = Array.isArray(below) ? below[0] : (below as Fields);
      paths.push(...declared(inner, rule, path));
    }
  }
  return paths;
}

const isAt = (field: string) => (path: string) =>
  path === field || path.startsWith(`${field}.`);

describe.each(
  Object.values(Entities).map((model): [string, EntityModel] => [
    model._type,
    model as EntityModel,
  ]),
)('%s', (_type, model) => {
  const { fields } = model.declaration;
  const form = unite(rowsOf(model)) ?? {};
  const markers: Markers = new Map();
  fill(form, markers);
  const convert = (row: object) =>
    createEntity(model, row as Row<Fields>, PLACE);

  test('is in the sandbox', () => {
    if (markers.size === 0) {
      throw new Error(
        `The sandbox sends no ${_type}: add rows to its tenant (tools/sandbox/tenant.ts), with PLANTED_SECRET in what must not enter the graph, and their list to RESOURCES (tools/sandbox/resources.ts).`,
      );
    }
  });

  test('has keys that are expected', () => {
    if (!(_type in expected)) {
      throw new Error(`${_type}: add it to test/expected.ts`);
    }
  });

  test('raw data is what is declared as kept', () => {
    const kept = declared(fields, RAW).filter((at) => markers.has(at));
    expect(cameThrough(form, (row) => convert(row)._rawData)).toEqual(
      kept.sort(),
    );
  });

  test('properties are made of declared fields only', () => {
    const known = [
      ...declared(fields, RAW),
      ...declared(fields, PROPERTY_ONLY),
    ];
    const came = cameThrough(form, (row) => {
      const { _rawData, ...properties } = convert(row);
      return properties;
    });
    expect(came.filter((at) => !known.some((one) => isAt(one)(at)))).toEqual(
      [],
    );
    expect(came).not.toEqual([]);
  });

  test('what is private stays outside', () => {
    const came = cameThrough(form, convert);
    const planted = [...markers.keys()].filter(
      (at) => markers.get(at)?.isPlanted,
    );
    expect(came.filter((at) => planted.includes(at))).toEqual([]);
    for (const field of model.declaration.excluded) {
      if (![...markers.keys()].some(isAt(field))) {
        throw new Error(
          `${_type}: no row of the sandbox sends ${field}, so that nothing shows that it stays outside. Add it to the tenant with PLANTED_SECRET, or correct "never".`,
        );
      }
      expect(came.filter(isAt(field))).toEqual([]);
    }
  });
});

test('of the user these fields reach the employee, and no others', () => {
  const form = unite(rowsOf(Entities.USER as EntityModel)) ?? {};
  const came = cameThrough(form, (row) => {
    const user: Entity = createEntity(Entities.USER, row, PLACE);
    const known = rememberedOf(user, Entities.USER);
    const mapping = createEmployeeRelationship(user._key, known)?._mapping;
    return (mapping as RelationshipMapping | undefined)?.targetEntity ?? {};
  });
  // What identifies a person at work: other integrations add to the same employee.
  expect(came).toEqual([
    'department',
    'displayname',
    'email',
    'employeeIdentifier',
    'employeeType',
    'firstname',
    'jobTitle',
    'lastname',
    'username',
  ]);
});
