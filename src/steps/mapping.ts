import { EntityType } from '../graph/entity';
import { GraphObject } from '../graph/objects';
import { createMappedTo, MappedRelationshipModel } from '../graph/relationship';
import { Step } from '../graph/step';

/**
 * Relates objects to entities of other integrations, which JupiterOne finds by
 * one property. What it does not find, it does not make.
 *
 * @param values of that property, of the entities that one of the objects is or has; an object without any is related to nothing
 */
export function relateByMapping(
  step: Step,
  as: MappedRelationshipModel,
  of: EntityType,
  values: (object: GraphObject) => unknown,
): Promise<void> {
  return step.each(of, (object) => {
    for (const value of Array.from(new Set([values(object)].flat()))) {
      if (typeof value !== 'string') continue;
      step.writer.addRelationship(createMappedTo(as, object.key, value));
    }
  });
}
