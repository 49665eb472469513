import type { ObjectMeta } from '@dpf-portal/kube-controller';
import { SHOWN_ANNOTATIONS } from '../annotations';
import { DpuCluster, ManagedFields } from '../cluster/DpuCluster';
import { LONGEST_NAME, boundedText } from '../text/boundedText';

const LABELS = ['metadata', 'labels'];
const ANNOTATIONS = ['metadata', 'annotations'];
/** More labels are not followed: whoever writes an object chooses their number. */
const MOST_LABELS = 50;
const LABEL_PREFIX = 'label ';

/** They are written once, with the request, and are no settings. */
const OF_REQUEST: readonly string[] = [
  'requestId',
  'requestedBy',
  'templateRef',
  'manifestUrl',
];

/** Where each setting stands in the object. */
const PATHS: Readonly<Record<string, readonly string[]>> = {
  type: ['spec', 'type'],
  maxNodes: ['spec', 'maxNodes'],
  version: ['spec', 'version'],
  kubeconfig: ['spec', 'kubeconfig'],
  ...Object.fromEntries(
    ['interface', 'vip', 'virtualRouterID', 'nodeSelector'].map(field => [
      field,
      ['spec', 'clusterEndpoint', 'keepalived', field],
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(SHOWN_ANNOTATIONS)
      .filter(([name]) => !OF_REQUEST.includes(name))
      .map(([name, annotation]) => [name, [...ANNOTATIONS, annotation]]),
  ),
};

/** Part of an object by its path. */
function valueAt(object: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (part, key) =>
      typeof part === 'object' && part !== null && Object.hasOwn(part, key)
        ? Object.getOwnPropertyDescriptor(part, key)?.value
        : undefined,
    object,
  );
}

function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') {
    return undefined;
  }
  const text =
    typeof value === 'object'
      ? Object.entries(value)
          .map(([key, each]) => `${key}=${each}`)
          .sort()
          .join(', ')
      : String(value);
  return boundedText(text, LONGEST_NAME);
}

/** The name of the setting that a label is. @public */
export function labelSettingName(label: string): string {
  return `${LABEL_PREFIX}${label}`;
}

function pathOf(setting: string): readonly string[] | undefined {
  return setting.startsWith(LABEL_PREFIX)
    ? [...LABELS, setting.slice(LABEL_PREFIX.length)]
    : PATHS[setting];
}

/**
 * The settings of a cluster whose changes its history has, by name: what a person decides in its spec, its labels and the
 * portal's annotations. Those without a value are left out.
 *
 * @public
 */
export function clusterSettings(cluster: DpuCluster): Record<string, string> {
  const labels = Object.keys(cluster.metadata.labels ?? {})
    .sort()
    .slice(0, MOST_LABELS)
    .map(labelSettingName);
  return Object.fromEntries(
    [...Object.keys(PATHS), ...labels].flatMap(name => {
      const text = textOf(valueAt(cluster, pathOf(name) ?? []));
      return text === undefined ? [] : [[name, text]];
    }),
  );
}

/** Who last wrote a setting, as the API server recorded it: a program, not a person. @public */
export interface SettingWriter {
  manager: string;
  /** RFC 3339. */
  at?: string;
}

/** Whether these fields have the path or an atomic part of the object that it leads through. */
function hasPath(fields: unknown, path: readonly string[]): boolean {
  const [first, ...rest] = path;
  if (first === undefined) {
    return fields !== undefined;
  }
  const part = valueAt(fields, [`f:${first}`]);
  const isAtomic =
    typeof part === 'object' && part !== null && !Object.keys(part).length;
  return isAtomic || (part !== undefined && hasPath(part, rest));
}

/** Whether one of these writers sets a setting. */
export function isSetBy(
  writers: readonly ManagedFields[],
  setting: string,
): boolean {
  const path = pathOf(setting);
  return (
    path !== undefined &&
    writers.some(({ fieldsV1 }) => hasPath(fieldsV1, path))
  );
}

/**
 * The program that last wrote a setting. `undefined` where the server did not record it, as of a setting that was
 * removed.
 *
 * @public
 */
export function settingWriter(
  metadata: ObjectMeta & { managedFields?: readonly ManagedFields[] },
  setting: string,
): SettingWriter | undefined {
  const path = pathOf(setting);
  const [last] = (metadata.managedFields ?? [])
    .filter(({ fieldsV1 }) => path && hasPath(fieldsV1, path))
    .sort((a, b) => (b.time ?? '').localeCompare(a.time ?? ''));
  return last?.manager
    ? {
        manager: boundedText(last.manager, LONGEST_NAME),
        ...(last.time && { at: last.time }),
      }
    : undefined;
}
