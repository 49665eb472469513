import { KubeObject } from '@dpf-portal/kube-controller';
import fs from 'node:fs/promises';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';

/** Reads every object of one YAML file, or of all YAML files below a directory. */
export async function readManifests(location: string): Promise<KubeObject[]> {
  const objects: KubeObject[] = [];
  for (const file of await yamlFiles(location)) {
    for (const document of parseAllDocuments(await fs.readFile(file, 'utf8'))) {
      const [error] = document.errors;
      if (error) {
        throw new Error(`${file}: ${error.message}`);
      }
      const object: KubeObject | null = document.toJS();
      if (object) {
        objects.push(object);
      }
    }
  }
  return objects;
}

async function yamlFiles(location: string): Promise<string[]> {
  if ((await fs.stat(location)).isFile()) {
    return [location];
  }
  const names = await fs.readdir(location, { recursive: true });
  return names
    .filter(name => /\.ya?ml$/.test(name))
    .sort()
    .map(name => path.join(location, name));
}
