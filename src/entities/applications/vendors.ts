import { asLowerCase, asString } from '../properties';

/* Whose product an application is, and which part of it is the customer's own. */

/**
 * By the name of JumpCloud's template, or what stands before its first hyphen
 * (`github-cloud`). JupiterOne relates applications to vendors by this name.
 */
const VENDORS = new Map([
  ['1password', '1Password'],
  ['adobe', 'Adobe'],
  ['airtable', 'Airtable'],
  ['asana', 'Asana'],
  ['atlassian', 'Atlassian'],
  ['aws', 'Amazon Web Services'],
  ['azure', 'Microsoft'],
  ['bamboohr', 'BambooHR'],
  ['bitbucket', 'Atlassian'],
  ['box', 'Box'],
  ['carta', 'Carta'],
  ['circleci', 'CircleCI'],
  ['cloudflare', 'Cloudflare'],
  ['confluence', 'Atlassian'],
  ['crowdstrike', 'CrowdStrike'],
  ['datadog', 'Datadog'],
  ['docusign', 'DocuSign'],
  ['dropbox', 'Dropbox'],
  ['expensify', 'Expensify'],
  ['figma', 'Figma'],
  ['freshdesk', 'Freshworks'],
  ['freshservice', 'Freshworks'],
  ['github', 'GitHub'],
  ['gitlab', 'GitLab'],
  ['gmail', 'Google'],
  ['gong', 'Gong'],
  ['google', 'Google'],
  ['grafana', 'Grafana Labs'],
  ['greenhouse', 'Greenhouse'],
  ['hubspot', 'HubSpot'],
  ['intercom', 'Intercom'],
  ['jamf', 'Jamf'],
  ['jira', 'Atlassian'],
  ['knowbe4', 'KnowBe4'],
  ['lattice', 'Lattice'],
  ['microsoft', 'Microsoft'],
  ['miro', 'Miro'],
  ['mongodb', 'MongoDB'],
  ['netsuite', 'Oracle'],
  ['newrelic', 'New Relic'],
  ['notion', 'Notion'],
  ['office365', 'Microsoft'],
  ['okta', 'Okta'],
  ['opsgenie', 'Atlassian'],
  ['oracle', 'Oracle'],
  ['pagerduty', 'PagerDuty'],
  ['salesforce', 'Salesforce'],
  ['sentry', 'Sentry'],
  ['servicenow', 'ServiceNow'],
  ['slack', 'Slack'],
  ['snowflake', 'Snowflake'],
  ['snyk', 'Snyk'],
  ['splunk', 'Splunk'],
  ['tableau', 'Salesforce'],
  ['trello', 'Atlassian'],
  ['twilio', 'Twilio'],
  ['workday', 'Workday'],
  ['zendesk', 'Zendesk'],
  ['zoom', 'Zoom'],
]);

/** @param template the name of JumpCloud's template; undefined comes back of one that is nobody's (`saml`, `bookmark`) or not known */
export function vendorOf(template: unknown): string | undefined {
  const name = asLowerCase(template) ?? '';
  return VENDORS.get(name) ?? VENDORS.get(name.split('-')[0]);
}

/** The organization at GitHub that an address signs in to: `https://github.com/orgs/example/sso`. */
export function githubOrganizationOf(ssoUrl: unknown): string | undefined {
  const url = addressOf(ssoUrl);
  if (url?.hostname !== 'github.com') return undefined;
  return /^\/orgs\/([a-z\d](?:[a-z\d-]*[a-z\d])?)(\/|$)/i.exec(
    url.pathname,
  )?.[1];
}

/** The domain at Google that an address signs in to: `https://mail.google.com/a/example.com`. */
export function googleDomainOf(ssoUrl: unknown): string | undefined {
  const url = addressOf(ssoUrl);
  if (!/(^|\.)google\.com$/.test(url?.hostname ?? '')) return undefined;
  const [, domain] =
    /^\/a\/((?:[a-z\d-]+\.)+[a-z\d-]+)(\/|$)/i.exec(url?.pathname ?? '') ?? [];
  return domain?.toLowerCase();
}

function addressOf(value: unknown): URL | undefined {
  try {
    return new URL(asString(value) ?? '');
  } catch {
    return undefined;
  }
}
