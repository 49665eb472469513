import {
  DEFINITION_SHAPES,
  DefinitionShape,
  definitionFolder,
} from '@dpf-portal/local-cluster';
import { JsonSchema } from '@dpf-portal/kube-controller';
import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { describeUnless } from '../../describeUnless';

const RELEASED_DEFINITIONS = process.env.DPF_RELEASED_CRDS;
/** The guide's group was never released. */
const RELEASED_AS: Partial<Record<DefinitionShape, string>> = {
  'dpf-24.10': 'dpf-24.10',
  'dpf-25.10': 'dpf-26',
};
/** The validation rules of a schema, without descriptions and the handling of unknown fields. */
const LIMITS = [
  'type',
  'format',
  'enum',
  'pattern',
  'default',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
  'x-kubernetes-int-or-string',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-map-type',
] as const;

interface Schema extends JsonSchema {
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: Schema;
  /** The newest generator writes an enum once, older ones twice in here. */
  allOf?: Schema[];
}

interface Definition {
  spec: {
    group: string;
    scope: string;
    names: object;
    versions: Array<{
      name: string;
      subresources?: object;
      schema: { openAPIV3Schema: Schema };
    }>;
  };
}

function readDefinition(file: string): Definition {
  return parse(fs.readFileSync(file, 'utf8'));
}

function limitOf(schema: Schema, limit: (typeof LIMITS)[number]): unknown {
  const value = schema[limit] ?? schema.allOf?.[0][limit];
  return Array.isArray(value) ? [...value].sort() : value;
}

/** The differences between our schema and the released one, by path. */
function differences(ours: Schema, released: Schema, at: string): string[] {
  const found = LIMITS.filter(
    limit =>
      JSON.stringify(limitOf(ours, limit)) !==
      JSON.stringify(limitOf(released, limit)),
  ).map(limit => `${at}: ${limit}`);
  const properties = Object.entries(ours.properties ?? {});
  const required = released.required ?? [];
  for (const [name, property] of properties) {
    const other = released.properties?.[name];
    if (!other) {
      found.push(`${at}.${name}: is not there`);
      continue;
    }
    if (required.includes(name) !== (ours.required ?? []).includes(name)) {
      found.push(`${at}.${name}: required`);
    }
    found.push(...differences(property, other, `${at}.${name}`));
  }
  // Required fields must exist in our schema too, so that every object that it accepts is valid for DPF.
  if (properties.length) {
    found.push(
      ...required
        .filter(name => !ours.properties?.[name])
        .map(name => `${at}.${name}: is required there`),
    );
  }
  for (const part of ['items', 'additionalProperties'] as const) {
    const schema = ours[part];
    if (schema) {
      found.push(...differences(schema, released[part] ?? {}, `${at}.${part}`));
    }
  }
  return found;
}

describe('The definitions of deploy/crds', () => {
  it('are one folder for each shape', () => {
    const folder = path.dirname(definitionFolder('guide'));
    expect(fs.readdirSync(folder).sort()).toEqual(
      [...DEFINITION_SHAPES].sort(),
    );
  });
});

describeUnless(
  RELEASED_DEFINITIONS
    ? undefined
    : 'the released definitions are not here (DPF_RELEASED_CRDS names their folder)',
  'The definitions of deploy/crds, compared with those that DPF released',
  () => {
    const files = DEFINITION_SHAPES.flatMap(shape =>
      (RELEASED_AS[shape] ? fs.readdirSync(definitionFolder(shape)) : []).map(
        file => ({ shape, file }),
      ),
    );

    it.each(files)(
      'say of every field in $shape/$file what the release says',
      ({ shape, file }) => {
        const ours = readDefinition(path.join(definitionFolder(shape), file));
        const released = readDefinition(
          path.join(RELEASED_DEFINITIONS ?? '', RELEASED_AS[shape] ?? '', file),
        );
        const [mine] = ours.spec.versions;
        const [theirs] = released.spec.versions;
        const { group, scope, names } = released.spec;
        expect(ours.spec).toMatchObject({ group, scope, names });
        expect(mine.name).toBe(theirs.name);
        expect(mine.subresources).toEqual(theirs.subresources);
        expect(
          differences(
            mine.schema.openAPIV3Schema,
            theirs.schema.openAPIV3Schema,
            '',
          ),
        ).toEqual([]);
      },
    );
  },
);
