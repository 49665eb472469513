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

/** Templates that need actions of a code host, which not every portal has. */
const OF_GIT = 'git';

async function filesIn(folder: string): Promise<string[]> {
  const files = await readdir(join(DIRECTORY, folder));
  return files
    .filter(file => file.endsWith('.yaml'))
    .sort()
    .map(file => join(folder, file));
}

/** Reads the software templates of this package as entities of the given owner. */
export async function readTemplates(options: {
  owner: string;
  /** Also those that open pull requests. */
  git?: boolean;
}): Promise<Entity[]> {
  const folders = ['', ...(options.git ? [OF_GIT] : [])];
  const files = (await Promise.all(folders.map(filesIn))).flat();
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
