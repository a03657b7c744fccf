import { Basis, inTurn, PLANTED_SECRET, Row } from './random';

/* Policies of devices, and password policies of groups. */

const TEMPLATES = [
  ['disk_encryption_darwin', 'FileVault 2', 'darwin', 'agent'],
  ['bitlocker_windows', 'BitLocker', 'windows', 'agent'],
  ['disk_encryption_linux', 'Disk encryption', 'linux', 'agent'],
  ['lock_screen_darwin', 'Lock screen', 'darwin', 'mdm'],
  ['custom_registry_windows', 'Custom registry keys', 'windows', 'agent'],
  ['wifi_ios', 'Wi-Fi configuration', 'ios', 'mdm'],
  ['work_profile_android', 'Work profile', 'android', 'mdm'],
  ['patching_universal', 'Browser patching', 'universal', 'agent'],
] as const;

/** @returns the rows of `GET /api/v2/policies` */
export function createPolicies(
  count: number,
  { ids }: Basis,
): (Row & { id: string })[] {
  return Array.from({ length: count }, (_, n) => {
    const [name, displayName, osMetaFamily, delivery] = inTurn(TEMPLATES, n);
    const round = Math.floor(n / TEMPLATES.length);
    return {
      id: ids('policy', n),
      name: displayName + (round ? ` ${round + 1}` : ''),
      template: {
        id: ids('policyTemplate', n % TEMPLATES.length),
        name,
        displayName,
        description: `Sets up ${displayName}`,
        activation: '',
        behavior: '',
        deliveryTypes: [delivery],
        osMetaFamily,
        state: '',
        alert: n === 4 ? 'May lock devices' : null,
        reference: n === 0 ? 'https://example.com/filevault' : null,
        osRestrictions: [
          {
            osName: osMetaFamily,
            earliestVersion: '10.0',
            deprecatedVersion: '',
            isMdmRequired: delivery === 'mdm',
            supportedEnrollmentTypes: ['automated'],
            appleRestrictions: {
              requiresSupervision: false,
              supportedEnrollmentTypes: ['automated', 'device'],
            },
          },
        ],
      },
    };
  });
}

/** What `GET /api/v2/policies/{id}` adds to a row of the list: how the policy is set. */
export function detailPolicy(row: Row): Row {
  return {
    ...row,
    notes: PLANTED_SECRET,
    configFields: [
      {
        id: String(row.id),
        name: 'password',
        label: 'Password',
        displayOptions: { note: PLANTED_SECRET },
        validators: { note: PLANTED_SECRET },
        tooltip: {
          template: PLANTED_SECRET,
          variables: { icon: '', message: '' },
        },
        displayType: 'text',
        defaultValue: PLANTED_SECRET,
        position: 1,
        readOnly: false,
        required: true,
        sensitive: true,
      },
    ],
    values: [
      {
        configFieldID: String(row.id),
        value: PLANTED_SECRET,
        sensitive: true,
      },
    ],
  };
}

/**
 * The answer to `GET /api/v2/passwordpolicies/usergroup/{id}`.
 *
 * @param own whether the group has a policy of its own; else it is the default one
 */
export function createGroupPasswordPolicy(
  group: Row,
  settings: Row,
  own: boolean,
): Row {
  const { gracePeriodDate: _, ...figures } = settings;
  return {
    cached: false,
    objectId: group.id,
    groups: own ? [{ groupId: group.id, name: group.name }] : [],
    policy: {
      ...figures,
      name: own ? `Passwords of ${String(group.name)}` : 'Default',
      description: '',
      default: !own,
      precedence: own ? 1 : 0,
      minLength: own ? 16 : figures.minLength,
    },
  };
}
