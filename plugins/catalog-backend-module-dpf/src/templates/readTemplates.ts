import { resolvePackagePath } from '@backstage/backend-plugin-api';
import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  Entity,
} from '@backstage/catalog-model';
import { readFile, readdir } from 'fs/promises';
import { join } from 'path';
import { parse } from 'yaml';

export const TEMPLATES_LOCATION = 'dpf-provider:templates';

const DIRECTORY = resolvePackagePath(
  '@dpf-portal/backstage-plugin-catalog-backend-module-dpf',
  'templates',
);

/** Reads the software templates of this package as entities of the given owner. */
export async function readTemplates(options: {
  owner: string;
}): Promise<Entity[]> {
  const files = (await readdir(DIRECTORY))
    .filter(file => file.endsWith('.yaml'))
    .sort();
  return Promise.all(
    files.map(async file => {
      const template: Entity = parse(
        await readFile(join(DIRECTORY, file), 'utf8'),
      );
      return {
        ...template,
        metadata: {
          ...template.metadata,
          annotations: {
            ...template.metadata.annotations,
            [ANNOTATION_LOCATION]: TEMPLATES_LOCATION,
            [ANNOTATION_ORIGIN_LOCATION]: TEMPLATES_LOCATION,
          },
        },
        spec: { ...template.spec, owner: options.owner },
      };
    }),
  );
}
