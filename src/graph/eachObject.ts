import {
  IntegrationLogger,
  IntegrationProviderRetriesExceededError,
} from '@jupiterone/integration-sdk-core';

import { incompleteRead, isNotFound } from '../jumpcloud/errors';
import { idOf } from '../jumpcloud/ids';
import { Organization } from '../jumpcloud/organization';
import { Progress } from '../jumpcloud/progress';
import { EntityType, listOf } from './entity';
import { Failures } from './failures';
import { GraphObject } from './objects';

/** Objects of which something is read side by side: enough to keep the governor busy while pages are awaited, and few enough that none waits long. */
const OBJECTS_SIDE_BY_SIDE = 12;

/** After as many objects of an organization in a row for which nothing answered, its rest is not tried: the server is gone, and a run has to end. Several times as many as are read side by side, so that one bad batch is not enough. */
const UNANSWERED_IN_A_ROW = 40;

/** From as many objects on, half of an organization that vanishes during a run is no deletion. All of it never is. */
const TELLING = 3;

interface Objects {
  model: EntityType;
  objects: GraphObject[];
  /** What is read of each of them, for the progress: "members of user groups". */
  what: string;
  failures: Failures;
  progress: Progress;
  logger: IntegrationLogger;
}

/**
 * Runs a task for each object of a type; one that fails does not stop the
 * others. A task that is answered with 404 is no failure if the object turns
 * out to be gone from its list.
 *
 * @throws only what ends the run; everything else is added to the failures
 */
export async function eachObject(
  { model, objects, what, failures, progress, logger }: Objects,
  task: (object: GraphObject) => Promise<void>,
): Promise<void> {
  const unanswered = new Map<Organization, number>();
  const notFound = new Map<Organization, Map<string, Error>>();
  await sideBySide(objects, OBJECTS_SIDE_BY_SIDE, async (object) => {
    const { organization, id } = object;
    const inARow = () => unanswered.get(organization) ?? 0;
    if (inARow() >= UNANSWERED_IN_A_ROW) return failures.skip();
    try {
      await task(object);
      progress.objectRead(what, objects.length);
      unanswered.set(organization, 0);
    } catch (error) {
      // Any answer, even a refusal, shows that somebody is there.
      unanswered.set(organization, isUnanswered(error) ? inARow() + 1 : 0);
      if (isNotFound(error)) {
        const missing = notFound.get(organization) ?? new Map<string, Error>();
        notFound.set(organization, missing.set(id, error));
      } else {
        failures.add(id, error);
      }
    }
  });
  const suspects = Array.from(notFound.entries());
  for (const [organization, missing] of suspects) {
    try {
      const gone = await countGone(model, organization, missing, failures);
      const all = objects.filter((each) => each.organization === organization);
      const isHalf = gone >= TELLING && gone >= all.length / 2;
      if (isHalf || gone === all.length) {
        throw incompleteRead(
          `${gone} of ${all.length} ${listOf(model).name} have vanished`,
        );
      }
      if (gone === 0) continue;
      logger.info(
        `${gone} objects of ${
          listOf(model).name
        } were deleted while they were read.`,
      );
    } catch (error) {
      failures.add(`organization ${organization.id}`, error);
    }
  }
}

/** Reads a list again: an object that is still on it was not deleted, whatever answered 404 for it. */
async function countGone(
  model: EntityType,
  organization: Organization,
  missing: Map<string, Error>,
  failures: Failures,
): Promise<number> {
  let gone = missing.size;
  for await (const rows of organization.list(listOf(model))) {
    rows.forEach((row) => {
      const id = idOf(row) ?? '';
      const error = missing.get(id);
      if (error === undefined) return;
      failures.add(id, error);
      gone--;
    });
  }
  return gone;
}

function isUnanswered(error: unknown): boolean {
  return error instanceof IntegrationProviderRetriesExceededError;
}

/**
 * @param atMost tasks that run at the same time
 * @throws the first error of a task; the others are then not started
 */
export async function sideBySide<T>(
  items: T[],
  atMost: number,
  task: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  let stopped = false;
  const work = async () => {
    while (next < items.length && !stopped) {
      try {
        await task(items[next++]);
      } catch (error) {
        stopped = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: atMost }, work));
}
