import {
  CORE_RESOURCES,
  isNotFound,
  KubeClient,
} from '@dpf-portal/kube-controller';
import fs from 'node:fs/promises';
import path from 'node:path';
import { ConfigMap, Secret, Volume, VolumeSource } from './workloads';

/** Writes the content of a volume to a directory: Secrets and ConfigMaps. Other kinds stay empty. */
export async function fillVolume(
  client: KubeClient,
  namespace: string,
  volume: Volume,
  directory: string,
): Promise<void> {
  await fs.mkdir(directory, { recursive: true, mode: 0o700 });
  const sources = [volume, ...(volume.projected?.sources ?? [])];
  for (const { secret, configMap } of sources) {
    if (secret) {
      const name = secret.secretName ?? secret.name ?? '';
      const data = await readSecret(client, namespace, name, secret);
      await writeFiles(directory, data, secret);
    }
    if (configMap) {
      const data = await readConfigMap(client, namespace, configMap);
      await writeFiles(directory, data, configMap);
    }
  }
}

async function readSecret(
  client: KubeClient,
  namespace: string,
  name: string,
  source: VolumeSource,
): Promise<Map<string, Buffer>> {
  const object = await optionally(source, () =>
    client.get<Secret>(CORE_RESOURCES.secrets, { namespace, name }),
  );
  return new Map(
    Object.entries(object?.data ?? {}).map(([key, value]) => [
      key,
      Buffer.from(value, 'base64'),
    ]),
  );
}

async function readConfigMap(
  client: KubeClient,
  namespace: string,
  source: VolumeSource,
): Promise<Map<string, Buffer>> {
  const object = await optionally(source, () =>
    client.get<ConfigMap>(CORE_RESOURCES.configMaps, {
      namespace,
      name: source.name ?? '',
    }),
  );
  return new Map(
    Object.entries(object?.data ?? {}).map(([key, value]) => [
      key,
      Buffer.from(value, 'utf8'),
    ]),
  );
}

async function optionally<T>(
  source: VolumeSource,
  read: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (source.optional && isNotFound(error)) {
      return undefined;
    }
    throw error;
  }
}

async function writeFiles(
  directory: string,
  data: Map<string, Buffer>,
  source: VolumeSource,
): Promise<void> {
  const items =
    source.items ?? [...data.keys()].map(key => ({ key, path: key }));
  for (const { key, path: relative } of items) {
    const content = data.get(key);
    if (content === undefined) {
      throw new Error(
        `There is no key ${key} in ${source.secretName ?? source.name}`,
      );
    }
    const file = path.join(directory, relative);
    await fs.mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    await fs.writeFile(file, content, { mode: 0o600 });
  }
}
