import { declare } from '../graph/entity';
import { RAW, Row } from '../graph/fields';
import { v2 } from '../jumpcloud/endpoints';
import { assignmentsOf } from './associations';
import {
  asString,
  boolean,
  elements,
  string,
  strings,
  stringsAt,
  timestamp,
} from './properties';

/** Nothing of how it is installed: arguments, scripts and addresses may hold tokens. */
const FIELDS = {
  id: RAW,
  createdAt: RAW,
  displayName: RAW,
  settings: [
    {
      autoUpdate: RAW,
      desiredState: RAW,
      displayVersion: RAW,
      packageId: RAW,
      packageManager: RAW,
      packageVersion: RAW,
      scope: RAW,
    },
  ],
  updatedAt: RAW,
} as const;

type SoftwareApp = Row<typeof FIELDS>;

/** Where it is installed. No scope to read associations of devices alone suffices here. */
export const assignmentsOfSoftwareApps = assignmentsOf(
  'software apps',
  '/softwareapps/{id}',
  'associations.readonly',
);

export const softwareApp = declare<typeof FIELDS>({
  list: v2('software apps', '/softwareapps', 'systems.readonly'),
  fields: FIELDS,
  excluded: [
    'settings.appleVpp',
    'settings.commandLineArguments',
    'settings.description',
    'settings.detectionRules',
    'settings.downloadUrl',
    'settings.location',
    'settings.silentInstallFlags',
    'settings.storedPackage',
    'settings.updateToolArguments',
  ],
  properties: {
    name: string('Name', 'displayName'),
    packageIds: strings('Ids of its packages', ({ settings }) =>
      stringsAt(settings, 'packageId'),
    ),
    packageManagers: strings(
      'Where its packages come from, such as APPLE_VPP or CHOCOLATEY',
      ({ settings }) => stringsAt(settings, 'packageManager'),
    ),
    versions: strings('Versions of its packages', versionsOf),
    desiredStates: strings(
      'Whether it is to be there: install or uninstall',
      ({ settings }) =>
        stringsAt(settings, 'desiredState')?.map((each) => each.toLowerCase()),
    ),
    installScopes: strings('For whom it is installed', ({ settings }) =>
      stringsAt(settings, 'scope'),
    ),
    autoUpdate: boolean('JumpCloud keeps it up to date', isKeptUpToDate),
    createdOn: timestamp('When it was added', 'createdAt'),
    updatedOn: timestamp('When it was last changed', 'updatedAt'),
  },
});

function versionsOf({ settings }: SoftwareApp): string[] | undefined {
  if (!Array.isArray(settings)) return undefined;
  return elements(settings)
    .map((each) => asString(each?.packageVersion ?? each?.displayVersion))
    .filter((each): each is string => each !== undefined);
}

/** Undefined where JumpCloud says it of none of its packages. */
function isKeptUpToDate({ settings }: SoftwareApp): boolean | undefined {
  const known = elements(settings)
    .map((each) => each?.autoUpdate)
    .filter((each) => typeof each === 'boolean');
  return known.length > 0 ? known.includes(true) : undefined;
}
