import { drawSome, EVERYBODY, Group } from './groups';
import {
  Basis,
  inTurn,
  Json,
  nameInTurn,
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

/** Template, label, kind of single sign-on, and whose it is: everybody's, that of single people, nobody's yet, or that of groups. */
const TEMPLATES: [
  template: string,
  label: string,
  kind: string,
  whose: 'everybody' | 'people' | 'nobody' | string[],
][] = [
  ['slack', 'Slack', 'saml', 'everybody'],
  ['aws', 'Amazon Web Services', 'saml', ['Production Access', 'IT']],
  [
    'github-cloud',
    'GitHub Enterprise Cloud',
    'saml',
    ['Engineering', 'Product'],
  ],
  ['salesforce', 'Salesforce', 'saml', ['Sales', 'Customer Success']],
  ['oidc', 'Order Tracking', 'oidc', 'people'],
  ['zoom', 'Zoom', 'saml', 'everybody'],
  ['datadog', 'Datadog', 'saml', ['Engineering', 'On-call']],
  ['confluence', 'Confluence', 'saml', ['Engineering', 'Product']],
  ['snowflake', 'Snowflake', 'oidc', ['Data Warehouse', 'Finance']],
  ['bookmark', 'Employee Handbook', 'bookmark', 'everybody'],
  ['greenhouse', 'Greenhouse', 'saml', 'nobody'],
  ['netsuite', 'NetSuite', 'saml', ['Finance']],
  ['hubspot', 'HubSpot', 'saml', ['Marketing', 'Sales']],
  ['zendesk', 'Zendesk', 'saml', ['Customer Success']],
  ['figma', 'Figma', 'saml', ['Product']],
  ['docusign', 'DocuSign', 'saml', ['Legal', 'Sales']],
  ['pagerduty', 'PagerDuty', 'saml', ['On-call']],
  ['workday', 'Workday', 'saml', 'everybody'],
  ['sentry', 'Sentry', 'saml', ['Engineering']],
  ['miro', 'Miro', 'saml', ['Product', 'Marketing']],
  ['tableau', 'Tableau', 'saml', ['Data Warehouse']],
  ['1password', '1Password Business', 'oidc', 'everybody'],
  ['expensify', 'Expensify', 'saml', 'everybody'],
  ['knowbe4', 'KnowBe4', 'saml', 'everybody'],
  ['jira', 'Jira', 'saml', ['Engineering', 'Product', 'IT']],
  ['grafana', 'Grafana Cloud', 'oidc', ['Engineering', 'On-call']],
  ['circleci', 'CircleCI', 'oidc', ['Engineering']],
  ['cloudflare', 'Cloudflare', 'saml', ['IT', 'Security']],
  ['splunk', 'Splunk Cloud', 'saml', ['Security']],
  ['snyk', 'Snyk', 'saml', ['Security', 'Engineering']],
  ['lattice', 'Lattice', 'saml', ['People']],
  ['carta', 'Carta', 'saml', ['Finance', 'Legal']],
  ['gong', 'Gong', 'saml', ['Sales']],
  ['intercom', 'Intercom', 'saml', ['Customer Success']],
  ['airtable', 'Airtable', 'saml', ['Marketing', 'Product']],
  ['bookmark', 'Travel Booking', 'bookmark', 'everybody'],
];
const LABELS = TEMPLATES.map(([, label]) => label);

/** Where the address of the service names the customer. */
const SSO_URLS = new Map([
  ['github-cloud', 'https://github.com/orgs/example-widgets/sso'],
]);

/** What an assertion to AWS names: a role and the identity provider, in either order. */
const AWS_PROVIDER = 'arn:aws:iam::111122223333:saml-provider/JumpCloud';
const AWS_ROLES = [
  `arn:aws:iam::111122223333:role/ProductionAdmin,${AWS_PROVIDER}`,
  `${AWS_PROVIDER}, arn:aws:iam::111122223333:role/sso/ReadOnly`,
];

/** In how many days certificates expire; of one that is forgotten, see below. */
const CERTIFICATE_ENDS = [880, 1710, 400, 1240];

/**
 * The certificate of the eighth has expired, and that of the twelfth, which is
 * switched off: nobody's problem.
 *
 * @returns the rows of `GET /api/applications`
 */
export function createApplications(
  count: number,
  { ids, day }: Basis,
): Application[] {
  return Array.from({ length: count }, (_, n) => {
    const [name, displayName, type] = inTurn(TEMPLATES, n);
    const label = nameInTurn(LABELS, n);
    const saml = type === 'saml';
    const active = n % 12 !== 11;
    const certificateEnd =
      n % 24 === 7 || !active ? -24 : inTurn(CERTIFICATE_ENDS, n);
    return {
      _id: ids('application', n),
      id: ids('application', n),
      organization: ids('organization', 0),
      name,
      displayName,
      // Where it is blank, the name of the template stands for it.
      displayLabel: n % 4 === 3 && label === displayName ? '' : label,
      description: n % 3 === 0 ? `Single sign-on for ${displayName}` : '',
      active,
      aiReady: n % 9 === 2,
      beta: false,
      created: day(-700.6 + (n % 600)),
      learnMore: '',
      logo: { url: '', color: '#202D38' },
      color: '',
      databaseAttributes: saml
        ? [{ name: 'email', value: PLANTED_SECRET }]
        : [],
      parentApp: n % 15 === 10 ? ids('application', 0) : undefined,
      ssoUrl: SSO_URLS.get(name) ?? `https://sso.example/${type}/${name}-${n}`,
      sso: {
        type,
        beta: false,
        jit: saml && n % 2 === 0,
        hidden: n % 8 === 6,
        ...(saml && {
          idpCertExpirationAt: day(certificateEnd),
          idpCertificateUpdatedAt: day(certificateEnd - 1825),
          idpPrivateKeyUpdatedAt: day(certificateEnd - 1825),
          spCertificateUpdatedAt: n % 2 === 0 ? day(-500.3) : undefined,
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
    constantAttributes: field(
      9,
      'table',
      [
        ['ApiToken', secret('constant attribute')],
        ...(name === 'aws'
          ? AWS_ROLES.map((role) => [
              'https://aws.amazon.com/SAML/Attributes/Role',
              role,
            ])
          : []),
      ].map(([attribute, value]) => ({
        name: attribute,
        value,
        readOnly: false,
        required: false,
        visible: true,
      })),
    ),
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
 * Everybody's by one group, others' by theirs, and some by themselves: every
 * third has users of its own, one of whom has it by a group as well.
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
  const idsOf = (names: string[]) =>
    groups
      .filter(({ name }) => names.includes(String(name)))
      .map(({ id }) => id);
  const everybody = idsOf([EVERYBODY]);
  return new Map(
    applications.map(({ _id }, n) => {
      const [, , , whose] = inTurn(TEMPLATES, n);
      if (whose === 'nobody') return [_id, { users: [], groups: [] }];
      const users =
        n % 3 === 1 || whose === 'people'
          ? drawSome(userIds, 3 + (n % 5), random)
          : [];
      if (whose === 'people') return [_id, { users, groups: [] }];
      const named = whose === 'everybody' ? everybody : idsOf(whose);
      const grant: Grant = {
        users,
        // A small tenant may have no such group.
        groups: named.length > 0 ? named : drawSome(groupIds, 2, random),
      };
      const twice = members.get(grant.groups[0])?.[0];
      if (n % 3 === 1 && twice && !grant.users.includes(twice)) {
        grant.users.push(twice);
      }
      return [_id, grant];
    }),
  );
}
