import { createEntity } from '../graph/entity';
import { Entities } from '../model';

const id = '5f0000000000000000000001';
const convert = (row: object) =>
  createEntity(
    Entities.SAAS_APPLICATION,
    { id, ...row },
    {
      organizationId: '5f00000000000000000000aa',
      consoleUrl: 'https://console.jumpcloud.com',
      instanceName: 'Instance',
    },
  );

test('an application as JumpCloud sends it, list and single object together', () => {
  const application = convert({
    name: 'Example Notes',
    status: 'NEWLY_DISCOVERED',
    access_restriction: 'DISMISSIBLE_WARNING',
    discovered_at: '2026-01-02T03:04:05Z',
    discovery_source_types: ['BROWSER_EXTENSION'],
    owner_user_id: '5f0000000000000000000002',
    catalog_app_id: 'catalog',
    restriction_excluded_group_ids: ['5f0000000000000000000003'],
    sso_apps: [{ id: '5F00000000000000000000BB', status: 'NOT_CONNECTED' }],
    custom_restriction_message: 'PLANTED',
    alternative_button_url: 'PLANTED',
    accountCount: 15,
    unmatchedAccountCount: 2,
    userCount: 12,
  });
  expect(application).toMatchObject({
    _key: id,
    _class: ['Application'],
    displayName: 'Example Notes',
    status: 'discovered',
    active: true,
    accountCount: 15,
    unmatchedAccountCount: 2,
    userCount: 12,
    accessRestriction: 'dismissible_warning',
    discoveredOn: Date.UTC(2026, 0, 2, 3, 4, 5),
    discoverySources: ['browser_extension'],
    ownerId: '5f0000000000000000000002',
    ssoApplicationIds: ['5f00000000000000000000bb'],
    ssoConnected: false,
    restrictionExcludedGroupCount: 1,
  });
  expect(JSON.stringify(application)).not.toContain('PLANTED');
});

test.each([
  ['APPROVED', 'approved'],
  ['UNAPPROVED', 'unapproved'],
  ['IGNORED', 'ignored'],
  ['SOMETHING_NEW', 'something_new'],
  [null, undefined],
])('the decision %p is %p', (status, expected) => {
  expect(convert({ status }).status).toBe(expected);
});

test.each([
  [{ accountCount: 1, userCount: 0 }, true],
  [{ accountCount: 0, userCount: 0 }, false],
  [{ accountCount: 1 }, true],
  [{}, undefined],
])('with %p somebody has an account: %p', (counts, active) => {
  expect(convert(counts).active).toBe(active);
});

test('what is not known is not said', () => {
  const application = convert({});
  for (const name of [
    'active',
    'accountCount',
    'unmatchedAccountCount',
    'userCount',
    'ssoConnected',
  ]) {
    expect(application[name]).toBeUndefined();
  }
});
