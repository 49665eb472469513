import { RequestSchema, SchemaValue } from '@dpf-portal/dpf-model';
import type { z as Zod } from 'zod/v3';

/** The part of a JSON schema that an action takes its input from. @public */
export interface ActionInputSchema {
  readonly properties: Readonly<Record<string, RequestSchema>>;
  readonly required?: readonly string[];
}

/** The fields that {@link inputOf} makes of a schema. @public */
export type ActionInputFields<Schema extends ActionInputSchema> = {
  -readonly [F in keyof Schema['properties']]: (
    z: typeof Zod,
  ) => Zod.ZodType<
    | SchemaValue<Schema['properties'][F], never>
    | (Schema extends { required: readonly (infer Required)[] }
        ? F extends Required
          ? never
          : undefined
        : undefined)
  >;
};

function zodOf(z: typeof Zod, schema: RequestSchema): Zod.ZodTypeAny {
  const { type, description, enum: choices, pattern, maxLength } = schema;
  if (choices) {
    return z.enum(choices, { description });
  }
  if (type === 'integer') {
    return z.number({ description }).int();
  }
  if (schema.properties) {
    const fields = Object.entries(schema.properties).map(([field, one]) => [
      field,
      zodOf(z, one).optional(),
    ]);
    return z.object(Object.fromEntries(fields), { description }).strict();
  }
  if (type === 'object') {
    return z.record(z.string(), { description });
  }
  let text = z.string({ description });
  text = pattern === undefined ? text : text.regex(new RegExp(pattern));
  return maxLength === undefined ? text : text.max(maxLength);
}

/**
 * Converts a request schema to an action's input schema, with the zod of the host that loads the action. A form cannot send
 * `null`, so `null` is not accepted.
 *
 * @public
 */
export function inputOf<const Schema extends ActionInputSchema>(
  schema: Schema,
): ActionInputFields<Schema> {
  const { properties, required = [] } = schema;
  const input = Object.entries(properties).map(([field, one]) => [
    field,
    (z: typeof Zod) =>
      required.includes(field) ? zodOf(z, one) : zodOf(z, one).optional(),
  ]);
  return Object.fromEntries(input) as ActionInputFields<Schema>;
}
