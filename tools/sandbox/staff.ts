import { faker } from '@faker-js/faker/locale/en';

import { Ids, inTurn, Random } from './random';

/* Who works where: names, departments, and lines of managers. */

export interface Department {
  name: string;
  costCenter: string;
  titles: string[];
  /** Of twenty people, how many work here. */
  seats: number;
}

export const DEPARTMENTS: Department[] = [
  {
    name: 'Engineering',
    costCenter: 'CC-100',
    titles: ['Software Engineer', 'Senior Software Engineer', 'Test Engineer'],
    seats: 7,
  },
  {
    name: 'Product',
    costCenter: 'CC-110',
    titles: ['Product Manager', 'Product Designer', 'UX Researcher'],
    seats: 2,
  },
  {
    name: 'IT',
    costCenter: 'CC-120',
    titles: ['Systems Administrator', 'Support Specialist', 'IT Engineer'],
    seats: 1,
  },
  {
    name: 'Security',
    costCenter: 'CC-130',
    titles: ['Security Engineer', 'Security Analyst', 'Compliance Analyst'],
    seats: 1,
  },
  {
    name: 'Sales',
    costCenter: 'CC-200',
    titles: ['Account Executive', 'Sales Engineer', 'Sales Associate'],
    seats: 3,
  },
  {
    name: 'Marketing',
    costCenter: 'CC-210',
    titles: ['Content Strategist', 'Campaign Manager', 'Event Coordinator'],
    seats: 1,
  },
  {
    name: 'Customer Success',
    costCenter: 'CC-220',
    titles: ['Success Manager', 'Support Engineer', 'Onboarding Specialist'],
    seats: 2,
  },
  {
    name: 'Finance',
    costCenter: 'CC-300',
    titles: ['Accountant', 'Financial Analyst', 'Payroll Specialist'],
    seats: 1,
  },
  {
    name: 'People',
    costCenter: 'CC-310',
    titles: ['Recruiter', 'People Partner', 'Learning Specialist'],
    seats: 1,
  },
  {
    name: 'Legal',
    costCenter: 'CC-320',
    titles: ['Counsel', 'Paralegal', 'Privacy Specialist'],
    seats: 1,
  },
];

export const LOCATIONS = [
  { name: 'Denver', region: 'CO', country: 'US', postalCode: '80202' },
  { name: 'Raleigh', region: 'NC', country: 'US', postalCode: '27601' },
  { name: 'London', region: 'LND', country: 'GB', postalCode: 'EC1A 1BB' },
  { name: 'Hyderabad', region: 'TG', country: 'IN', postalCode: '500081' },
  { name: 'Remote', region: '', country: '', postalCode: '' },
];

const HEADQUARTERS: Department = {
  name: 'Executive Office',
  costCenter: 'CC-001',
  titles: [],
  seats: 0,
};

/** Whose turn it is, in the order in which people join. */
const SEATS = DEPARTMENTS.flatMap((department) =>
  Array.from({ length: department.seats }, (_, n) => ({
    department,
    // Spread over the twenty.
    place: (n + 0.5) / department.seats,
  })),
)
  .sort((a, b) => a.place - b.place)
  .map(({ department }) => department);

/** How many people report to one manager. */
const TEAM_SIZE = 7;

interface Names {
  first: readonly string[];
  last: readonly string[];
}

/** By the seed. */
const drawn = new Map<number, Names>();

/** Drawn once: faker costs far more for each name than all the rest does. */
export function drawNames(seed: number): Names {
  const known = drawn.get(seed) ?? draw(seed);
  drawn.set(seed, known);
  return known;
}

function draw(seed: number): Names {
  faker.seed(seed);
  // Fit for an address, and for a name: faker knows a Hilll.
  const isFit = (name: string) => /^(?!.*(.)\1\1)[A-Za-z]+$/.test(name);
  return {
    first: faker.helpers
      .uniqueArray(() => faker.person.firstName(), 300)
      .filter(isFit),
    last: faker.helpers
      .uniqueArray(() => faker.person.lastName(), 400)
      .filter(isFit),
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
 *
 * @param count of all people and service users
 */
export function findPosition(
  n: number,
  count: number,
  ids: Ids,
  teams: Map<string, string[]>,
  random: Random,
): Position {
  if (n === 0) {
    return { department: HEADQUARTERS, jobTitle: 'Chief Executive Officer' };
  }
  const department = inTurn(SEATS, n - 1);
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
  const size = Math.floor((count * department.seats) / SEATS.length);
  return {
    department,
    jobTitle:
      // Whoever will have somebody to lead.
      rank * TEAM_SIZE + 1 < size
        ? `${department.name} Lead`
        : random.pick(department.titles),
    manager: team[Math.floor((rank - 1) / TEAM_SIZE)],
  };
}
