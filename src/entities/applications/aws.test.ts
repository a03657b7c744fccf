import { awsAccountsOf, awsRolesOf } from './aws';

const NAME = 'https://aws.amazon.com/SAML/Attributes/Role';
const PROVIDER = 'arn:aws:iam::111122223333:saml-provider/JumpCloud';
const role = (name: string, account = '111122223333') =>
  `arn:aws:iam::${account}:role/${name}`;
const rolesOf = (
  value: unknown,
  name: unknown = NAME,
  type: unknown = 'saml',
) =>
  awsRolesOf(
    { constantAttributes: { value: [{ name, value }] } } as never,
    type,
  );

test.each<[string, string, string]>([
  ['the role first', `${role('Admin')},${PROVIDER}`, role('Admin')],
  ['the provider first', `${PROVIDER},${role('Admin')}`, role('Admin')],
  ['with spaces', ` ${role('Admin')} , ${PROVIDER} `, role('Admin')],
  ['alone', role('Admin'), role('Admin')],
  ['below a path', `${role('sso/Admin')},${PROVIDER}`, role('sso/Admin')],
  ['with a comma', `${role('A,b')},${PROVIDER}`, role('A,b')],
  [
    'in another partition',
    'arn:aws-us-gov:iam::111122223333:role/Admin',
    'arn:aws-us-gov:iam::111122223333:role/Admin',
  ],
])('a role, %s', (_, value, expected) => {
  expect(rolesOf(value)).toEqual([expected]);
});

test.each<[string, unknown, unknown?, unknown?]>([
  ['no pair of ARNs', 'PLANTED'],
  ['a provider alone', PROVIDER],
  ['a user', 'arn:aws:iam::111122223333:user/ada'],
  ['no text', { value: role('Admin') }],
  ['another name', role('Admin'), 'Role'],
  ['the name in other letters', role('Admin'), NAME.toUpperCase()],
  ['the name of the session', 'ada', `${NAME}SessionName`],
  ['an application that sends no assertion', role('Admin'), NAME, 'oidc'],
])('no role: %s', (_, value, name = NAME, type = 'saml') => {
  expect(rolesOf(value, name, type)).toBeUndefined();
});

test.each([undefined, null, {}, 'text', { constantAttributes: 'text' }])(
  'no role in the configuration %j',
  (config) => {
    expect(awsRolesOf(config as never, undefined)).toBeUndefined();
  },
);

test('several roles, each once, and their accounts', () => {
  const values = [
    null,
    { name: NAME, value: `${role('A')},${PROVIDER}` },
    { name: NAME, value: `${PROVIDER},${role('B', '444455556666')}` },
    { name: NAME, value: role('A') },
  ];
  const roles = awsRolesOf(
    { constantAttributes: { value: values } },
    undefined,
  );
  expect(roles).toEqual([role('A'), role('B', '444455556666')]);
  expect(awsAccountsOf(roles)).toEqual(['111122223333', '444455556666']);
  expect(awsAccountsOf(undefined)).toBeUndefined();
});
