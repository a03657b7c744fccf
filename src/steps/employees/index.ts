import { entityKey } from '../../graph/entity';
import { StepDeclaration } from '../../graph/step';
import {
  Entities,
  IngestionSources,
  MappedRelationships,
  Steps,
} from '../../model';
import { createEmployeeRelationship } from './relationship';

/** A step of its own, since it can be switched off, and since the SDK's matchers take no mapped relationships. */
export const employeeSteps: StepDeclaration[] = [
  {
    id: Steps.EMPLOYEES,
    name: 'Build User Employee Relationships',
    ingestionSourceId: IngestionSources.EMPLOYEE_MAPPING,
    entities: [],
    relationships: [],
    mappedRelationships: [MappedRelationships.USER_IS_EMPLOYEE],
    dependsOn: [Steps.USERS],
    executionHandler: async (step) => {
      const users = await step.objects(Entities.USER);
      const emailOf = (id: unknown) =>
        users.get(entityKey(Entities.USER, String(id)))?.properties.email as
          | string
          | undefined;
      await step.each(Entities.USER, ({ key, properties }) => {
        const relationship = createEmployeeRelationship(
          key,
          properties,
          emailOf(properties.managerId),
        );
        if (relationship) step.writer.addRelationship(relationship);
      });
    },
  },
];
