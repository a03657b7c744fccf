import { StepDeclaration } from '../graph/step';
import { Entities, IngestionSources, Relationships, Steps } from '../model';

export const serviceAccountSteps: StepDeclaration[] = [
  {
    id: Steps.SERVICE_ACCOUNTS,
    name: 'Fetch Service Accounts',
    ingestionSourceId: IngestionSources.ADMINISTRATORS,
    entities: [Entities.SERVICE_ACCOUNT],
    relationships: [Relationships.ACCOUNT_HAS_SERVICE_ACCOUNT],
    dependsOn: [Steps.ACCOUNT],
    executionHandler: (step) =>
      step.entities(
        Entities.SERVICE_ACCOUNT,
        Relationships.ACCOUNT_HAS_SERVICE_ACCOUNT,
      ),
  },
];
