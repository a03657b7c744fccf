import { Found, toCsv, toMarkdown, toText } from './formats';

const entity = (name: string, rest = {}) => ({
  key: '5f0000000000000000000001',
  type: 'jumpcloud_user',
  name,
  email: '',
  link: '',
  ...rest,
});

const FOUND: Found = {
  level: 'HIGH',
  rule: 'jumpcloud-active-user-without-mfa',
  title: 'active users without MFA',
  count: 2,
  entities: [
    entity('Ada "Ace" Example', {
      email: 'ada@example.com',
      link: 'https://console.jumpcloud.com/#/users/1/details',
    }),
    entity('=HYPERLINK("http://evil.example")'),
  ],
};

test('as text: every name, and the address where there is one', () => {
  expect(toText([FOUND, { ...FOUND, level: 'LOW' }])).toBe(
    `HIGH     2 active users without MFA
  Ada "Ace" Example <ada@example.com>
  =HYPERLINK("http://evil.example")

LOW      2 active users without MFA
  Ada "Ace" Example <ada@example.com>
  =HYPERLINK("http://evil.example")
`,
  );
});

test('for a spreadsheet: a line for each name, and no formula', () => {
  expect(toCsv([FOUND]).split('\r\n')).toEqual([
    '"level","rule","finding","type","name","email","link","key"',
    '"HIGH","jumpcloud-active-user-without-mfa","active users without MFA","jumpcloud_user","Ada ""Ace"" Example","ada@example.com","https://console.jumpcloud.com/#/users/1/details","5f0000000000000000000001"',
    `"HIGH","jumpcloud-active-user-without-mfa","active users without MFA","jumpcloud_user","'=HYPERLINK(""http://evil.example"")","","","5f0000000000000000000001"`,
    '',
  ]);
});

test('for a ticket: what a name looks like is no markup', () => {
  const hostile = entity('<img src=x> [a](b) `c` *d*');
  const text = toMarkdown([{ ...FOUND, entities: [hostile] }]);
  expect(text).toContain('- \\<img src=x\\> \\[a\\]\\(b\\) \\`c\\` \\*d\\*\n');
});

test('for a ticket: linked names, fifty of them at most', () => {
  const text = toMarkdown([FOUND]);
  expect(text).toMatch(/^## 2 active users without MFA \(HIGH\)\n/);
  expect(text).toContain(
    '- [Ada "Ace" Example](<https://console.jumpcloud.com/#/users/1/details>), ada@example.com\n',
  );
  const many = Array.from({ length: 120 }, (_, n) => entity(`User ${n}`));
  const cut = toMarkdown([{ ...FOUND, entities: many }]);
  expect(cut.match(/^- User /gm)).toHaveLength(50);
  expect(cut).toContain('- and 70 more\n');
});

test.each([toText, toMarkdown])('nothing found is said', (format) => {
  expect(format([])).toBe('No findings.\n');
});
