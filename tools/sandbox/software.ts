import { System } from './devices';
import { DAY, inTurn, PLANTED_SECRET, Row } from './random';
import { Tenant } from './tenant';

/* What System Insights lists of the software of devices, table by table. */

interface Software {
  apps: Row[];
  programs: Row[];
  linuxPackages: Row[];
  chromeExtensions: Row[];
  firefoxAddons: Row[];
  safariExtensions: Row[];
}

/** One on how many of them, and its versions: name, vendor, identifier, versions. */
type Product = readonly [
  every: number,
  name: string,
  vendor: string,
  identifier: string,
  versions: readonly string[],
];

const CHROME = ['142.0.7444.60', '142.0.7444.60', '141.0.7390.123'];
const OLD_CHROME = [...CHROME, ...CHROME, ...CHROME, '118.0.5993.70'];

const MACOS: Product[] = [
  [1, 'Google Chrome', '', 'com.google.Chrome', OLD_CHROME],
  [1, 'Slack', '', 'com.tinyspeck.slackmacgap', ['4.46.99', '4.45.69']],
  [2, 'zoom.us', '', 'us.zoom.xos', ['6.6.6', '6.5.9']],
  [3, 'Visual Studio Code', '', 'com.microsoft.VSCode', ['1.105.1']],
  [47, 'uTorrent', '', 'com.bittorrent.uTorrent', ['1.8.7']],
];
const WINDOWS: Product[] = [
  [1, 'Google Chrome', 'Google LLC', '', OLD_CHROME],
  [1, 'Slack', 'Slack Technologies', '', ['4.46.99']],
  [2, 'Zoom Workplace', 'Zoom', '', ['6.6.6', '6.5.9']],
  [4, '7-Zip 25.01 (x64)', 'Igor Pavlov', '', ['25.01']],
  [23, 'TeamViewer', 'TeamViewer', '', ['15.71.4']],
];
const LINUX: Product[] = [
  [1, 'openssh-server', 'Ubuntu Developers', 'net', ['1:9.6p1-3ubuntu13']],
  [2, 'docker-ce', 'Docker', 'admin', ['5:28.5.1-1']],
  [1, 'libssl3t64', 'Ubuntu Developers', 'libs', ['3.0.13-0ubuntu3.6']],
  [1, 'linux-image-6.8.0-86-generic', 'Ubuntu Kernel', 'kernel', ['6.8.0-86']],
];
const EXTENSIONS: Product[] = [
  [2, 'uBlock Origin Lite', 'Raymond Hill', 'ublock', ['2025.1012.1']],
  [9, 'Coupon Finder', 'Example Coupons', 'coupons', ['3.2.1']],
  [3, 'Docs Offline', 'Google LLC', 'docs', ['1.96.0']],
];
const PERMISSIONS: Record<string, string> = {
  ublock: 'declarativeNetRequest, storage, <all_urls>',
  coupons: '["tabs", "cookies", "*://*/*"]',
  docs: 'storage, https://docs.google.com/*',
};

const known = new WeakMap<Tenant, Software>();

/** @returns the rows of `GET /api/v2/systeminsights/...`, by device; made when they are first asked for */
export function softwareOf(tenant: Tenant): Software {
  const software = known.get(tenant) ?? createSoftware(tenant);
  known.set(tenant, software);
  return software;
}

function createSoftware({ systems, now }: Tenant): Software {
  const software: Software = {
    apps: [],
    programs: [],
    linuxPackages: [],
    chromeExtensions: [],
    firefoxAddons: [],
    safariExtensions: [],
  };
  systems.forEach((system, n) => {
    const { state } = (system.systemInsights ?? {}) as Row;
    if (state !== 'enabled' || system.desktopCapable === undefined) return;
    const row = rowOf(system, now);
    const { osFamily } = system;
    const has = ([every]: Product) => n % every === 0;
    const version = ([, , , , versions]: Product) => inTurn(versions, n);
    if (osFamily === 'darwin') {
      MACOS.filter(has).forEach((product) => {
        const [, name, , identifier] = product;
        const app = row({
          name: `${name}.app`,
          display_name: name,
          bundle_identifier: identifier,
          bundle_short_version: version(product),
          last_opened_time: n % 5 === 0 ? -1 : (now - (n % 40) * DAY) / 1_000,
          path: `/Users/${PLANTED_SECRET}/Applications/${name}.app`,
        });
        software.apps.push(app);
        // A helper of it, and what Apple ships.
        software.apps.push({
          ...app,
          name: `${name} Helper.app`,
          path: `/Applications/${name}.app/Contents/Frameworks/Helper.app`,
        });
      });
      software.apps.push(
        row({
          name: 'Mail.app',
          display_name: 'Mail',
          bundle_short_version: '16.0',
          path: '/System/Applications/Mail.app',
        }),
      );
    }
    if (osFamily === 'windows') {
      WINDOWS.filter(has).forEach((product) => {
        const [, name, publisher] = product;
        software.programs.push(
          row({
            name,
            publisher,
            version: version(product),
            identifying_number: `{${PLANTED_SECRET}}`,
            install_location: `C:\\Users\\${PLANTED_SECRET}\\AppData`,
            uninstall_string: PLANTED_SECRET,
          }),
        );
      });
    }
    if (osFamily === 'linux') {
      LINUX.filter(has).forEach((product) => {
        const [, name, vendor, section] = product;
        software.linuxPackages.push({
          system_id: system._id,
          name,
          version: version(product),
          maintainer_or_vendor: `${vendor} <${PLANTED_SECRET}@example.com>`,
          package_format: 'deb',
          package_group_or_section: section,
        });
      });
    }
    if (osFamily === 'darwin' || osFamily === 'windows') {
      EXTENSIONS.filter(has).forEach((product) => {
        const [, name, author, identifier] = product;
        // In two profiles.
        for (const profile of ['Default', 'Profile 1']) {
          software.chromeExtensions.push(
            row({
              name,
              author,
              identifier,
              version: version(product),
              permissions: PERMISSIONS[identifier],
              path: `/Users/${PLANTED_SECRET}/${profile}`,
              uid: '501',
            }),
          );
        }
      });
      if (n % 11 === 0) {
        software.firefoxAddons.push(
          row({
            name: 'Dark Reader',
            creator: 'Alexander Shutau',
            identifier: 'addon@darkreader.org',
            version: '4.9.112',
            path: `/Users/${PLANTED_SECRET}/Profiles`,
          }),
        );
      }
    }
    if (osFamily === 'darwin' && n % 13 === 0) {
      software.safariExtensions.push(
        row({
          name: '1Password for Safari',
          author: null,
          identifier: 'com.1password.safari.extension',
          version: '8.11.14',
          path: `/Users/${PLANTED_SECRET}/Applications`,
        }),
      );
    }
  });
  return software;
}

/** Rows are as old as the device's last contact. */
function rowOf({ _id, lastContact }: System, now: number) {
  const seenOn = lastContact ?? new Date(now - 90 * DAY).toISOString();
  return (fields: Row): Row => ({
    system_id: _id,
    collection_time: seenOn,
    ...fields,
  });
}
