import { en, Faker } from '@faker-js/faker';

import { Ids, Random } from './random';

/* Who works where: names, departments, and lines of managers. */

export interface Department {
  name: string;
  costCenter: string;
  titles: string[];
}

export const DEPARTMENTS: Department[] = [
  {
    name: 'Engineering',
    costCenter: 'CC-100',
    titles: ['Software Engineer', 'Senior Software Engineer', 'Test Engineer'],
  },
  {
    name: 'Product',
    costCenter: 'CC-110',
    titles: ['Product Manager', 'Product Designer', 'UX Researcher'],
  },
  {
    name: 'IT',
    costCenter: 'CC-120',
    titles: ['Systems Administrator', 'Support Specialist', 'IT Engineer'],
  },
  {
    name: 'Security',
    costCenter: 'CC-130',
    titles: ['Security Engineer', 'Security Analyst', 'Compliance Analyst'],
  },
  {
    name: 'Sales',
    costCenter: 'CC-200',
    titles: ['Account Executive', 'Sales Engineer', 'Sales Associate'],
  },
  {
    name: 'Marketing',
    costCenter: 'CC-210',
    titles: ['Content Strategist', 'Campaign Manager', 'Event Coordinator'],
  },
  {
    name: 'Customer Success',
    costCenter: 'CC-220',
    titles: ['Success Manager', 'Support Engineer', 'Onboarding Specialist'],
  },
  {
    name: 'Finance',
    costCenter: 'CC-300',
    titles: ['Accountant', 'Financial Analyst', 'Payroll Specialist'],
  },
  {
    name: 'People',
    costCenter: 'CC-310',
    titles: ['Recruiter', 'People Partner', 'Learning Specialist'],
  },
  {
    name: 'Legal',
    costCenter: 'CC-320',
    titles: ['Counsel', 'Paralegal', 'Privacy Specialist'],
  },
];

export const LOCATIONS = [
  { name: 'Denver', region: 'CO', country: 'US', postalCode: '80202' },
  { name: 'Raleigh', region: 'NC', country: 'US', postalCode: '27601' },
  { name: 'London', region: 'LND', country: 'GB', postalCode: 'EC1A 1BB' },
  { name: 'Hyderabad', region: 'TG', country: 'IN', postalCode: '500081' },
  { name: 'Remote', region: '', country: '', postalCode: '' },
];

/** How many people report to one manager. */
const TEAM_SIZE = 7;

/** Drawn once: faker costs far more for each name than all the rest does. */
export function drawNames(seed: number) {
  const faker = new Faker({ locale: en });
  faker.seed(seed);
  const fitForAddress = (name: string) => /^[A-Za-z]+$/.test(name);
  return {
    first: faker.helpers
      .uniqueArray(() => faker.person.firstName(), 300)
      .filter(fitForAddress),
    last: faker.helpers
      .uniqueArray(() => faker.person.lastName(), 400)
      .filter(fitForAddress),
  };
}

export interface Position {
  department: Department;
  jobTitle: string;
  /** Id of the user to report to; only the chief has none. */
  manager?: string;
}

/**
 * Each department is a tree: the first to come leads it, and every further
 * person reports to one who is already there.
 */
export function findPosition(
  n: number,
  ids: Ids,
  teams: Map<string, string[]>,
  random: Random,
): Position {
  const department = DEPARTMENTS[Math.max(0, n - 1) % DEPARTMENTS.length];
  if (n === 0) return { department, jobTitle: 'Chief Executive Officer' };
  const team = teams.get(department.name) ?? [];
  teams.set(department.name, team);
  const rank = team.push(ids('user', n)) - 1;
  if (rank === 0) {
    return {
      department,
      jobTitle: `Head of ${department.name}`,
      manager: ids('user', 0),
    };
  }
  return {
    department,
    jobTitle:
      rank <= TEAM_SIZE
        ? `${department.name} Lead`
        : random.pick(department.titles),
    manager: team[Math.floor((rank - 1) / TEAM_SIZE)],
  };
}
