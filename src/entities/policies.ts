import { declare } from '../graph/entity';
import { RAW, PROPERTY_ONLY, Row } from '../graph/fields';
import { v2 } from '../jumpcloud/endpoints';
import { associations } from './associations';
import { pathSegment } from '../jumpcloud/ids';
import { boolean, elements, lowerCase, string, strings } from './properties';

/** Nothing of `values`, `configFields` and `notes`: how a policy is set may be a password. */
const FIELDS = {
  id: RAW,
  name: RAW,
  template: {
    activation: PROPERTY_ONLY,
    alert: PROPERTY_ONLY,
    behavior: PROPERTY_ONLY,
    deliveryTypes: RAW,
    description: PROPERTY_ONLY,
    displayName: RAW,
    id: RAW,
    name: RAW,
    osMetaFamily: RAW,
    osRestrictions: [{ isMdmRequired: PROPERTY_ONLY, osName: PROPERTY_ONLY }],
    reference: PROPERTY_ONLY,
    state: RAW,
  },
} as const;

type Policy = Row<typeof FIELDS>;

/** What a policy is assigned to, or who: one type of target at a time. */
export const associationsOfPolicies = (
  target: 'system' | 'system_group' | 'user_group',
) =>
  associations(
    'associations of policies',
    '/policies/{id}/associations',
    'associations.systems.readonly',
    target,
  );

export const policy = declare<typeof FIELDS>({
  list: v2('policies', '/policies', 'systems.readonly'),
  fields: FIELDS,
  excluded: [],
  webLink: (id) => `/#/policies/${pathSegment(id)}/details`,
  properties: {
    name: string('Name', 'name'),
    description: string('What its template does', 'template.description'),
    kind: string("Unique name of JumpCloud's template for it", 'template.name'),
    templateName: string(
      "Title of JumpCloud's template",
      'template.displayName',
    ),
    templateId: string('Id of the template', 'template.id'),
    templateState: lowerCase(
      'Release status of the template',
      'template.state',
    ),
    platform: lowerCase(
      'For devices of which platform: darwin, windows, linux, ios, android or universal',
      'template.osMetaFamily',
    ),
    operatingSystems: strings(
      'Systems that the template restricts itself to',
      ({ template }) =>
        template?.osRestrictions &&
        Array.from(
          new Set(
            elements(template.osRestrictions).map((each) => each?.osName),
          ),
        ),
    ),
    deliveryTypes: strings(
      'How it reaches devices: agent, mdm',
      'template.deliveryTypes',
    ),
    mdmRequired: boolean(
      'Only for devices that are enrolled in the MDM, on some system at least',
      isMdmRequired,
    ),
    activation: string(
      'What has to happen on a device before it is in force',
      'template.activation',
    ),
    behavior: string('How it behaves on a device', 'template.behavior'),
    alert: string(
      'Risk of the policy, as JumpCloud describes it',
      'template.alert',
    ),
    documentationLink: string(
      "JumpCloud's reference for the template",
      'template.reference',
    ),
  },
});

/** Undefined where JumpCloud names no restriction. */
function isMdmRequired({ template }: Policy): boolean | undefined {
  const known = elements(template?.osRestrictions)
    .map((each) => each?.isMdmRequired)
    .filter((each) => typeof each === 'boolean');
  return known.length > 0 ? known.includes(true) : undefined;
}
