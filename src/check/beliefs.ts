import * as probes from './probes';

/*
 * What the integration takes for granted of JumpCloud, each with where it is known
 * from, what a run does if it is wrong, and how the check tries it. The table in
 * docs/development.md is made of this.
 */

export interface Belief {
  /** As reports and the log name it. */
  id: string;
  fact: string;
  knownFrom: string;
  /** What happens in a run. */
  ifWrong: string;
  /** The probe that tries it, or why none can. */
  tried: probes.Probe | string;
}

export const BELIEFS: readonly Belief[] = [
  {
    id: 'specification',
    fact: 'Paths, parameters, fields, scopes',
    knownFrom: "JumpCloud's OpenAPI specification",
    ifWrong:
      'The step of the endpoint fails and names it; a field that never comes is an absent property',
    tried: probes.shape,
  },
  {
    id: 'total-count',
    fact: '`totalCount` in version 1, `x-total-count` in version 2',
    knownFrom: 'Answers that real tenants gave to earlier versions',
    ifWrong:
      'A list is read until an empty page: one request more, and a deletion meanwhile is not noticed',
    tried: probes.totalCount,
  },
  {
    id: 'total-of-members',
    fact: '`x-total-count` comes with `/members`',
    knownFrom: 'Not verified: the specification shows no header there',
    ifWrong:
      'One request more for each group, and a member who is removed meanwhile may hide another',
    tried: probes.totalOfMembers,
  },
  {
    id: 'limit-101',
    fact: 'A `limit` above 100 is answered with 400',
    knownFrom: 'Reports of other clients',
    ifWrong: 'Nothing: 100 are asked for',
    tried: probes.limit,
  },
  {
    id: 'login-redirect',
    fact: 'A request without a key is answered with 302 to `/login`',
    knownFrom: 'Reports of other clients',
    ifWrong:
      'Another redirect is not followed, and ends as the failure of its step',
    tried: 'Nothing is asked without a key',
  },
  {
    id: 'administrators-list',
    fact: '`GET /api/users` lists administrators',
    knownFrom: "JumpCloud's own clients; the specification does not show it",
    ifWrong:
      'Rows without a role or an e-mail address become administrators that nobody knows',
    tried: probes.administrators,
  },
  {
    id: 'administrators-scope',
    fact: 'The scope `administrators.readonly` for it',
    knownFrom: 'Not verified: inferred from the other endpoints',
    ifWrong:
      'The message of a role that may not read administrators names a scope that does not help',
    tried: probes.administratorsScope,
  },
  {
    id: 'administrators-of-organization',
    fact: '`/api/users` is scoped by `x-org-id`',
    knownFrom: "JumpCloud's own clients contradict one another",
    ifWrong:
      'It is asked without the header, and rows that name the organization are taken',
    tried: probes.administratorsOfOrganization,
  },
  {
    id: 'service-account',
    fact: 'Service accounts: endpoint, form, need of an organization id',
    knownFrom: "JumpCloud's own clients",
    ifWrong:
      'The run ends before its first request, and says that the service account is refused',
    tried: probes.serviceAccount,
  },
  {
    id: 'rate-limits',
    fact: 'Rate limits',
    knownFrom:
      'Not published, and no header tells them. 429 and 503 are heeded',
    ifWrong: 'The run is slower, or sends too many requests and waits',
    tried: 'Only a burst could tell, and there is none',
  },
  {
    id: 'retry-after',
    fact: '`Retry-After` comes with 429 and 503',
    knownFrom: 'Not verified: heeded where it comes',
    ifWrong: 'The pause is a guess that doubles, from one second to a minute',
    tried: probes.retryAfter,
  },
  {
    id: 'member-rows',
    fact: 'The rows of `/members`',
    knownFrom: 'The specification; not seen from a real tenant',
    ifWrong:
      'Rows that cannot be understood fail the step: no membership is deleted, and none is new',
    tried: probes.memberRows,
  },
  {
    id: 'association-rows',
    fact: 'The rows of `/associations`',
    knownFrom: 'The specification; not seen from a real tenant',
    ifWrong: 'The same of assignments',
    tried: probes.associationRows,
  },
  {
    id: 'organization-header',
    fact: 'Several organizations with `x-org-id`',
    knownFrom: 'The specification; not tried on a real tenant',
    ifWrong: 'Ten rows of another organization fail the step',
    tried: probes.organizationHeader,
  },
  {
    id: 'provider-header',
    fact: '`x-org-id` left out of `/api/v2/organizations`',
    knownFrom: "JumpCloud's own clients",
    ifWrong:
      'Which administrators of a provider reach the organization is not known: its step fails',
    tried: probes.providerLinks,
  },
  {
    id: 'aws-attribute',
    fact: 'The form and the name of the attribute that names roles of AWS',
    knownFrom: "AWS's IAM User Guide",
    ifWrong: 'Nothing leads to AWS',
    tried: 'Nobody but AWS reads it',
  },
  {
    id: 'microsoft-name',
    fact: 'The e-mail address is the `userPrincipalName` at Microsoft',
    knownFrom:
      'Inferred from how JumpCloud makes users there; one that differs is not found',
    ifWrong: 'The user has no relationship to a user of Microsoft',
    tried: 'JumpCloud does not show that name',
  },
  {
    id: 'password-policy-id',
    fact: '`objectId` of a password policy is its own',
    knownFrom:
      'The specification; that of the group, too, gives each policy a key',
    ifWrong: 'Groups that share a policy have one each',
    tried: probes.passwordPolicy,
  },
  {
    id: 'web-links',
    fact: 'Where links into the Admin Portal lead',
    knownFrom: 'Not verified',
    ifWrong: 'A link opens another page of the Admin Portal',
    tried: 'Its pages are no part of the API',
  },
  {
    id: 'insights-contract',
    fact: 'Directory Insights: body, pages, silent defaults',
    knownFrom: 'Its specification',
    ifWrong: 'The step of sign-ins fails, and tells nobody idle',
    tried: probes.insights,
  },
  {
    id: 'sso-success',
    fact: '`sso_token_success` of a sign-in to an application',
    knownFrom: 'Samples of events',
    ifWrong: 'Refused sign-ins count as use, or none counts',
    tried: 'An event without it may be of another kind',
  },
  {
    id: 'insights-licence',
    fact: 'The answer of Directory Insights without a licence',
    knownFrom:
      'Not verified: the same as of other products, and a feature that is off in the settings is believed',
    ifWrong:
      'The step of sign-ins fails in every run, until it is switched off',
    tried: probes.insightsLicence,
  },
  {
    id: 'insights-scope',
    fact: 'The scope of Directory Insights for one organization',
    knownFrom: 'Not verified: declared for providers',
    ifWrong:
      'The message of a role that may not read it names a scope that does not help',
    tried: probes.insightsScope,
  },
  {
    id: 'absent-products',
    fact: 'What JumpCloud answers where a feature is absent',
    knownFrom: 'Not verified: an empty list, 402, or a 404 in JSON',
    ifWrong:
      'The step of the product fails in every run, until it is switched off',
    tried: probes.absentProducts,
  },
  {
    id: 'undeclared-header',
    fact: '`x-org-id` on `/saas-management`, `/workflows` and the like',
    knownFrom:
      'Not declared there: sent only where several organizations make it necessary',
    ifWrong: 'These steps fail where there are several organizations',
    tried: probes.undeclaredHeader,
  },
  {
    id: 'organization-parameter',
    fact: '`organizationObjectId`, beside it',
    knownFrom:
      "The same; that it is 24 digits is from JumpCloud's command line",
    ifWrong: 'The same',
    tried: probes.organizationParameter,
  },
  {
    id: 'old-roles',
    fact: 'Associations of commands are refused to old roles that read',
    knownFrom:
      "JumpCloud's PowerShell module (TheJumpCloud/support, pull requests 379 and 382)",
    ifWrong: 'Nothing: what is refused is read over the graph',
    tried: 'It depends on the age of the role',
  },
  {
    id: 'root-id',
    fact: 'The id of root, as whom a command runs',
    knownFrom: "JumpCloud's PowerShell module",
    ifWrong: 'A command that runs as root is taken for one of a user',
    tried: 'One id is as good as another',
  },
  {
    id: 'windows-commands',
    fact: 'Commands run as NT AUTHORITY on Windows',
    knownFrom: "JumpCloud's support page on command results",
    ifWrong: '`runsAsRoot` is true where it is not',
    tried: 'It happens on the device',
  },
  {
    id: 'command-fields',
    fact: '`user` and `sudo` in the list of commands',
    knownFrom:
      'Not verified: specified for a single command, and asked for by `fields`',
    ifWrong: '`runsAsRoot` is absent, so that no rule about it fires',
    tried: probes.commandFields,
  },
  {
    id: 'fields-of-commands',
    fact: '`fields` of version 1 leaves out what is not asked for',
    knownFrom: 'The specification',
    ifWrong:
      'What a command says comes over the wire; it enters nothing, since it is not declared',
    tried: probes.fieldsOfCommands,
  },
  {
    id: 'sort-id',
    fact: 'A list of version 2 takes `sort=id`',
    knownFrom: 'The specification, for some lists; not verified',
    ifWrong: 'Nothing: it is not sent',
    tried: probes.sortId,
  },
  {
    id: 'comma-targets',
    fact: '`targets` takes several types, separated by commas',
    knownFrom: 'The specification; not verified',
    ifWrong: 'Nothing: one type at a time is asked for',
    tried: probes.commaTargets,
  },
  {
    id: 'comma-fields',
    fact: '`fields` of version 2 takes several names, separated by commas',
    knownFrom: 'The specification; not verified',
    ifWrong: 'Nothing: it is not sent',
    tried: probes.commaFields,
  },
  {
    id: 'ssao',
    fact: '`/devices/settings/ssao` is answered with 501',
    knownFrom: "JumpCloud's command line, which has tried it",
    ifWrong:
      'Nothing: an answer becomes a property, any other status a line in the log',
    tried: probes.ssao,
  },
  {
    id: 'request-statuses',
    fact: 'Statuses of access requests',
    knownFrom:
      'The specification names approved, active, cancelled; others are not verified',
    ifWrong:
      'A request of an unknown status is open, and nobody knows whether it was granted',
    tried: probes.requestStatuses,
  },
  {
    id: 'agent-states',
    fact: 'SYNC and IMPORT agents of Active Directory, their states',
    knownFrom:
      'The specification; what `unsealed` means nobody says: unknown, not broken',
    ifWrong: 'Whether the connection works is not known',
    tried: probes.agentStates,
  },
  {
    id: 'group-methods',
    fact: 'How the members of a group are chosen, and by which query',
    knownFrom:
      'The specification; the list of a real tenant told neither: then nothing is said',
    ifWrong:
      'Whether a group is dynamic is absent, and rules about dynamic groups do not fire',
    tried: probes.groupMethods,
  },
  {
    id: 'member-query',
    fact: 'A query that is a search, or JSON text',
    knownFrom: "JumpCloud's PowerShell SDK",
    ifWrong: 'The query of the group is absent',
    tried: probes.memberQuery,
  },
  {
    id: 'conditions',
    fact: 'Conditions of policies beyond the specification',
    knownFrom:
      "JumpCloud's command line: several in one object, `...NotIn`, one value for a list",
    ifWrong:
      'A condition that is not understood is said to be unknown, and its policy protects nobody for sure',
    tried: 'What is not understood is said in each run',
  },
  {
    id: 'radius-mfa',
    fact: 'Whom a RADIUS server asks for MFA in each of its modes',
    knownFrom: "JumpCloud's support page on RADIUS servers",
    ifWrong: '`mfaRequired` of the server is wrong',
    tried: 'It shows when somebody signs in',
  },
  {
    id: 'radius-names',
    fact: 'RADIUS sign-ins with an e-mail address',
    knownFrom:
      "JumpCloud's support page on RADIUS with Entra ID, and samples of events",
    ifWrong: "Such a sign-in is nobody's",
    tried: 'It depends on what people type',
  },
  {
    id: 'linux-sign-ins',
    fact: 'Of Linux devices only sign-ins over SSH are recorded',
    knownFrom: "JumpCloud's support page on Directory Insights",
    ifWrong: 'Who signs in at the screen seems idle',
    tried: 'What is not recorded does not show',
  },
  {
    id: 'windows-administrator',
    fact: 'A disabled Administrator of Windows not called suspended',
    knownFrom: 'A report to JumpCloud (TheJumpCloud/support, issue 640)',
    ifWrong: 'The account seems to be in use',
    tried: 'The device alone knows',
  },
  {
    id: 'apple-false',
    fact: 'What Apple tells of computers only, or of phones only',
    knownFrom:
      "Apple's schema of its MDM; whether JumpCloud sends false else: not verified",
    ifWrong: 'Nothing: a false is believed only where Apple tells',
    tried: probes.appleFalse,
  },
  {
    id: 'root',
    fact: 'What makes somebody root, and what supersedes what',
    knownFrom: "JumpCloud's article on administrator and sudo permissions",
    ifWrong: '`admin` of a relationship to a device is wrong',
    tried: 'It happens on the device',
  },
  {
    id: 'binding-sudo',
    fact: '`attributes.sudo` of a binding',
    knownFrom:
      'The specification, for writing; in answers not verified: absent is not false',
    ifWrong:
      'Root by a binding is absent, and known by groups, users and devices alone',
    tried: probes.bindingSudo,
  },
  {
    id: 'device-administrators',
    fact: 'Who is administrator of a device',
    knownFrom:
      "JumpCloud's PowerShell module: compiled attributes, or `sudo` of the user",
    ifWrong: 'Who is root is absent where only JumpCloud computes it',
    tried: 'With deriveDeviceAccess each run says it',
  },
  {
    id: 'account-names',
    fact: "An account on a device is the user's of the same name",
    knownFrom: "Inferred; a name that two users have is nobody's",
    ifWrong: 'An account is related to a user who does not use it',
    tried: 'A name is all that is known',
  },
  {
    id: 'scopes',
    fact: 'What a scope allows, and a role without scopes',
    knownFrom:
      "x-scopes of the specification; JumpCloud's article on Admin Portal roles",
    ifWrong: 'A role is rated wrongly',
    tried: 'It would need requests that change something',
  },
  {
    id: 'linked-administrators',
    fact: 'Who may sign in as a linked administrator',
    knownFrom: "JumpCloud's articles; whether it prevents that: not verified",
    ifWrong: 'A shadow administrator is told of who cannot become one',
    tried: 'It would need a sign-in',
  },
  {
    id: 'editable-fields',
    fact: 'Which fields users may edit of themselves',
    knownFrom: "JumpCloud's article on user attributes; not verified",
    ifWrong:
      'Groups that users join by editing their profile are missing, or told of without need',
    tried: 'The user portal alone shows it',
  },
  {
    id: 'failed-results',
    fact: '`filter` of the results of policies leaves out what succeeded',
    knownFrom: 'The specification; not verified',
    ifWrong: 'Nothing but pages: each result says itself whether it failed',
    tried: probes.failedResults,
  },
  {
    id: 'inventory-order',
    fact: 'Tables of System Insights are sorted by `system_id` where asked for',
    knownFrom: 'The specification; not verified',
    ifWrong:
      'Rows of a device that come apart may be counted as those of another time',
    tried: probes.inventoryOrder,
  },
  {
    id: 'declared-fields',
    fact: 'Fields of users and groups that are declared come',
    knownFrom: 'The specification, and answers that real tenants gave',
    ifWrong:
      'Their properties are absent; the run says so in one line with this id',
    tried: probes.declaredFields,
  },
];
