import { Application } from './applications';
import { User } from './people';
import {
  Basis,
  inTurn,
  nameInTurn,
  PLANTED_SECRET,
  Random,
  Row,
} from './random';

/* SaaS management: the applications that somebody was seen to use, and by whom. */

export type SaasApplication = Row & { id: string };

export interface SaasManagement {
  /** What days are counted back from, in milliseconds since the epoch. */
  now: number;
  /** As `GET /saas-management/applications/{id}?expand=sso_apps` sends them. */
  applications: SaasApplication[];
  /** Application id -> its accounts. */
  accounts: Map<string, Row[]>;
  /** Application id -> when each account was last used. */
  usage: Map<string, Row[]>;
  /** What is known of applications everywhere; names are found here. */
  catalog: (Row & { id: string })[];
}

/** Name, state, and whether it is also an SSO application of the organization. */
const APPLICATIONS = [
  ['Slack', 'APPROVED', 'slack'],
  ['Zoom', 'APPROVED', 'zoom'],
  ['Notion', 'NEWLY_DISCOVERED', ''],
  ['Dropbox', 'NEWLY_DISCOVERED', ''],
  ['WeTransfer', 'UNAPPROVED', ''],
  ['Spotify', 'IGNORED', ''],
  ['Trello', 'NEWLY_DISCOVERED', ''],
  ['Salesforce', 'APPROVED', 'salesforce'],
  ['Canva', 'NEWLY_DISCOVERED', ''],
  ['Grammarly', 'UNAPPROVED', ''],
  ['Calendly', 'NEWLY_DISCOVERED', ''],
  ['Typeform', 'NEWLY_DISCOVERED', ''],
] as const;

const NAMES = APPLICATIONS.map(([name]) => name);
const SOURCES = ['BROWSER_EXTENSION', 'JUMPCLOUD_SSO', 'CONNECTOR'];
const RESTRICTIONS = [
  'NO_ACTION',
  'DEFAULT_ACTION',
  'NO_ACTION',
  'WARNING',
  'DISMISSIBLE_WARNING',
];

/**
 * @param users of whom some have accounts, also some whom JumpCloud cannot tell
 * @param ssoApplications of which some are the same as an application here
 */
export function createSaas(
  count: number,
  basis: Basis,
  users: User[],
  ssoApplications: Application[],
  random: Random,
): SaasManagement {
  const { ids, day } = basis;
  const saas: SaasManagement = {
    now: Date.parse(day(0)),
    applications: [],
    accounts: new Map(),
    usage: new Map(),
    catalog: [],
  };
  let made = 0;
  for (let n = 0; n < count; n++) {
    const [product, status, template] = inTurn(APPLICATIONS, n);
    const name = nameInTurn(NAMES, n);
    const id = ids('saasApplication', n);
    const sso = ssoApplications.find((each) => each.name === template);
    saas.catalog.push({
      id: ids('catalogApplication', n),
      name,
      logo_url: 'https://example.com/logo.png',
    });
    saas.applications.push({
      id,
      name,
      catalog_app_id: ids('catalogApplication', n),
      owner_user_id: n % 3 === 0 ? users[0]?._id : undefined,
      status,
      access_restriction:
        status === 'UNAPPROVED' ? 'BLOCK' : inTurn(RESTRICTIONS, n),
      alternative_button: '',
      alternative_button_url: '',
      custom_restriction_message: n % 4 === 0 ? PLANTED_SECRET : '',
      discovered_at: day(-200.4 + (n % 190)),
      restriction_excluded_group_ids: n === 4 ? [ids('group', 0)] : [],
      discovery_source_types: sso ? SOURCES.slice(0, 2) : SOURCES.slice(0, 1),
      sso_apps: sso && [
        {
          id: sso._id,
          app_name: product,
          display_label: sso.displayLabel,
          template_name: template,
          status: n % 8 === 7 ? 'NOT_CONNECTED' : 'CONNECTED',
        },
      ],
    });
    const { accounts, usage } = createAccounts(
      n,
      id,
      basis,
      users,
      random,
      () => ids('saasAccount', made++),
    );
    saas.accounts.set(id, accounts);
    saas.usage.set(id, usage);
  }
  return saas;
}

/** More than a page holds. */
const MOST_ACCOUNTS = 2_000;

/** None of the sixth; elsewhere one account belongs to nobody whom JumpCloud knows. */
function createAccounts(
  n: number,
  applicationId: string,
  { day }: Basis,
  users: User[],
  random: Random,
  nextId: () => string,
) {
  const accounts: Row[] = [];
  const usage: Row[] = [];
  const share = Math.ceil(users.length / (3 + (n % 8) * 2));
  const size = n % 8 === 5 ? 0 : Math.min(share, MOST_ACCOUNTS);
  for (let k = 0; k <= size && size > 0; k++) {
    const user = k === size ? undefined : users[random.below(users.length)];
    const name = user ? String(user.username) : `visitor-${n}`;
    const account = {
      id: nextId(),
      user_id: user?._id,
      parent_app_id: applicationId,
      email: user ? String(user.email) : `${name}@elsewhere.example`,
      username: name,
    };
    accounts.push(account);
    usage.push({
      account_id: account.id,
      latest_used_at: day(-0.5 - random.below(1200) / 10),
      account_email: account.email,
      account_username: name,
      user_id: user?._id,
      user_email: user ? String(user.email) : undefined,
    });
  }
  return { accounts, usage };
}
