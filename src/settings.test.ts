import { instanceConfigFields } from './config';
import {
  IntegrationConfig,
  lookbackDays,
  readSettings,
  wantsSignIns,
} from './settings';

const apiKey = 'jca_0123456789';
const orgId = '0123456789abcdef01234567';

const read = (config: IntegrationConfig, environment: NodeJS.ProcessEnv = {}) =>
  readSettings(config, environment);

describe('readSettings', () => {
  test('a key is all that is needed', () => {
    expect(read({ apiKey: `  ${apiKey}\n` })).toEqual({
      credentials: { apiKey },
      organizationId: undefined,
      origin: 'https://console.jumpcloud.com',
      insightsOrigin: 'https://api.jumpcloud.com',
      consoleUrl: 'https://console.jumpcloud.com',
    });
  });

  test.each([
    [
      'us',
      'https://console.jumpcloud.com',
      'https://admin-oauth.id.jumpcloud.com/oauth2/token',
      'https://api.jumpcloud.com',
    ],
    [
      'EU ',
      'https://console.eu.jumpcloud.com',
      'https://admin-oauth.id.eu.jumpcloud.com/oauth2/token',
      'https://api.eu.jumpcloud.com',
    ],
    [
      'in',
      'https://console.in.jumpcloud.com',
      'https://admin-oauth.id.in.jumpcloud.com/oauth2/token',
      'https://api.in.jumpcloud.com',
    ],
  ])('region %s', (region, consoleUrl, tokenUrl, insightsOrigin) => {
    const settings = read({
      clientId: 'client',
      clientSecret: 'secret',
      orgId: orgId.toUpperCase(),
      region,
    });
    expect(settings).toEqual({
      credentials: {
        clientId: 'client',
        clientSecret: 'secret',
        tokenUrl: new URL(tokenUrl),
      },
      organizationId: orgId,
      origin: consoleUrl,
      insightsOrigin,
      consoleUrl,
    });
  });

  test.each<[string, IntegrationConfig, RegExp]>([
    ['no credentials', {}, /API Key .*missing.*My API Key.*off by default/],
    ['a blank key', { apiKey: '  ' }, /API Key .*missing/],
    ['a key in two', { apiKey: 'jca_ 01' }, /API Key .*malformed/],
    ['a key with a line break', { apiKey: 'jca\n01' }, /API Key .*malformed/],
    ['a quoted key', { apiKey: '"jca_01"' }, /API Key .*malformed/],
    ['a key that is no ASCII', { apiKey: 'jca_é' }, /API Key .*malformed/],
    ['an unknown region', { apiKey, region: 'mars' }, /Region .*us, eu, in/],
    ['a malformed id', { apiKey, orgId: 'acme' }, /Organization ID .*24/],
    [
      'two kinds of credential',
      { apiKey, clientId: 'a', clientSecret: 'b', orgId },
      /exactly one kind/,
    ],
    [
      'a client without its secret',
      { clientId: 'a', orgId },
      /Client Secret \(clientSecret, CLIENT_SECRET in .env\) is missing/,
    ],
    [
      'a secret without its client',
      { clientSecret: 'b', orgId },
      /Client ID \(clientId, CLIENT_ID in .env\) is missing/,
    ],
    [
      'a service account without an organization',
      { clientId: 'a', clientSecret: 'b' },
      /Organization ID .*missing.*service account needs it/,
    ],
  ])('%s is refused', (_, config, message) => {
    expect(() => read(config)).toThrow(message);
    expect(() => read(config)).toThrow(
      expect.objectContaining({ code: 'CONFIG_VALIDATION_ERROR' }),
    );
  });

  test.each<[IntegrationConfig['usageLookbackDays'], number]>([
    [undefined, 30],
    ['', 30],
    [' 7 ', 7],
    ['90', 90],
    [1, 1],
  ])('%p days of sign-ins are %d', (usageLookbackDays, days) => {
    expect(lookbackDays({ usageLookbackDays })).toBe(days);
  });

  test.each(['0', '91', '1.5', '-1', 'all', 0, NaN])(
    '%p days of sign-ins are refused',
    (usageLookbackDays) => {
      expect(() => read({ apiKey, usageLookbackDays })).toThrow(
        /usageLookbackDays, USAGE_LOOKBACK_DAYS .*1 to 90.*leave the field empty/,
      );
    },
  );

  test('sign-ins are read by whoever asks for them, in either way', () => {
    const answers = [
      {},
      { ingestSignIns: false },
      { usageLookbackDays: ' ' },
      { ingestSignIns: true },
      { usageLookbackDays: '30' },
      { usageLookbackDays: 30, ingestSignIns: false },
    ].map(wantsSignIns);
    expect(answers).toEqual([false, false, false, true, true, true]);
  });

  test('a key is never in the message', () => {
    const secret = 'jca_ very secret';
    expect.assertions(1);
    try {
      read({ apiKey: secret });
    } catch (error) {
      expect(String(error)).not.toContain('very secret');
    }
  });

  test.each([
    'https://jumpcloud.example',
    'http://127.0.0.1:8911',
    'http://127.9.9.9',
    'http://localhost:1/',
    'http://[::1]:8911',
  ])('the console may be at %s', (url) => {
    expect(read({ apiKey }, { JUMPCLOUD_CONSOLE_URL: url }).origin).toBe(
      new URL(url).origin,
    );
  });

  test.each([
    'http://jumpcloud.example',
    'http://127.0.0.1.jumpcloud.example',
    'http://localhost.example',
    'ftp://127.0.0.1',
    'https://someone:secret@jumpcloud.example',
    'https://jumpcloud.example/api',
    'https://jumpcloud.example/?key=1',
    'console.jumpcloud.com',
    'nonsense',
  ])('the console may not be at %s', (url) => {
    expect(() => read({ apiKey }, { JUMPCLOUD_CONSOLE_URL: url })).toThrow(
      /JUMPCLOUD_CONSOLE_URL .*https/,
    );
  });

  test('the same rule holds for Directory Insights', () => {
    const at = (JUMPCLOUD_INSIGHTS_URL: string) =>
      read({ apiKey }, { JUMPCLOUD_INSIGHTS_URL }).insightsOrigin;
    expect(at('http://127.0.0.1:1')).toBe('http://127.0.0.1:1');
    expect(() => at('http://insights.example')).toThrow(
      /JUMPCLOUD_INSIGHTS_URL .*without a path/,
    );
    expect(() => at('https://insights.example/v1')).toThrow(
      /JUMPCLOUD_INSIGHTS_URL/,
    );
  });

  test('the same rule holds for the token endpoint, which has a path', () => {
    const account = { clientId: 'a', clientSecret: 'b', orgId };
    const tokenUrl = 'http://127.0.0.1:1/oauth2/token';
    expect(
      read(account, { JUMPCLOUD_OAUTH_URL: tokenUrl }).credentials,
    ).toMatchObject({ tokenUrl: new URL(tokenUrl) });
    expect(() =>
      read(account, { JUMPCLOUD_OAUTH_URL: 'http://oauth.example/token' }),
    ).toThrow(/JUMPCLOUD_OAUTH_URL/);
  });
});

describe('a switch', () => {
  test.each([true, false, undefined, '', ' '])('may be %p', (value) => {
    const config = { apiKey, deriveDeviceAccess: value } as IntegrationConfig;
    expect(() => read(config)).not.toThrow();
  });

  test.each(['yes', '1', 'true '])('that is "%s" is refused', (value) => {
    const config = { apiKey, ingestSignIns: value } as unknown;
    expect(() => read(config as IntegrationConfig)).toThrow(
      /ingestSignIns \(INGEST_SIGN_INS in .env\) is neither true nor false/,
    );
  });

  test('on a laptop is text where it is neither true nor false', () => {
    const types = ['true', 'False', '', 'yes', undefined].map((value) => {
      if (value === undefined) delete process.env.DERIVE_DEVICE_ACCESS;
      else process.env.DERIVE_DEVICE_ACCESS = value;
      return instanceConfigFields.deriveDeviceAccess.type;
    });
    expect(types).toEqual([
      'boolean',
      'boolean',
      'string',
      'string',
      'boolean',
    ]);
  });
});
