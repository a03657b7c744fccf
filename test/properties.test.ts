import {
  createIntegrationEntity,
  Entity,
} from '@jupiterone/integration-sdk-core';
import fc from 'fast-check';

import { createEntity, EntityModel } from '../src/graph/entity';
import {
  Fields,
  RAW,
  PROPERTY_ONLY,
  Row as SourceRow,
} from '../src/graph/fields';
import { rememberedOf } from '../src/graph/objects';
import { LONGEST_TEXT, PAGE_SIZE } from '../src/jumpcloud/limits';
import { Page, readPages } from '../src/jumpcloud/pages';
import { Entities } from '../src/model';
import { createEmployeeRelationship } from '../src/steps/employees/relationship';
import {
  asEmail,
  asLowerCase,
  asString,
  asTimestamp,
} from '../src/entities/properties';

/*
 * What holds whatever JumpCloud sends. Every run tries the same inputs;
 * `SEED=7 npx jest test/properties` tries others.
 */
fc.configureGlobal({ seed: Number(process.env.SEED ?? 1), numRuns: 100 });

const ID = '5f0000000000000000000001';
const PLACE = {
  organizationId: '5f00000000000000000000aa',
  consoleUrl: 'https://console.jumpcloud.com',
  instanceName: 'Instance',
};
const SECRET = 'PLANTED';

/** Any UTF-16, halves of characters included. */
const units = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 9 })
  .map((codes) => String.fromCharCode(...codes));

/** About as long as the longest text, of what trimming, cutting and lower case treat in their own way. */
const longText = fc
  .tuple(
    fc.constantFrom('x', 'x ', 'İ', '😀', '\ud800'),
    fc.integer({ min: LONGEST_TEXT - 2, max: LONGEST_TEXT + 2 }),
    units,
  )
  .map(([pattern, length, end]) => ''.padEnd(length, pattern) + end);

const anyText = fc.oneof(
  { weight: 4, arbitrary: fc.string() },
  { weight: 4, arbitrary: units },
  { weight: 2, arbitrary: fc.emailAddress() },
  { weight: 2, arbitrary: fc.date().map((date) => date.toJSON() ?? '') },
  { weight: 1, arbitrary: longText },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...['', ' ', '\u0000', '__proto__', 'constructor', 'toString'],
      ...['ACTIVATED', 'ENROLLED', 'DYNAMIC_AUTOMATED', 'Bot'],
      ...['githubUsername', '0001-01-01T00:00:00Z', '2025-02-30'],
    ),
  },
);

const anyValue = fc.oneof(
  { weight: 4, arbitrary: anyText },
  { weight: 1, arbitrary: fc.boolean() },
  {
    weight: 1,
    arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }),
  },
  { weight: 1, arbitrary: fc.constantFrom(null, [], {}) },
  { weight: 1, arbitrary: fc.jsonValue({ stringUnit: units, maxDepth: 3 }) },
);

type Source = Record<string, unknown>;

const isLeaf = (
  rule: Fields[string],
): rule is typeof RAW | typeof PROPERTY_ONLY =>
  rule === RAW || rule === PROPERTY_ONLY;

/** Some of the fields that are read and some others, each with something in place: what belongs there, a list of it, or anything. */
function anyObject(known: Fields): fc.Arbitrary<Source> {
  const values = Object.keys(known).map(
    (field): [string, fc.Arbitrary<unknown>] => {
      const rule = known[field];
      if (isLeaf(rule)) {
        return [
          field,
          fc.oneof(anyValue, fc.array(anyValue, { maxLength: 3 })),
        ];
      }
      const below = anyObject(Array.isArray(rule) ? rule[0] : (rule as Fields));
      const lists = fc.array(fc.oneof(below, anyValue), { maxLength: 3 });
      return [
        field,
        fc.oneof(
          { weight: 3, arbitrary: Array.isArray(rule) ? lists : below },
          { weight: 2, arbitrary: Array.isArray(rule) ? below : lists },
          { weight: 1, arbitrary: anyValue },
        ),
      ];
    },
  );
  return (
    fc
      .tuple(
        fc.array(fc.tuple(anyText, anyValue), { maxLength: 2 }),
        fc.record(Object.fromEntries(values), { requiredKeys: [] }),
      )
      // As JSON.parse does it: a field named __proto__ is a field.
      .map(([others, record]) => ({ ...Object.fromEntries(others), ...record }))
  );
}

/** An object with a secret in every field that is not read, and where a plain value belongs. */
function poisoned(known: Fields, secret: unknown): Source {
  const source: Source = { secret, config: secret, password: secret };
  for (const field of Object.keys(known)) {
    const rule = known[field];
    if (isLeaf(rule)) source[field] = [{ secret }];
    else if (Array.isArray(rule)) {
      source[field] = [SECRET, poisoned(rule[0], secret), [secret]];
    } else source[field] = poisoned(rule as Fields, secret);
  }
  return source;
}

/** Every entity of the model: a new one is here by itself. */
const everyModel = Object.values(Entities).map(
  (model): [string, EntityModel] => [model._type, model as EntityModel],
);

/*
 * An `expect` costs more than most cases do, of which there are tens of
 * thousands: it has its say only where something is wrong.
 */

function expectSame(actual: unknown, expected: unknown): void {
  if (!Object.is(actual, expected)) expect(actual).toBe(expected);
}

function expectNone(found: readonly unknown[]): void {
  if (found.length > 0) expect(found).toEqual([]);
}

const convert = (model: EntityModel, row: Source) =>
  createEntity(model, row as SourceRow<Fields>, PLACE);

/** What no entity may have, in words. */
function faultsOf(entity: Entity, model: EntityModel): string[] {
  const isText = (value: unknown) =>
    typeof value === 'string' && value.length <= LONGEST_TEXT;
  const isSound = (value: unknown) =>
    value === undefined ||
    // Some classes require what JumpCloud need not know.
    value === null ||
    typeof value === 'boolean' ||
    Number.isFinite(value) ||
    isText(value) ||
    (Array.isArray(value) && value.every(isText));
  const { _key, _type, _class, _rawData, ...properties } = entity;
  // The SDK sets createdOn, to undefined, where there is none.
  const known = [...Object.keys(model.properties), 'id', 'createdOn'];
  const names = Object.keys(properties);
  return [
    ...names.filter((name) => !known.includes(name)),
    ...names.filter((name) => !isSound(properties[name])),
    ...['name', 'displayName'].filter((name) => !properties[name]),
    ...(_key.length < 10 || _key.length > LONGEST_TEXT ? ['_key'] : []),
    ...(_type === model._type ? [] : ['_type']),
    ...(String(_class) === String(model._class) ? [] : ['_class']),
    ...(Array.isArray(_rawData) && _rawData.length === 1 ? [] : ['_rawData']),
  ];
}

/** The ways in which JumpCloud's two versions say an id; an empty one is none. */
const identify = (id: string) =>
  fc.oneof(
    fc.constantFrom<Source>({ _id: id }, { id }, { _id: id, id: 'other' }),
    anyValue
      .filter((other) => typeof other !== 'string' || other === '')
      .map((other): Source => ({ _id: other, id })),
  );

describe.each(everyModel)('%s', (_, model) => {
  const { _id, id, objectId, ...others } = model.declaration.fields;
  const source = anyObject(others);
  /** Some are made of something else than an object with an id. */
  const hasOwnId = model.declaration.id === undefined;

  test('becomes a sound entity whatever its fields hold', () => {
    fc.assert(
      fc.property(source, identify(ID), (fieldsOfIt, identity) => {
        const entity = convert(model, { ...fieldsOfIt, ...identity });
        expectNone(faultsOf(entity, model));
        if (!hasOwnId) return;
        expectSame(entity._key, ID);
        expectSame(entity.id, ID);
      }),
    );
  });

  test('becomes a sound entity whatever its id', () => {
    // An id is never cut: then it would be another one; and dots would name another path.
    const ids = anyText.filter(
      (id) => id !== '' && id.length < 1_000 && !/^\.{1,2}$/.test(id),
    );
    fc.assert(
      fc.property(ids.chain(identify), (identity) => {
        const entity = convert(model, identity);
        expectNone(faultsOf(entity, model));
        expectSame(entity._key.includes(String(entity.id)), true);
      }),
    );
  });

  test('gives no secret away, in whatever form it comes', () => {
    const secrets = fc.constantFrom<unknown>(
      SECRET,
      [SECRET],
      { hidden: SECRET, content: SECRET },
      [{ hidden: SECRET, [SECRET]: [[SECRET]] }],
    );
    fc.assert(
      fc.property(source, secrets, (fieldsOfIt, secret) => {
        const planted = poisoned(model.declaration.fields, secret);
        const entity = convert(model, { ...fieldsOfIt, ...planted, _id: ID });
        const text = JSON.stringify(entity);
        if (text.includes(SECRET)) expect(text).not.toContain(SECRET);
      }),
    );
  });
});

test('a query of a group may be nested however deep', () => {
  const depth = 20_000;
  const value: unknown = JSON.parse('['.repeat(depth) + ']'.repeat(depth));
  const memberQuery = { filters: [{ field: 'department', value }] };
  const model = Entities.GROUP as EntityModel;
  expect(faultsOf(convert(model, { id: ID, memberQuery }), model)).toEqual([]);
});

test('the employee behind a user is found by an e-mail, and nothing unknown is said', () => {
  const model = Entities.USER as EntityModel;
  const addresses = fc.oneof(fc.emailAddress(), anyText);
  fc.assert(
    fc.property(
      anyObject(model.declaration.fields),
      addresses,
      (source, address) => {
        const entity = convert(model, { ...source, _id: ID, email: address });
        const relationship = createEmployeeRelationship(
          entity._key,
          rememberedOf(entity, model),
        );
        if (relationship === undefined) return;
        const { targetEntity, ...mapping } = relationship._mapping as {
          targetEntity: Source;
          sourceEntityKey: string;
        };
        expectSame(mapping.sourceEntityKey, ID);
        const { _class, _type, userIds = [], ...properties } = targetEntity;
        expectSame(_class, 'Person');
        expectSame(_type, 'employee');
        expectSame(properties.email, entity.email);
        for (const value of Object.values(properties).concat(userIds)) {
          expectSame(typeof value, 'string');
          expectSame(value === '', false);
        }
      },
    ),
  );
});

describe('values', () => {
  /** Nearly e-mail addresses: what belongs in one, and what nearly does. */
  const nearAddress = fc.oneof(
    fc.emailAddress(),
    anyText,
    fc.string({
      unit: fc.constantFrom(...'aZ9.-_+\'"@@@ \u0000äİ\u212a\udc00'),
      maxLength: 12,
    }),
    fc
      .tuple(fc.constantFrom(...'aZ"\u212a.'), fc.emailAddress())
      .map(([first, rest]) => first + rest),
  );
  const person = (address: string | undefined) => () =>
    createIntegrationEntity({
      entityData: {
        source: {},
        assign: {
          _class: 'User',
          _type: 'jumpcloud_user',
          _key: ID,
          name: ID,
          displayName: ID,
          email: address,
        },
      },
    });

  test("an e-mail address is one to JupiterOne's data model", () => {
    expect(person('no address')).toThrow('email');
    fc.assert(
      fc.property(nearAddress, (value) => {
        // It throws where it is none.
        person(asEmail(value))();
      }),
      { numRuns: 1_000 },
    );
  });

  test("an e-mail address is the one that was sent: another's would be another person", () => {
    fc.assert(
      fc.property(nearAddress, (value) => {
        const address = asEmail(value);
        fc.pre(address !== undefined);
        const sent = value
          .trim()
          .replace(/[A-Z]/g, (letter) => letter.toLowerCase());
        expectSame(address, sent);
      }),
      { numRuns: 500 },
    );
  });

  test('a time is a date', () => {
    const digits = fc.stringMatching(/^\d{4}-\d{2}-\d{2}[T ]?\d{0,6}.{0,9}$/);
    fc.assert(
      fc.property(fc.oneof(anyValue, digits), (value) => {
        const milliseconds = asTimestamp(value);
        if (milliseconds === undefined) return;
        expectSame(milliseconds > 0, true);
        expectSame(new Date(milliseconds).getTime(), milliseconds);
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([
    ['a text', asString],
    ['a text in lower case', asLowerCase],
  ])(
    '%s is short enough, not empty and without white space around',
    (_, of) => {
      fc.assert(
        fc.property(anyValue, (value) => {
          const kept = of(value);
          if (kept === undefined) return;
          expectSame(kept.length <= LONGEST_TEXT, true);
          expectSame(kept === '', false);
          expectSame(kept, kept.trim());
        }),
        { numRuns: 1_000 },
      );
    },
  );
});

/* Pages. Delays are turns of the event queue of promises: no test waits for a clock. */

type Arbitrary<A> = A extends fc.Arbitrary<infer T> ? T : never;

async function turns(count: number): Promise<void> {
  for (let n = 0; n < count; n++) await Promise.resolve();
}

interface Row {
  id?: string;
}

/** Reads a collection to its end, however it ends. */
async function readAll(readPage: (skip: number) => Promise<Page>) {
  const ids: (string | undefined)[] = [];
  let failure: unknown;
  try {
    for await (const page of readPages({
      name: 'things',
      pageSize: PAGE_SIZE,
      longest: 400,
      readPage,
      idOf: ({ id }: Row) => id,
    })) {
      ids.push(...page.map(({ id }: Row) => id));
    }
  } catch (error) {
    failure = error;
  }
  return { ids, failure };
}

describe('readPages', () => {
  /** More requests than ten readings of any collection of these tests take: the reader would go on for ever. */
  const FOR_EVER = 5_000;

  /** A page by its measures; `dealt` makes it. */
  const anyPage = fc.record({
    firstId: fc.integer({ min: 0, max: 400 }),
    count: fc.oneof(fc.constant(PAGE_SIZE), fc.integer({ min: 0, max: 120 })),
    nulls: fc.constantFrom(0, 0, 1, 3, PAGE_SIZE),
    withoutId: fc.oneof(
      { weight: 5, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.constant(1) },
    ),
    total: fc.oneof(
      fc.constant(undefined),
      fc.integer({ min: 0, max: 600 }),
      fc.constantFrom(-1, 2_000),
    ),
    delay: fc.nat(12),
    fails: fc.oneof(
      { weight: 7, arbitrary: fc.constant(false) },
      { weight: 1, arbitrary: fc.constant(true) },
    ),
  });

  function dealt({
    firstId,
    count,
    nulls,
    withoutId,
    total,
  }: Omit<Arbitrary<typeof anyPage>, 'delay' | 'fails'>): Page {
    const rows = Array.from({ length: count }, (_, n): Row | null =>
      n < nulls ? null : { id: `id-${firstId + n}` },
    );
    return {
      rows: rows.concat(Array.from({ length: withoutId }, () => ({}))),
      total,
    };
  }

  test('whatever a server deals: it ends, gives each object once, and leaves out none without saying so', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyPage, { minLength: 1, maxLength: 8 }),
        // After the last of them: the end, or the same again from a server that does not skip.
        fc.constantFrom('end', 'repeat'),
        fc.boolean(),
        async (pages, afterwards, inOrderOfRequests) => {
          const sent = new Set<string>();
          /** The pages of the last reading, by where they begin. */
          const pass = new Map<number, Page>();
          let requests = 0;
          const { ids, failure } = await readAll(async (skip) => {
            const n = inOrderOfRequests
              ? requests
              : Math.ceil(skip / PAGE_SIZE);
            if (++requests > FOR_EVER) throw new Error('for ever');
            if (skip === 0) pass.clear();
            const last = pages[pages.length - 1];
            const empty = { ...last, count: 0, nulls: 0, withoutId: 0 };
            const { delay, fails, ...measures } =
              pages[n] ?? (afterwards === 'end' ? empty : last);
            await turns(delay);
            if (fails) throw new Error('a page fails');
            const page = dealt(measures);
            page.rows.forEach((row: Row | null) => row?.id && sent.add(row.id));
            pass.set(skip, page);
            return page;
          });
          expectSame(requests < FOR_EVER, true);
          const all = new Set(ids);
          expectSame(all.size, ids.length);
          expectNone(ids.filter((id) => !sent.has(id ?? '')));
          if (failure !== undefined) return;

          // Each page of the last reading begins where the one before ended.
          let skip = 0;
          for (let page = pass.get(0); page && page.rows.length > 0; ) {
            expectNone(
              (page.rows as (Row | null)[]).filter(
                (row) => row !== null && !all.has(row.id),
              ),
            );
            skip += Math.min(page.rows.length, PAGE_SIZE);
            page = pass.get(skip);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  const anyWorld = fc.record({
    size: fc.integer({ min: 0, max: 550 }),
    /** Every so many objects one is listed as null; 0 is never. */
    nullEvery: fc.constantFrom(0, 0, 7),
    /** What happens before a request is answered, by the number of the request. */
    changes: fc.dictionary(
      fc.integer({ min: 1, max: 18 }).map(String),
      fc.record({
        gains: fc.boolean(),
        count: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 120 })),
        where: fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1 })),
      }),
    ),
    /** How long each request is on its way to the server, and its answer on the way back. */
    delays: fc.array(fc.tuple(fc.nat(12), fc.nat(12)), { maxLength: 18 }),
    fails: fc.oneof(
      fc.constant<number[]>([]),
      fc.array(fc.nat(18), { maxLength: 4 }),
    ),
  });

  /**
   * An honest server: pages are cut from the list as it is, and the total is its
   * length. The list gains and loses objects between requests, anywhere.
   *
   * Offsets and totals cannot show everything, so two things do not happen here:
   * between two answers the list never both gains and loses (the total may stay
   * the same while an object slips to a page that was read); and unless requests
   * are answered in their order, it does not do both within one reading (an
   * answer that overtakes others may put the totals into an order in which
   * nothing shrank).
   */
  async function readWorld(
    { size, nullEvery, changes, delays, fails }: Arbitrary<typeof anyWorld>,
    inOrder: boolean,
  ) {
    let born = 0;
    const bear = () => `id-${born++}`;
    const list = Array.from({ length: size }, bear);
    const lasting = new Set(list);
    const isNull = (id: string) =>
      nullEvery > 0 && Number(id.slice(3)) % nullEvery === 0;
    let requests = 0;
    let answers = 0;
    let readings = 0;
    let failed = 0;
    /** In which reading; 0 is before the first. */
    let lastChange = 0;
    const change = () => {
      const { gains, count, where } = changes[++answers] ?? { count: 0 };
      if (count === 0) return;
      if (!inOrder && gains !== (readings % 2 === 0)) return;
      const at = Math.floor(list.length * where);
      lastChange = readings;
      if (gains) list.splice(at, 0, ...Array.from({ length: count }, bear));
      else list.splice(at, count).forEach((id) => lasting.delete(id));
    };
    const { ids, failure } = await readAll(async (skip) => {
      const [there, back] = delays[requests] ?? [0, 0];
      const fail = fails.includes(requests);
      if (++requests > FOR_EVER) throw new Error('for ever');
      if (skip === 0) readings++;
      if (!inOrder) await turns(there);
      change();
      const rows = list
        .slice(skip, skip + PAGE_SIZE)
        .map((id) => (isNull(id) ? null : { id }));
      const total = list.length;
      await turns(back);
      if (fail) failed++;
      if (fail) throw new Error('a page fails');
      return { rows, total };
    });
    const all = new Set(ids);
    return {
      ids,
      failure,
      failed,
      requests,
      readings,
      lastChange,
      missed: [...lasting].filter((id) => !isNull(id) && !all.has(id)),
    };
  }

  test.each([
    ['in their order', true],
    ['in any order', false],
  ])(
    'requests answered %s: all that was there throughout is read, or the reading fails',
    async (_, inOrder) => {
      await fc.assert(
        fc.asyncProperty(anyWorld, async (world) => {
          const { ids, failure, failed, requests, ...rest } = await readWorld(
            world,
            inOrder,
          );
          const { missed, readings, lastChange } = rest;
          expectSame(new Set(ids).size, ids.length);
          expectSame(requests < FOR_EVER, true);
          // A page that was not needed fails nothing.
          if (failure === undefined) {
            expectNone(missed);
          } else if (failed > 0) {
            expect(String(failure)).toMatch(/a page fails|INCOMPLETE_READ/);
          } else {
            // Only a list that never stands still is not read.
            expect(failure).toMatchObject({ code: 'INCOMPLETE_READ' });
            expect(readings).toBeGreaterThanOrEqual(3);
            expect(lastChange).toBe(readings);
          }
          if (failed === 0 && lastChange === 0) {
            // A full page is never the last one.
            expectSame(requests, Math.floor(world.size / PAGE_SIZE) + 1);
          }
        }),
        { numRuns: 500 },
      );
    },
  );
});
