import { PROPERTY_ONLY, Row } from '../../graph/fields';
import { asLowerCase, asString, elements } from '../properties';

/* Which roles of AWS a SAML application leads to. */

/**
 * Of the configuration of an application nothing but its constant attributes is
 * read: the private key stands beside them. And of these only the one below.
 */
export const AWS_CONFIG = {
  constantAttributes: {
    value: [{ name: PROPERTY_ONLY, value: PROPERTY_ONLY }],
  },
} as const;

/** The name by which AWS knows the attribute of an assertion that names roles (IAM User Guide, "Configure SAML assertions for the authentication response"). */
const ROLE_ATTRIBUTE = 'https://aws.amazon.com/SAML/Attributes/Role';

/** `arn:<partition>:iam::<account>:role/<path and name>` */
const ROLE = /^arn:aws[a-z-]*:iam::(\d{12}):role\/[\w+=,.@/-]+$/;

/**
 * The value of the attribute is a pair of two ARNs, that of the role and that of
 * the identity provider, in either order; each role has an attribute of its own.
 * The name of a role may hold a comma, so what follows tells where it ends.
 *
 * @returns the ARNs of the roles, each once, which are their keys in the graph of AWS; undefined where there is none
 */
export function awsRolesOf(
  config: Row<typeof AWS_CONFIG> | null | undefined,
  ssoType: unknown,
): string[] | undefined {
  // Nobody else sends assertions.
  if ((asLowerCase(ssoType) ?? 'saml') !== 'saml') return undefined;
  const roles = elements(config?.constantAttributes?.value)
    .filter((attribute) => attribute?.name === ROLE_ATTRIBUTE)
    .flatMap(
      (attribute) => asString(attribute?.value)?.split(/\s*,\s*(?=arn:)/) ?? [],
    )
    .filter((arn) => ROLE.test(arn));
  return roles.length > 0 ? Array.from(new Set(roles)) : undefined;
}

/** @returns the ids of the accounts that the roles are in, each once */
export function awsAccountsOf(
  roles: readonly string[] | undefined,
): string[] | undefined {
  return roles && Array.from(new Set(roles.map((arn) => arn.split(':')[4])));
}
