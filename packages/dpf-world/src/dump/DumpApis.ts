import { DPU_CLUSTER_GROUPS, groupOf } from '@dpf-portal/dpf-model';
import {
  CORE_RESOURCES,
  JsonSchema,
  KubeObject,
  apiVersionOf,
} from '@dpf-portal/kube-controller';
import { Dump, kindOfResource } from './Dump';
import { DUMP_KINDS, DumpKind, resourceName } from './dumpKinds';
import { schemaOfObjects } from './schemaOfObjects';

interface Definition extends KubeObject {
  spec?: {
    group?: string;
    names?: { plural?: string };
    versions?: Array<{
      name?: string;
      served?: boolean;
      storage?: boolean;
      schema?: { openAPIV3Schema?: JsonSchema };
    }>;
  };
}

type Version = NonNullable<NonNullable<Definition['spec']>['versions']>[number];

const DEFINITIONS = kindOfResource(CORE_RESOURCES.customResourceDefinitions);

/** In the API server itself: no definition makes them. */
const BUILT_IN = new Set<string>(
  Object.values(CORE_RESOURCES).map(resourceName),
);

const GROUPS = new Set(DUMP_KINDS.map(({ resource }) => resource.group));

/**
 * Which APIs the management cluster of a dump serves, and with which fields: as its definitions say; where the dump has no
 * definition of a kind, as the objects themselves have it.
 */
export class DumpApis {
  readonly #dump: Dump;
  readonly #operatorNamespace: string;
  readonly #definitions: readonly Definition[];
  readonly #versions = new Map<DumpKind, Version>();
  readonly #clusterNamespaces: ReadonlySet<string>;

  constructor(dump: Dump, operatorNamespace: string) {
    this.#dump = dump;
    this.#operatorNamespace = operatorNamespace;
    this.#definitions = DEFINITIONS ? dump.list(DEFINITIONS) : [];
    for (const { spec } of this.#definitions) {
      const { group = '', names, versions = [] } = spec ?? {};
      const kind = kindOfResource({ group, plural: names?.plural ?? '' });
      const version =
        versions.find(({ storage }) => storage) ??
        versions.find(({ served }) => served);
      if (kind && version) {
        this.#versions.set(kind, version);
      }
    }
    this.#clusterNamespaces = new Set(
      DUMP_KINDS.filter(({ source }) => source === 'DPUCluster')
        .flatMap(kind => dump.list(kind))
        .map(({ metadata }) => metadata.namespace ?? ''),
    );
  }

  /** Whether the definition of the kind is in the dump; of a kind of the API server's own it is not needed. */
  isDefined(kind: DumpKind): boolean {
    return (
      this.#versions.has(kind) || BUILT_IN.has(resourceName(kind.resource))
    );
  }

  /** Whether the definition of DPUClusters of this group is in the dump. */
  definesClusters(group: string): boolean {
    return [...this.#versions.keys()].some(
      ({ resource, source }) =>
        source === 'DPUCluster' && resource.group === group,
    );
  }

  /**
   * Whether the dump has every definition. One of a foreign group is there only where all were asked for.
   */
  get hasEveryDefinition(): boolean {
    return (
      DEFINITIONS !== undefined &&
      (this.#dump.isComplete(DEFINITIONS) ||
        this.#definitions.some(({ spec }) => !GROUPS.has(spec?.group ?? '')))
    );
  }

  /**
   * Whether the management cluster serves the kind. Without all definitions that is assumed, except of the guide's group,
   * which few have.
   */
  serves(kind: DumpKind): boolean {
    return (
      this.isDefined(kind) ||
      this.#dump.list(kind).length > 0 ||
      (!this.hasEveryDefinition &&
        kind.resource.group !== DPU_CLUSTER_GROUPS.guide)
    );
  }

  /** Whether the dump tells which objects of the kind there are, in a namespace or where they are needed. */
  knows(kind: DumpKind, namespace?: string): boolean {
    if (namespace !== undefined) {
      return this.#dump.has(kind, namespace);
    }
    return this.missingIn(kind) === undefined;
  }

  /** The namespaces where objects of the kind are needed and not known; empty: all. `undefined`: nothing is missing. */
  missingIn(kind: DumpKind): string[] | undefined {
    if (!this.#dump.has(kind)) {
      return [];
    }
    const needed = this.#neededIn(kind);
    const missing = needed.filter(
      namespace => !this.#dump.has(kind, namespace),
    );
    return missing.length ? missing.sort() : undefined;
  }

  groups() {
    const names = new Set(
      this.#servedDefinitions().map(({ resource }) => resource.group),
    );
    return [...names].map(name => {
      const version = this.#versionOfGroup(name);
      const entry = { groupVersion: `${name}/${version}`, version };
      return { name, versions: [entry], preferredVersion: entry };
    });
  }

  resources(group: string) {
    return this.#servedDefinitions()
      .filter(({ resource }) => resource.group === group)
      .map(({ resource: { plural, kind, namespaced } }) => ({
        name: plural,
        kind,
        namespaced,
      }));
  }

  openApiPaths(): Record<string, { serverRelativeURL: string }> {
    return Object.fromEntries(
      this.groups().map(({ preferredVersion: { groupVersion } }) => [
        `apis/${groupVersion}`,
        { serverRelativeURL: `/openapi/v3/apis/${groupVersion}` },
      ]),
    );
  }

  /** The schemas of a group by kind. */
  schemas(group: string): Record<string, JsonSchema> {
    return Object.fromEntries(
      this.#servedDefinitions()
        .filter(({ resource }) => resource.group === group)
        .map(kind => [kind.resource.kind, this.#schemaOf(kind)]),
    );
  }

  #neededIn({ needed }: DumpKind): string[] {
    switch (needed) {
      case 'inClusterNamespaces':
        return [...this.#clusterNamespaces];
      case 'inOperatorNamespace':
        return [this.#operatorNamespace];
      default:
        return [];
    }
  }

  #servedDefinitions(): DumpKind[] {
    return DUMP_KINDS.filter(
      kind => !BUILT_IN.has(resourceName(kind.resource)) && this.serves(kind),
    );
  }

  #schemaOf(kind: DumpKind): JsonSchema {
    const { group, kind: name } = kind.resource;
    const schema =
      this.#versions.get(kind)?.schema?.openAPIV3Schema ??
      schemaOfObjects(this.#dump.list(kind));
    return {
      ...schema,
      'x-kubernetes-group-version-kind': [
        { group, version: this.#versionOfGroup(group), kind: name },
      ],
    };
  }

  /** As its definitions say, else as its objects have it, else the only one that there has been. */
  #versionOfGroup(group: string): string {
    const kinds = DUMP_KINDS.filter(({ resource }) => resource.group === group);
    const defined = kinds.flatMap(kind => this.#versions.get(kind)?.name ?? []);
    const [object] = kinds.flatMap(kind => this.#dump.list(kind).slice(0, 1));
    const [, ofObject] =
      object && groupOf(object) ? (object.apiVersion ?? '').split('/') : [];
    const [, usual] = kinds.length
      ? apiVersionOf(kinds[0].resource).split('/')
      : [];
    return defined[0] ?? ofObject ?? usual ?? 'v1';
  }
}
