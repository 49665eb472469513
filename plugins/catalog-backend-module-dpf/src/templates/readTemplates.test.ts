import {
  Entity,
  entityEnvelopeSchemaValidator,
} from '@backstage/catalog-model';
import {
  KUBECONFIG_UPLOAD_PATTERN,
  RequestSchema,
  dpuClusterRequestSchema,
} from '@dpf-portal/dpf-model';
import { readTemplates } from './readTemplates';

interface Page {
  title?: string;
  required?: string[];
  properties?: Record<string, Field>;
  dependencies?: Record<string, { oneOf: Page[] }>;
}
interface Field {
  'ui:field'?: string;
  'ui:options'?: { type?: string; advanced?: string[] };
  default?: unknown;
  description?: string;
  type?: string;
  enum?: unknown[];
  pattern?: string;
  maxLength?: number;
  maxProperties?: number;
  additionalProperties?: Field;
}
interface Step {
  id: string;
  action: string;
  input: Record<string, unknown>;
}
interface TemplateSpec {
  owner: string;
  parameters: Page[];
  steps: Step[];
}

/** Much shorter than a kubeconfig. */
const LONGEST = 253;
const KNOWN_FIELDS = [
  'DpfManagementCluster',
  'DpfNetwork',
  'DpfClusterName',
  'DpfExpires',
  'DpfKubeconfig',
  'DpfVersion',
  'DpfNamespace',
  'DpfAddress',
  'DpfLabels',
  'DpfMaxNodes',
  'DpfNodeSelector',
  'DpfReview',
  'DpfSecretName',
  'OwnerPicker',
];

function specOf(template: Entity): TemplateSpec {
  return template.spec as object as TemplateSpec;
}

function fieldsOf(page: Page): Array<[string, Field]> {
  const nested = Object.values(page.dependencies ?? {}).flatMap(d => d.oneOf);
  return [
    ...Object.entries(page.properties ?? {}),
    ...nested.flatMap(fieldsOf),
  ];
}

/** The fields that other fields depend on. */
function switchesOf(template: Entity): string[] {
  return specOf(template).parameters.flatMap(page =>
    Object.keys(page.dependencies ?? {}),
  );
}

/** What a user enters: all fields but the review. */
function parametersOf(template: Entity): Map<string, Field> {
  return new Map(
    specOf(template)
      .parameters.flatMap(fieldsOf)
      .filter(([, field]) => field['ui:field'] !== 'DpfReview'),
  );
}

describe('readTemplates', () => {
  let templates: Entity[];

  beforeAll(async () => {
    templates = await readTemplates({ owner: 'group:default/platform' });
  });

  it('should find both templates, owned as configured', () => {
    expect(templates.map(t => [t.metadata.name, t.metadata.title])).toEqual([
      ['dpu-cluster-kamaji', 'DPU cluster (Kamaji)'],
      ['dpu-cluster-static', 'Register a DPU cluster (static)'],
    ]);
    for (const template of templates) {
      expect(template.kind).toBe('Template');
      expect(specOf(template).owner).toBe('group:default/platform');
      expect(entityEnvelopeSchemaValidator()(template)).toBe(template);
    }
  });

  it('should use exactly the parameters of its form', () => {
    for (const template of templates) {
      const asked = [...parametersOf(template).keys()];
      const used = JSON.stringify(specOf(template).steps).matchAll(
        /parameters\.(\w+)/g,
      );
      expect(new Set(Array.from(used, ([, name]) => name))).toEqual(
        new Set(asked),
      );
    }
  });

  it('should send no value of a field that the form no longer shows', () => {
    const shown: Record<string, string> = {
      kubeconfig: "parameters.kubeconfigSource != 'secret'",
      kubeconfigSecret: "parameters.kubeconfigSource != 'upload'",
    };
    for (const template of templates) {
      const { parameters, steps } = specOf(template);
      const inputs = Object.values(steps[0].input);
      const conditional = parameters
        .flatMap(page => Object.values(page.dependencies ?? {}))
        .flatMap(({ oneOf }) => oneOf.flatMap(fieldsOf))
        .map(([name]) => name)
        .filter(name => !switchesOf(template).includes(name));
      expect(conditional.length).toBeGreaterThan(0);
      for (const name of conditional) {
        const when = shown[name] ?? 'parameters.advanced != false';
        expect(inputs).toContain(
          `\${{ parameters.${name} if ${when} else undefined }}`,
        );
      }
    }
  });

  it('should have the fields of a request, with their types and values', () => {
    const { keepalived, ...plain } = dpuClusterRequestSchema.properties;
    const fields: Record<string, RequestSchema> = {
      ...plain,
      ...keepalived.properties,
    };
    for (const template of templates) {
      const asked = parametersOf(template);
      for (const [name, text] of Object.entries(
        specOf(template).steps[0].input,
      )) {
        const parameter = /parameters\.(\w+)/.exec(String(text))?.[1];
        const { type, enum: values } = asked.get(parameter ?? '') ?? {
          type: 'string',
        };
        expect([name, type, values]).toEqual([
          name,
          fields[name]?.type,
          fields[name]?.enum,
        ]);
      }
    }
  });

  it('should leave the limits of values to its fields, which check them as the server does', () => {
    for (const template of templates) {
      for (const [name, field] of parametersOf(template)) {
        expect([name, 'minimum' in field, 'maximum' in field]).toEqual([
          name,
          false,
          false,
        ]);
      }
      expect(parametersOf(template).get('maxNodes')?.['ui:field']).toBe(
        'DpfMaxNodes',
      );
    }
  });

  it('should ask a team member for nothing on a page of its own that only a platform engineer sets', () => {
    const pages = templates.map(template =>
      specOf(template).parameters.map(({ title }) => title),
    );
    expect(pages).toEqual([
      ['Cluster', 'Review'],
      ['Cluster', 'Kubeconfig and access', 'Review'],
    ]);
  });

  it('should end with a review of exactly the request that it sends', () => {
    for (const template of templates) {
      const { parameters, steps } = specOf(template);
      const last = fieldsOf(parameters.at(-1) ?? {});
      expect(last.map(([, field]) => field['ui:field'])).toEqual(['DpfReview']);
      const [[, review]] = last;
      const advanced = fieldsOf(parameters[0])
        .map(([name]) => name)
        .filter(name =>
          Object.values(steps[0].input).some(text =>
            String(text).startsWith(
              `\${{ parameters.${name} if parameters.advanced `,
            ),
          ),
        );
      expect(review['ui:options']).toEqual({
        type: steps[0].input.type,
        advanced,
      });
    }
  });

  it('should add the templates of pull requests only where they are wanted', async () => {
    const all = await readTemplates({ owner: 'group:default/x', git: true });
    const added = all.slice(templates.length);
    expect(added.map(({ metadata }) => metadata.name)).toEqual([
      'dpu-cluster-git',
      'dpu-cluster-golden-path',
    ]);
    const [template] = added;
    expect(entityEnvelopeSchemaValidator()(template)).toBe(template);
    expect(specOf(template).steps.map(({ action }) => action)).toEqual([
      'dpf:dpu-cluster:manifest',
      'publish:github:pull-request',
    ]);
    const { path, manifestUrl, ...request } = specOf(template).steps[0].input;
    expect([path, manifestUrl]).toEqual([
      expect.stringContaining('parameters.directory'),
      expect.stringContaining('parseRepoUrl'),
    ]);
    // What it asks for is what the request without a repository asks for.
    expect(request).toEqual(specOf(templates[0]).steps[0].input);
  });

  it('should ask on the golden path only for texts with a limit', async () => {
    const all = await readTemplates({ owner: 'group:default/x', git: true });
    const golden = all.at(-1) ?? templates[0];
    expect(entityEnvelopeSchemaValidator()(golden)).toBe(golden);
    const asked = parametersOf(golden);
    const used = JSON.stringify(golden.spec).matchAll(/parameters\.(\w+)/g);
    expect(new Set(Array.from(used, ([, name]) => name))).toEqual(
      new Set(asked.keys()),
    );
    for (const [name, field] of asked) {
      expect([name, field.maxLength ?? field.type]).not.toEqual([
        name,
        'string',
      ]);
    }
    expect(specOf(golden).steps.map(({ action }) => action)).toEqual([
      'dpf:dpu-cluster:create',
      'dpf:dpu-cluster:wait',
      'dpf:dpu-cluster:credentials',
      'dpf:dpu-cluster:dpu-manifest',
      'catalog:write',
      'publish:github:pull-request',
      'catalog:register',
    ]);
  });

  it('should require only a name on the first page', () => {
    for (const template of templates) {
      expect(specOf(template).parameters[0].required).toEqual(['name']);
    }
  });

  it('should use only fields that exist', () => {
    for (const template of templates) {
      const used = [...parametersOf(template).values()].flatMap(
        field => field['ui:field'] ?? [],
      );
      expect(KNOWN_FIELDS).toEqual(expect.arrayContaining(used));
    }
  });

  it('should create a cluster and then wait for its uid', () => {
    for (const template of templates) {
      const [create, wait] = specOf(template).steps;
      expect(create.action).toBe('dpf:dpu-cluster:create');
      expect(wait).toMatchObject({
        action: 'dpf:dpu-cluster:wait',
        input: {
          ref: '${{ steps.create.output.ref }}',
          uid: '${{ steps.create.output.uid }}',
        },
      });
    }
  });

  it('should contain only the handle of a kubeconfig', () => {
    const kubeconfig = parametersOf(templates[1]).get('kubeconfig');
    expect(kubeconfig?.['ui:field']).toBe('DpfKubeconfig');
    expect(specOf(templates[1]).steps[0].input.kubeconfigUpload).toMatch(
      /^\$\{\{ parameters\.kubeconfig if /,
    );
  });

  it('should accept the handle of an upload, and no kubeconfig', () => {
    const { pattern } = parametersOf(templates[1]).get('kubeconfig') ?? {};
    expect(pattern).toBe(KUBECONFIG_UPLOAD_PATTERN);
  });

  it('should limit every text, because a task stores and shows it', () => {
    const isBounded = (field: Field): boolean =>
      Boolean(field.enum) ||
      field.pattern === KUBECONFIG_UPLOAD_PATTERN ||
      (field.maxLength ?? Infinity) <= LONGEST;
    for (const template of templates) {
      for (const [name, field] of parametersOf(template)) {
        const texts =
          field.type === 'object' ? [field.additionalProperties ?? {}] : [];
        const unbounded = [field, ...texts].filter(
          one => one.type === 'string' && !isBounded(one),
        );
        expect([name, unbounded]).toEqual([name, []]);
      }
    }
  });

  it('should contain the advice of the guide', () => {
    const fields = parametersOf(templates[0]);
    expect(fields.get('maxNodes')).toMatchObject({
      description: 'A limit; reserves nothing.',
    });
    expect(fields.get('interface')?.description).toContain('br-dpu');
    expect(fields.get('vip')?.description).toContain('DPUs must reach');
    expect(fields.get('nodeSelector')?.description).toContain('"true"');
  });
});
