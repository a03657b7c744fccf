import { createEntity } from '../graph/entity';
import { Entities } from '../model';

const appOf = (row: object) =>
  createEntity(
    Entities.SOFTWARE_APP,
    { id: '5f0000000000000000000001', displayName: 'Editor', ...row },
    {
      organizationId: '5f00000000000000000000aa',
      consoleUrl: 'https://console.jumpcloud.com',
      instanceName: 'Instance',
    },
  );

test('of several packages each is told, and how each is installed of none', () => {
  const app = appOf({
    settings: [
      {
        packageId: 'editor',
        packageVersion: '2',
        displayVersion: 'Two',
        autoUpdate: false,
        desiredState: 'INSTALL',
        commandLineArguments: '--token PLANTED',
        detectionRules: { powerShellScript: 'PLANTED' },
      },
      null,
      { packageId: 'plug-in', displayVersion: '1', autoUpdate: true },
      {},
    ],
  });
  expect(app).toMatchObject({
    packageIds: ['editor', 'plug-in'],
    versions: ['2', '1'],
    desiredStates: ['install'],
    autoUpdate: true,
  });
  expect(JSON.stringify(app)).not.toContain('PLANTED');
});

test('without settings nothing is said of packages', () => {
  const app = appOf({ settings: null });
  expect([app.packageIds, app.versions, app.autoUpdate]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
