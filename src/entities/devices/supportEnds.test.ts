import { createEntity } from '../../graph/entity';
import { Entities } from '../../model';
import { supportEndOf } from './operatingSystem';
import { LINUX, MACOS, WINDOWS } from './supportEnds';

/* Which systems are no longer supported: nobody may be accused who still gets updates. */

const TODAY = '2026-11-26';

const windows = (version: string, build?: number) => ({
  os: 'Windows',
  osFamily: 'windows',
  version,
  osVersionDetail:
    build === undefined
      ? null
      : { major: '10', minor: '0', patch: String(build) },
});
const linux = (os: string, version: string) => ({
  os,
  osFamily: 'linux',
  version,
});
const mac = (version: string) => ({
  os: 'Mac OS X',
  osFamily: 'darwin',
  version,
});

type System = Parameters<typeof supportEndOf>[0];
const supported: [string, System][] = [
  ['an edition for the long term', windows('10 Enterprise LTSC 2021', 19044)],
  ['the same, without a build', windows('10 Enterprise LTSC 2021')],
  ['the edition before', windows('10 Enterprise 2019 LTSC', 17763)],
  ['a cash desk', windows('10 IoT Enterprise LTSC', 19044)],
  ['one for the long term of which nothing else is known', windows('10 LTSC')],
  ['what may be one for the long term', windows('10', 19044)],
  ['what may be one, without a build', windows('10')],
  ['Windows 11', windows('11 Pro', 26200)],
  ['Windows 11 Enterprise, longer than Pro', windows('11 Enterprise', 26100)],
  ['a build that the table does not know', windows('11 Pro', 26300)],
  ['Windows 11 without a build', windows('11 Pro')],
  ['a server', windows('Server 2019 Standard', 17763)],
  ['a server, named in the details', windows('2022 Datacenter')],
  ['macOS', mac('15.7.1')],
  ['macOS of later years', mac('27.1')],
  ['Ubuntu', linux('Ubuntu', '24.04.3 LTS')],
  ['the last service pack', linux('SLES', '15.7')],
  ['Debian', linux('Debian', '12')],
  ['Amazon Linux', linux('Amazon Linux', '2023')],
  ['Rocky Linux', linux('Rocky Linux', '9.4')],
  ['a distribution that no table has', linux('Arch', '2016.04')],
  ['Linux without a version', linux('Ubuntu', '')],
  ['a phone', { os: 'iOS', osFamily: 'ios', version: '12.5' }],
  ['a tablet', { os: 'Android', osFamily: 'android', version: '7' }],
  ['nothing', {}],
];

const unsupported: [string, System, string][] = [
  ['Windows 10 Pro', windows('10 Pro', 19045), '2025-10-14'],
  ['Windows 10 Pro without a build', windows('10 Pro'), '2025-10-14'],
  ['Windows 10 Enterprise', windows('10 Enterprise', 19044), '2024-06-11'],
  ['a build alone', { os: 'Windows', version: '10.0.19041' }, '2021-12-14'],
  ['the first for the long term', windows('10 LTSB', 10240), '2025-10-14'],
  ['Windows 11 Pro', windows('11 Pro', 22631), '2025-11-11'],
  ['Windows 7', { os: 'Windows', version: '7 Professional' }, '2020-01-14'],
  ['Windows 8.1', { os: 'Windows', version: '8.1 Pro' }, '2023-01-10'],
  [
    'a server',
    { os: 'Windows', version: 'Server 2012 R2 Standard' },
    '2023-10-10',
  ],
  ['a server by its year', windows('2012 R2 Datacenter'), '2023-10-10'],
  [
    'a server by its build',
    {
      os: 'Windows',
      version: 'Server',
      osVersionDetail: { version: '6.3.9600' },
    },
    '2023-10-10',
  ],
  ['macOS', mac('14.6.1'), '2026-09-30'],
  ['OS X', mac('10.15.7'), '2022-09-12'],
  ['Ubuntu', linux('Ubuntu', '16.04'), '2021-04-30'],
  ['Ubuntu between', linux('Ubuntu', '23.10'), '2024-07-11'],
  ['Pop!_OS', linux('Pop!_OS', '20.10'), '2021-07-22'],
  ['a service pack', linux('SLES', '15.4'), '2023-12-31'],
  ['Debian', linux('Debian', '10.13'), '2024-06-30'],
  ['CentOS', linux('CentOS', '7.9.2009'), '2024-06-30'],
  ['CentOS Stream', linux('CentOS Stream', '8'), '2024-05-31'],
  ['Red Hat', linux('Red Hat Enterprise Linux', '7.9'), '2024-06-30'],
  ['Amazon Linux', linux('Amazon Linux', '2'), '2026-06-30'],
  [
    'the first Amazon Linux',
    linux('Amazon Linux AMI', '2018.03'),
    '2023-12-31',
  ],
  ['Fedora', linux('Fedora Linux', '41'), '2025-12-15'],
  [
    'a distribution that is named in the details',
    {
      os: 'Linux',
      osFamily: 'linux',
      version: '18.04',
      osVersionDetail: { distributionName: 'Ubuntu' },
    },
    '2023-05-31',
  ],
];

test.each(supported)('%s is supported', (_, system) => {
  expect((supportEndOf(system) ?? '9999') > TODAY).toBe(true);
});

test.each(unsupported)('%s is not any more', (_, system, end) => {
  expect(supportEndOf(system)).toBe(end);
  expect(end < TODAY).toBe(true);
});

test('a device has the end as a time', () => {
  const row = { _id: '5f0000000000000000000001', ...windows('10 Pro', 19045) };
  const { osSupportEndsOn } = createEntity(Entities.DEVICE, row, {
    organizationId: '5f00000000000000000000aa',
    consoleUrl: 'https://console.jumpcloud.com',
    instanceName: 'Instance',
  });
  expect(osSupportEndsOn).toBe(Date.UTC(2025, 9, 14));
});

test('the table has a day for each version, and each version once', () => {
  const lists = [
    MACOS,
    ...Object.values(WINDOWS),
    ...LINUX.map(([, ends]) => ends),
  ];
  for (const ends of lists) {
    const versions = ends.map(([version]) => version);
    expect(new Set(versions).size).toBe(versions.length);
    ends.forEach(([, end]) =>
      expect(new Date(end).toISOString().slice(0, 10)).toBe(end),
    );
  }
});
