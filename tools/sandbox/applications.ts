import { drawSome, EVERYBODY, Group } from './groups';
import {
  daysFromReference,
  Ids,
  inTurn,
  Json,
  PLANTED_SECRET,
  Random,
  Row,
} from './random';

/* The SSO applications, and who was given them. */

export type Application = Row & { _id: string };

/** Who was given an application, by id; group members follow from `members`. */
export interface Grant {
  users: string[];
  groups: string[];
}

/** Template, label and kind of single sign-on. */
const TEMPLATES = [
  ['aws-sso', 'AWS IAM Identity Center', 'saml'],
  ['slack', 'Slack', 'saml'],
  ['github-cloud', 'GitHub Enterprise Cloud', 'saml'],
  ['oidc', 'Custom OIDC App', 'oidc'],
  ['bookmark', 'Bookmark', 'bookmark'],
  ['salesforce', 'Salesforce', 'saml'],
  ['zoom', 'Zoom', 'saml'],
  ['datadog', 'Datadog', 'saml'],
  ['confluence', 'Confluence', 'saml'],
  ['snowflake', 'Snowflake', 'oidc'],
] as const;

const CERTIFICATE_EXPIRY = [
  '2024-03-01T00:00:00.000Z',
  '2036-05-20T00:00:00.000Z',
  '2027-02-14T00:00:00.000Z',
  '2031-09-30T00:00:00.000Z',
];

/**
 * Of those whose certificate has expired, some are switched off: nobody's problem.
 *
 * @returns the rows of `GET /api/applications`
 */
export function createApplications(count: number, ids: Ids): Application[] {
  return Array.from({ length: count }, (_, n) => {
    const [name, displayName, type] = inTurn(TEMPLATES, n);
    const saml = type === 'saml';
    const active = n % 6 !== 5 && n % 16 !== 8;
    return {
      _id: ids('application', n),
      id: ids('application', n),
      organization: ids('organization', 0),
      name,
      displayName,
      displayLabel: n % 4 === 3 ? '' : `${displayName} (team ${n + 1})`,
      description: n % 3 === 0 ? `Single sign-on for ${displayName}` : '',
      active,
      aiReady: n % 9 === 2,
      beta: false,
      created: daysFromReference(-700 + n),
      learnMore: '',
      logo: { url: '', color: '#202D38' },
      color: '',
      databaseAttributes: saml
        ? [{ name: 'email', value: PLANTED_SECRET }]
        : [],
      parentApp: n % 15 === 10 ? ids('application', 0) : undefined,
      ssoUrl: `https://sso.example/${type}/${name}-${n}`,
      sso: {
        type,
        beta: false,
        jit: saml && n % 2 === 0,
        hidden: n % 8 === 6,
        ...(saml && {
          idpCertExpirationAt: inTurn(CERTIFICATE_EXPIRY, n),
          idpCertificateUpdatedAt: daysFromReference(-600),
          idpPrivateKeyUpdatedAt: daysFromReference(-600),
          spCertificateUpdatedAt:
            n % 2 === 0 ? daysFromReference(-500) : undefined,
        }),
      },
      config: saml ? createSamlConfig(name, n) : {},
    };
  });
}

function createSamlConfig(name: string, n: number): Row {
  const field = (position: number, type: string, value: Json): Row => ({
    label: '',
    mutable: false,
    options: PLANTED_SECRET,
    toggle: false,
    position,
    readOnly: false,
    required: true,
    tooltip: { template: '', variables: { icon: '', message: '' } },
    type,
    value,
    visible: true,
  });
  const secret = (what: string) => `${PLANTED_SECRET} ${what} ${n}`;
  return {
    idpEntityId: field(0, 'text', secret('identity provider')),
    spEntityId: field(1, 'text', `https://${name}.example/${PLANTED_SECRET}`),
    acsUrl: field(2, 'text', `https://${name}.example/acs/${PLANTED_SECRET}`),
    idpCertificate: field(3, 'file', secret('certificate')),
    idpPrivateKey: field(4, 'file', secret('private key')),
    signAssertion: field(5, 'checkbox', true),
    signResponse: field(6, 'checkbox', false),
    spErrorFlow: field(7, 'checkbox', true),
    spCertificate: field(8, 'file', secret('certificate of the service')),
    constantAttributes: field(9, 'table', [
      {
        name: 'ApiToken',
        value: secret('constant attribute'),
        readOnly: false,
        required: false,
        visible: true,
      },
    ]),
    databaseAttributes: { position: 10 },
    authClaimConfiguration: {
      type: 'text',
      visible: true,
      sendAmrClaim: { type: 'checkbox', value: true, readOnly: false },
      authnContextMode: { type: 'text', value: secret('mode') },
      singleAuthnContextValue: { type: 'text', value: secret('context') },
      authnContextMappings: {
        type: 'table',
        value: [{ name: secret('mapping') }],
      },
    },
  };
}

/**
 * Grants of every sort, in turn: to everybody, to users, to groups, to both
 * (one user both ways), to nobody.
 *
 * @returns application id -> its grants
 */
export function grantApplications(
  {
    users,
    groups,
    members,
    applications,
  }: {
    users: { _id: string }[];
    groups: Group[];
    members: ReadonlyMap<string, string[]>;
    applications: Application[];
  },
  random: Random,
): Map<string, Grant> {
  const userIds = users.map(({ _id }) => _id);
  const groupIds = groups.map(({ id }) => id);
  const everybody = groups.find(({ name }) => name === EVERYBODY);
  return new Map(
    applications.map(({ _id }, n) => {
      const sort = n === 0 ? 0 : 1 + ((n - 1) % 4);
      const some = (sort === 2 ? 0 : 3 + (n % 5)) * Number(sort < 4);
      const grant: Grant = {
        users: sort === 0 ? [] : drawSome(userIds, some, random),
        groups:
          sort === 0 && everybody
            ? [everybody.id]
            : sort === 2 || sort === 3
            ? drawSome(groupIds, 2, random)
            : [],
      };
      const twice = members.get(grant.groups[0])?.[0];
      if (sort === 3 && twice && !grant.users.includes(twice)) {
        grant.users.push(twice);
      }
      return [_id, grant];
    }),
  );
}
