import { JsonSchema } from '@dpf-portal/kube-controller';

/** As deep as the fields go by which releases are told apart. */
const MOST_LEVELS = 8;
/** A value beside fields makes no field. */
const MOST_OBJECTS = 2_000;

function merge(schema: JsonSchema, value: unknown, level: number): void {
  if (typeof value !== 'object' || value === null || level > MOST_LEVELS) {
    return;
  }
  if (Array.isArray(value)) {
    schema.items ??= { type: 'object' };
    for (const item of value) {
      merge(schema.items, item, level + 1);
    }
    return;
  }
  const properties = (schema.properties ??= {});
  for (const [name, field] of Object.entries(value)) {
    if (!Object.hasOwn(properties, name)) {
      Object.defineProperty(properties, name, {
        value: {},
        enumerable: true,
      });
    }
    merge(properties[name], field, level + 1);
  }
}

/**
 * The fields that objects have, as a schema: what stands in for a definition that a dump lacks. A field that no object has
 * seems not to exist.
 */
export function schemaOfObjects(objects: readonly unknown[]): JsonSchema {
  const schema: JsonSchema = { type: 'object' };
  for (const object of objects.slice(0, MOST_OBJECTS)) {
    merge(schema, object, 0);
  }
  return schema;
}
