import { createHash } from 'crypto';

import { declare } from '../graph/entity';
import { PROPERTY_ONLY } from '../graph/fields';
import { ListEndpoint, v2 } from '../jumpcloud/endpoints';
import {
  asNumber,
  asString,
  boolean,
  number,
  string,
  strings,
} from './properties';

/*
 * The software of devices, as System Insights lists it: millions of rows, one for
 * each copy on each device. They become one object for each name and vendor of an
 * organization; the version stands on the relationship of a device to it. Of the
 * place where a copy lies nothing is kept: it names the account of a person.
 */

/** Rows per page. JumpCloud allows 10,000 (specification), of which each page would outlive a collection of young garbage: 600 instead of 110 MB (measured with four million rows). */
const ROWS_PER_PAGE = 2_000;

/** One copy on one device. */
export interface Installed {
  name: string;
  vendor?: string;
  version?: string;
  identifier?: string;
  /** When the row was collected, as JumpCloud writes it: such dates compare as text. */
  seenAt: string;
  /** Milliseconds since the epoch. */
  lastOpenedOn?: number;
  /** Of an extension of a browser. */
  permissions?: string[];
}

/** A table of System Insights that lists software. */
export interface SoftwareTable {
  endpoint: ListEndpoint;
  /** For which system, or for which browser. */
  platform: string;
  isExtension: boolean;
  /** Undefined where the row is a part of the system, or names nothing. */
  read: (row: Record<string, unknown>) => Installed | undefined;
}

const table = (
  name: string,
  path: string,
  platform: string,
  read: SoftwareTable['read'],
  isExtension = false,
): SoftwareTable => ({
  endpoint: {
    ...v2(name, `/systeminsights/${path}`, 'systeminsights.readonly'),
    // Rows of a device come one after the other, and pages in an order that lasts.
    query: { sort: 'system_id' },
    pageSize: ROWS_PER_PAGE,
    idOf: nameOfRow,
    isStreamed: true,
  },
  platform,
  isExtension,
  read,
});

/** Rows have no id: what tells one page from the next. */
function nameOfRow(row: object): string | undefined {
  const { system_id, name, version } = row as Record<string, unknown>;
  return typeof system_id === 'string'
    ? `${system_id} ${String(name)} ${String(version)}`
    : undefined;
}

const extension = (
  name: string,
  path: string,
  browser: string,
  vendor: string,
) =>
  table(
    name,
    path,
    browser,
    (row) =>
      named(row, row.name, {
        vendor: asString(row[vendor]),
        version: asString(row.version),
        identifier: asString(row.identifier),
        permissions: permissionsOf(row.permissions),
      }),
    true,
  );

export const SOFTWARE_TABLES: readonly SoftwareTable[] = [
  table('apps of macOS', 'apps', 'darwin', (row) =>
    isOfMacos(asString(row.path) ?? '')
      ? undefined
      : named(
          row,
          asString(row.display_name) ??
            asString(row.bundle_name) ??
            asString(row.name)?.replace(/\.app$/i, ''),
          {
            version:
              asString(row.bundle_short_version) ??
              asString(row.bundle_version),
            identifier: asString(row.bundle_identifier),
            lastOpenedOn: secondsOf(row.last_opened_time),
          },
        ),
  ),
  table('programs of Windows', 'programs', 'windows', (row) =>
    named(row, row.name, {
      vendor: asString(row.publisher),
      version: asString(row.version),
    }),
  ),
  table('packages of Linux', 'linux_packages', 'linux', (row) =>
    isOfLinux(row)
      ? undefined
      : named(row, row.name, {
          // "Ada Example <ada@example.com>": nobody's address is kept.
          vendor: asString(
            asString(row.maintainer_or_vendor)?.replace(/<[^>]*>?/g, ''),
          ),
          version: asString(row.version),
        }),
  ),
  extension('Chrome extensions', 'chrome_extensions', 'chrome', 'author'),
  extension('Firefox add-ons', 'firefox_addons', 'firefox', 'creator'),
  extension('Safari extensions', 'safari_extensions', 'safari', 'author'),
];

function named(
  { collection_time }: Record<string, unknown>,
  name: unknown,
  others: Omit<Installed, 'name' | 'seenAt'>,
): Installed | undefined {
  const text = asString(name);
  if (text === undefined) return undefined;
  return { name: text, seenAt: asString(collection_time) ?? '', ...others };
}

/** What Apple ships with the system, and helpers that are parts of another application. */
function isOfMacos(path: string): boolean {
  return /^\/(System|usr)\/|\.app\/Contents\//.test(path);
}

/** Sections (Debian) and groups (RPM) of packages that make up a system, and names of such packages where a section is not told. */
const SECTIONS_OF_LINUX =
  /(^|\/)(libs|oldlibs|libdevel|debug|doc|fonts|introspection|kernel|localization|metapackages|perl|python|libraries|base)$/i;
const PACKAGES_OF_LINUX =
  /^(lib|linux-(image|headers|modules|firmware)|kernel|firmware|fonts?-|perl-|python3?-|gir1\.)|-(dev|devel|doc|dbg|dbgsym|debuginfo|locale|langpack)$/i;

/** Thousands of packages make up a Linux system; none of them is what somebody installed. */
function isOfLinux({
  name,
  package_group_or_section: section,
}: Record<string, unknown>): boolean {
  return (
    SECTIONS_OF_LINUX.test(asString(section) ?? '') ||
    PACKAGES_OF_LINUX.test(asString(name) ?? '')
  );
}

/** Seconds since the epoch; -1 for what was never opened. */
function secondsOf(value: unknown): number | undefined {
  const seconds = asNumber(value) ?? 0;
  return seconds > 0 ? Math.round(seconds * 1_000) : undefined;
}

/** A list in one text: `activeTab, storage`, or the same as JSON. */
function permissionsOf(value: unknown): string[] | undefined {
  const text = asString(value);
  return text?.split(/[\s,;[\]"]+/).filter((each) => each !== '');
}

/** What lets an extension read and change whatever somebody does on any site. */
function isWide(permission: string): boolean {
  return /^(<all_urls>|\*:\/\/\*\/|https?:\/\/\*\/)/.test(permission);
}

/** Of our own making: what the rows of one name and vendor have in common. */
const FIELDS = {
  id: PROPERTY_ONLY,
  name: PROPERTY_ONLY,
  vendor: PROPERTY_ONLY,
  identifiers: PROPERTY_ONLY,
  platforms: PROPERTY_ONLY,
  isExtension: PROPERTY_ONLY,
  permissions: PROPERTY_ONLY,
  deviceCount: PROPERTY_ONLY,
} as const;

/** What is known of one application after all rows were read. */
export interface InstalledApplicationRow {
  id: string;
  name: string;
  vendor: string | undefined;
  identifiers: string[];
  platforms: string[];
  isExtension: boolean;
  permissions: string[] | undefined;
  /** Undefined where not all rows could be read. */
  deviceCount: number | undefined;
}

/** @returns the same for the same name and vendor in an organization, however they are written */
export function installedApplicationId(
  organizationId: string,
  { isExtension }: Pick<SoftwareTable, 'isExtension'>,
  { name, vendor = '' }: Pick<Installed, 'name' | 'vendor'>,
): string {
  const kind = isExtension ? 'extension' : 'application';
  return createHash('sha256')
    .update([organizationId, kind, name, vendor].join('\n').toLowerCase())
    .digest('hex')
    .slice(0, 32);
}

export const installedApplication = declare<typeof FIELDS>({
  fields: FIELDS,
  excluded: [],
  id: ({ id }) => String(id),
  properties: {
    name: string('Name', 'name'),
    vendor: string(
      'Publisher, maintainer or author, as the system tells it; macOS tells none',
      'vendor',
    ),
    identifiers: strings(
      'Bundle identifiers of macOS, ids of extensions',
      'identifiers',
    ),
    platforms: strings(
      'On which systems it was found (darwin, windows, linux), or in which browsers (chrome, firefox, safari)',
      'platforms',
    ),
    browserExtension: boolean('Is an extension of a browser', 'isExtension'),
    permissions: strings(
      'What the extension may do, in any of its versions; absent where no browser tells',
      'permissions',
    ),
    allSites: boolean(
      'The extension may read and change whatever is done on any site; absent where no browser tells its permissions',
      ({ permissions }) =>
        Array.isArray(permissions)
          ? permissions.some((each) => isWide(String(each)))
          : undefined,
    ),
    deviceCount: number(
      'On how many devices it is; absent where not all software could be read',
      'deviceCount',
    ),
  },
});

/** What a relationship of a device to an application says. */
export const INSTALLATION = {
  version: { type: 'string', description: 'Version on the device' },
  lastSeenOn: {
    type: 'number',
    description:
      'When the device was last seen to have it (milliseconds since the epoch)',
  },
  lastOpenedOn: {
    type: 'number',
    description:
      'When it was last opened (milliseconds since the epoch); macOS alone tells it',
  },
} as const;
