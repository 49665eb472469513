/** The part of an OpenAPI schema that is read to find out which fields an API has. */
export interface Schema {
  type?: string;
  properties?: Record<string, Schema | undefined>;
  items?: Schema;
  required?: string[];
  enum?: unknown[];
  maximum?: number;
  default?: unknown;
  allOf?: Schema[];
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null;
}

/** The schema, unless the server has not published one. */
export function schemaOf(value: unknown): Schema | undefined {
  return isSchema(value) ? value : undefined;
}

/** OpenAPI wraps a property that has a default or a description beside a reference in `allOf`. */
export function property(
  schema: Schema | undefined,
  name: string,
): Schema | undefined {
  const direct = schema?.properties?.[name];
  if (direct) {
    return direct;
  }
  for (const part of schema?.allOf ?? []) {
    const found = property(part, name);
    if (found) {
      return found;
    }
  }
  return undefined;
}
