/**
 * The part of JSON schema that describes requests. It has the same meaning in OpenAPI 3.0.
 *
 * @public
 */
export interface RequestSchema {
  readonly type: 'string' | 'integer' | 'object';
  readonly description?: string;
  /** Whether `null` may remove the value. */
  readonly nullable?: boolean;
  readonly enum?: readonly [string, ...string[]];
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly properties?: { readonly [field: string]: RequestSchema };
  readonly required?: readonly string[];
  readonly minProperties?: number;
  /** The schema of the values of a map; false where only `properties` may be given. */
  readonly additionalProperties?: false | RequestSchema;
}

/**
 * The type of an object's fields; those that are not required are optional.
 *
 * @public
 */
export type SchemaFields<Properties, Required, Nothing> = {
  -readonly [F in keyof Properties as F extends Required
    ? F
    : never]: SchemaValue<Properties[F], Nothing>;
} & {
  -readonly [F in keyof Properties as F extends Required
    ? never
    : F]?: SchemaValue<Properties[F], Nothing>;
};

/**
 * The type that a schema describes. `Nothing` is the type of a removed value, or `never` if values cannot be removed.
 *
 * @public
 */
export type SchemaValue<Schema, Nothing = null> =
  | (Schema extends { enum: readonly (infer Value)[] }
      ? Value
      : Schema extends { type: 'string' }
      ? string
      : Schema extends { type: 'integer' }
      ? number
      : Schema extends { properties: infer Properties }
      ? SchemaFields<
          Properties,
          Schema extends { required: readonly (infer Required)[] }
            ? Required
            : never,
          Nothing
        >
      : Schema extends { additionalProperties: infer Value }
      ? Record<string, SchemaValue<Value, Nothing>>
      : never)
  | (Schema extends { nullable: true } ? Nothing : never);
