/*
 * How the types of the data model look in a picture. A type that is not named
 * here is drawn too, by its own name.
 */
import { Entities, MappedRelationships } from '../../src/model';
import { Kind } from './page/data';

export type Look = Omit<Kind, 'first' | 'count'>;

const EMPLOYEE = MappedRelationships.USER_IS_EMPLOYEE.targetType;
const AWS_ROLE = MappedRelationships.GROUP_ASSIGNED_AWS_ROLE.targetType;
const AWS_INSTANCE = MappedRelationships.DEVICE_IS_AWS_INSTANCE.targetType;
const GOOGLE_USER = MappedRelationships.USER_IS_GOOGLE_USER.targetType;
const AZURE_USER = MappedRelationships.USER_IS_AZURE_USER.targetType;
const mapped = { mapped: true } as const;
const person = { role: 'person' } as const;
const goal = { role: 'goal' } as const;

/** From left to right: who, through what, to where. */
export const LOOKS: Look[] = [
  look(Entities.ACCOUNT, 'Organization', '#334155', 3, {
    role: 'organization',
  }),
  look(Entities.PASSWORD_POLICY, 'Password policies', '#64748b', 1),
  look(Entities.ADMIN, 'Administrators', '#be3455', 1, person),
  look(Entities.SERVICE_ACCOUNT, 'Service accounts', '#b4557a', 1, person),
  look(Entities.WORKFLOW, 'Workflows', '#8a4f9e', 1),
  look(Entities.ROLE, 'Roles', '#7c5cbf', 2),
  look(Entities.USER, 'Users', '#2f74c0', 2, person),
  look(Entities.GROUP, 'Groups', '#23875c', 3),
  look(Entities.POLICY, 'Policies', '#7a6a1e', 4),
  look(Entities.POLICY_GROUP, 'Policy groups', '#7a6a1e', 4),
  look(Entities.AUTH_POLICY, 'Conditional access', '#8a5a1e', 4),
  look(Entities.COMMAND, 'Commands', '#9a3d6f', 4),
  look(Entities.SOFTWARE_APP, 'Software', '#8f5a3c', 4),
  look(Entities.APPROVAL_FLOW, 'Approval flows', '#5d7a3a', 4),
  look(Entities.ACCESS_REQUEST, 'Access requests', '#6b8a2f', 4),
  look(Entities.APPLE_MDM, 'Apple MDM', '#5b6b7f', 4),
  look(Entities.APPLICATION, 'Applications', '#c2681c', 5, goal),
  look(Entities.DIRECTORY, 'Directories', '#6d5fa8', 5, goal),
  look(Entities.RADIUS_SERVER, 'RADIUS servers', '#4a7d3f', 5, goal),
  look(Entities.DEVICE_GROUP, 'Device groups', '#0f7f86', 5),
  look(Entities.APPLE_DEVICE, 'Apple devices', '#5b6b7f', 5),
  look(Entities.DEVICE, 'Devices', '#3a6f8f', 6, { role: 'device' }),
  look(Entities.AGENT, 'Agents', '#7f8ea3', 6),
  look(Entities.DEVICE_POSTURE, 'Posture', '#7f8ea3', 6),
  look(Entities.SAAS_APPLICATION, 'SaaS applications', '#a8562f', 5, goal),
  look(Entities.SIGN_IN_ACTIVITY, 'Sign-ins', '#7f8ea3', 6),
  look({ _type: AWS_ROLE }, 'AWS roles', '#b7791f', 6, { ...goal, ...mapped }),
  look({ _type: AWS_INSTANCE }, 'EC2 instances', '#7f8ea3', 6, mapped),
  look({ _type: GOOGLE_USER }, 'Google users', '#7f8ea3', 1, mapped),
  look({ _type: AZURE_USER }, 'Microsoft users', '#7f8ea3', 1, mapped),
  look({ _type: EMPLOYEE }, 'Employees', '#7f8ea3', 1, mapped),
];

/** What is drawn first. */
export const HOME = [Entities.GROUP._type, Entities.APPLICATION._type];

function look(
  { _type: type }: { _type: string },
  name: string,
  color: string,
  column: number,
  more: Partial<Look> = {},
): Look {
  return { type, name, color, column, ...more };
}

/** How a type looks that is not in the list. */
export function unknownLook(type: string): Look {
  const model = Object.values(Entities).find(({ _type }) => _type === type);
  const name = model?.resourceName ?? type;
  return { type, name, color: '#5f6b7a', column: 5, role: 'goal' };
}
