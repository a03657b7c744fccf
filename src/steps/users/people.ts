import { Entity, JobState } from '@jupiterone/integration-sdk-core';

import { Entities } from '../../model';

/** What relates a user to other people. */
export interface Person {
  key: string;
  email: string | undefined;
  managerId: string | undefined;
  adminId: string | undefined;
}

const PEOPLE = 'people';

export function personOf(user: Entity): Person {
  const { _key: key, email, managerId, adminId } = user as Entity & Person;
  return { key, email, managerId, adminId };
}

/** Keeps the people for later steps: to read all users from disk again costs a second for each 100,000. */
export async function keepPeople(jobState: JobState, people: Person[]) {
  await jobState.setData(PEOPLE, people);
}

/** All users; from the graph when they were not fetched in this run but came from a cache of an earlier one. */
export async function eachPerson(
  jobState: JobState,
  task: (person: Person) => Promise<void> | void,
): Promise<void> {
  const people = await jobState.getData<Person[]>(PEOPLE);
  if (people === undefined) {
    await jobState.iterateEntities({ _type: Entities.USER._type }, (user) =>
      task(personOf(user)),
    );
    return;
  }
  for (const person of people) await task(person);
}
