import { accountSteps } from './account';
import { groupSteps } from './groups';
import { userSteps } from './users';

export const integrationSteps = [...accountSteps, ...userSteps, ...groupSteps];
