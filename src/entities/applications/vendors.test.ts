import { githubOrganizationOf, googleDomainOf, vendorOf } from './vendors';

test.each([
  ['aws', 'Amazon Web Services'],
  ['aws-sso', 'Amazon Web Services'],
  ['github-cloud', 'GitHub'],
  ['Jira', 'Atlassian'],
  ['saml', undefined],
  ['bookmark', undefined],
  ['slackline', undefined],
  ['my-slack', undefined],
  [undefined, undefined],
])('the vendor of the template %s is %s', (template, vendor) => {
  expect(vendorOf(template)).toBe(vendor);
});

test.each([
  ['https://github.com/orgs/example-widgets/sso', 'example-widgets'],
  ['https://github.com/orgs/example', 'example'],
  ['https://github.com/example', undefined],
  ['https://github.com.evil.example/orgs/example/sso', undefined],
  ['https://sso.jumpcloud.com/saml2/github-cloud', undefined],
  ['no address', undefined],
  [null, undefined],
])('the organization at GitHub of %s is %s', (ssoUrl, organization) => {
  expect(githubOrganizationOf(ssoUrl)).toBe(organization);
});

test.each([
  ['https://mail.google.com/a/Example.com', 'example.com'],
  ['https://www.google.com/a/example.com/ServiceLogin', 'example.com'],
  ['https://mail.google.com/mail', undefined],
  ['https://notgoogle.com/a/example.com', undefined],
  [undefined, undefined],
])('the domain at Google of %s is %s', (ssoUrl, domain) => {
  expect(googleDomainOf(ssoUrl)).toBe(domain);
});
