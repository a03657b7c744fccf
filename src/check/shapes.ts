import { Fields } from '../graph/fields';
import { EntityModel } from '../graph/entity';
import { ListEndpoint } from '../jumpcloud/endpoints';
import { Entities } from '../model';
import { keyOf } from './requests';
import { SPECIFIED } from './vocabulary';

/*
 * Of which shape rows are, without anything that they hold. A name of a field is
 * data as well where a tenant may choose it: so a name is told only when a
 * declaration has it in its place, or when JumpCloud's specification has it
 * anywhere. Others are counted: what is frequent, or looks like a name of a
 * program, may still be the name of a customer, of a person or of a host.
 */

/** No object of JumpCloud is deeper, but an answer might be. */
const DEPTH = 8;

/** A field, in all rows of a list. */
interface FieldShape {
  /** `mfa.configured`; `ssh_keys[].name` of a list of objects. */
  path: string;
  /** In how many rows it came with which type. */
  types: Map<string, number>;
  rows: number;
  isDeclared: boolean;
}

export interface ListShape {
  rows: number;
  fields: FieldShape[];
  /** Fields whose names are not told, by where they are: how many names, of which types. */
  unnamed: { path: string; names: number; types: string[] }[];
  /** Declared fields that no row had. */
  missing: string[];
}

/** What declarations know of the fields of a list. */
export function fieldsOf(endpoint: ListEndpoint): Fields | undefined {
  const models: EntityModel[] = Object.values(Entities);
  const key = keyOf(endpoint);
  return models.find(
    ({ declaration: { list } }) => list !== undefined && keyOf(list) === key,
  )?.declaration.fields;
}

/** @param declared undefined where no declaration has fields of such rows */
export function shapeOf(
  rows: readonly unknown[],
  declared: Fields | undefined,
): ListShape {
  const fields = new Map<string, FieldShape>();
  const unnamed = new Map<string, Map<string, Set<string>>>();
  rows.forEach((row) => {
    const seen = new Map<string, string>();
    walk(row, '', declared, 0, (path, type, isNamed, name) => {
      if (!isNamed) {
        const names = unnamed.get(path) ?? new Map<string, Set<string>>();
        unnamed.set(path, names);
        names.set(name, (names.get(name) ?? new Set()).add(type));
        return;
      }
      // Of the elements of a list the first that is no null tells.
      const known = seen.get(path);
      if (known === undefined || known === 'null') seen.set(path, type);
    });
    seen.forEach((type, path) => {
      const field = fields.get(path) ?? {
        path,
        types: new Map<string, number>(),
        rows: 0,
        isDeclared: isDeclaredAt(path, declared),
      };
      fields.set(path, field);
      field.rows++;
      field.types.set(type, (field.types.get(type) ?? 0) + 1);
    });
  });
  const sorted = Array.from(fields.values()).sort((a, b) =>
    a.path < b.path ? -1 : 1,
  );
  return {
    rows: rows.length,
    fields: sorted,
    unnamed: Array.from(unnamed).map(([path, names]) => ({
      path,
      names: names.size,
      types: Array.from(
        new Set(
          Array.from(names.values()).flatMap((types) => Array.from(types)),
        ),
      ).sort(),
    })),
    missing: declared
      ? pathsOf(declared).filter((path) => !fields.has(path))
      : [],
  };
}

type Found = (
  path: string,
  type: string,
  isNamed: boolean,
  name: string,
) => void;

function walk(
  value: unknown,
  path: string,
  declared: Fields | undefined,
  depth: number,
  found: Found,
): void {
  if (depth > DEPTH || typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    value.forEach((each) => walk(each, path, declared, depth + 1, found));
    return;
  }
  Object.entries(value).forEach(([name, own]) => {
    const below = declaredBelow(declared, name);
    const isNamed = below !== undefined || SPECIFIED.has(name);
    if (!isNamed) {
      found(path, typeOf(own), false, name);
      return;
    }
    const isList = Array.isArray(own) && own.some(isObject);
    const at = `${path === '' ? '' : `${path}.`}${name}${isList ? '[]' : ''}`;
    found(at, typeOf(own), true, name);
    walk(
      own,
      at,
      typeof below === 'object' ? below : undefined,
      depth + 1,
      found,
    );
  });
}

/** What a declaration says of a field: its own fields, true where it has none, undefined where it does not know it. */
function declaredBelow(
  declared: Fields | undefined,
  name: string,
): Fields | true | undefined {
  if (!declared || !Object.prototype.hasOwnProperty.call(declared, name)) {
    return undefined;
  }
  const rule = declared[name];
  if (typeof rule === 'string') return true;
  return Array.isArray(rule) ? (rule[0] as Fields) : (rule as Fields);
}

function isDeclaredAt(path: string, declared: Fields | undefined): boolean {
  let below: Fields | true | undefined = declared;
  for (const name of path.split('.')) {
    if (typeof below !== 'object') return below === true;
    below = declaredBelow(below, name.replace('[]', ''));
  }
  return below !== undefined;
}

function pathsOf(declared: Fields, above = ''): string[] {
  return Object.keys(declared).flatMap((name) => {
    const rule = declared[name];
    const isList = Array.isArray(rule);
    const path = `${above}${name}${isList ? '[]' : ''}`;
    const below = declaredBelow(declared, name);
    return typeof below === 'object' ? pathsOf(below, `${path}.`) : [path];
  });
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (!Array.isArray(value)) return typeof value;
  const types = new Set(value.map(typeOf));
  return types.size === 0
    ? 'empty list'
    : `list of ${Array.from(types).sort().join(', ')}`;
}

const isObject = (value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
