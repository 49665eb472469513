import { KubeClient } from '../client/KubeClient';
import { ResourceType } from '../objects/ResourceType';
import { isNotFound } from '../rest/errors';

/** The part of an OpenAPI v3 schema node that this package reads. @public */
export interface JsonSchema {
  type?: string;
  description?: string;
  format?: string;
  pattern?: string;
  enum?: unknown[];
  default?: unknown;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  required?: string[];
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  $ref?: string;
  [keyword: string]: unknown;
}

/** An API group that the server serves, with its versions. @public */
export interface ApiGroup {
  name: string;
  preferredVersion: string;
  versions: string[];
}

interface ApiGroupList {
  groups?: Array<{
    name: string;
    preferredVersion?: { version: string };
    versions?: Array<{ version: string }>;
  }>;
}

interface ApiResourceList {
  resources?: Array<{ name: string; kind: string; namespaced: boolean }>;
}

interface OpenApiDocument {
  components?: { schemas?: Record<string, JsonSchema> };
}

interface OpenApiIndex {
  paths?: Record<string, { serverRelativeURL?: string }>;
}

interface GroupVersionKind {
  group?: string;
  version?: string;
  kind?: string;
}

/**
 * Reads which APIs the server serves. Each call sends a request; cache the result where that is too slow.
 *
 * @public
 */
export class Discovery {
  readonly #client: KubeClient;

  constructor(options: { client: KubeClient }) {
    this.#client = options.client;
  }

  /** The named groups, without the core group. */
  async groups(): Promise<ApiGroup[]> {
    const list = await this.#client.raw<ApiGroupList>('GET', '/apis');
    return (list.groups ?? []).map(group => {
      const versions = (group.versions ?? []).map(v => v.version);
      return {
        name: group.name,
        preferredVersion: group.preferredVersion?.version ?? versions[0] ?? '',
        versions,
      };
    });
  }

  /**
   * The resource with this plural in the given version, else in the first version that serves it, starting with the
   * server's preferred one; undefined where it is not served. Rejects when the server does not answer.
   */
  async resource(
    group: string,
    version: string | undefined,
    plural: string,
  ): Promise<ResourceType | undefined> {
    const versions = version ? [version] : await this.#versions(group);
    for (const candidate of versions) {
      const list = await this.#orUndefined(
        this.#client.raw<ApiResourceList>(
          'GET',
          group ? `/apis/${group}/${candidate}` : `/api/${candidate}`,
        ),
      );
      const match = list?.resources?.find(r => r.name === plural);
      if (match) {
        const { kind, namespaced } = match;
        return { group, version: candidate, plural, kind, namespaced };
      }
    }
    return undefined;
  }

  /** The OpenAPI v3 schema of a resource's objects; `$ref`s are not resolved. */
  async openApiSchema(resource: ResourceType): Promise<JsonSchema | undefined> {
    const { group, version } = resource;
    const document = await this.#orUndefined(
      this.#client.raw<OpenApiDocument>(
        'GET',
        group
          ? `/openapi/v3/apis/${group}/${version}`
          : `/openapi/v3/api/${version}`,
      ),
    );
    return Object.values(document?.components?.schemas ?? {}).find(schema => {
      const kinds = schema['x-kubernetes-group-version-kind'];
      return (
        Array.isArray(kinds) &&
        kinds.some((gvk: GroupVersionKind) => isKindOf(gvk, resource))
      );
    });
  }

  /**
   * The server's OpenAPI v3 documents: path, such as `apis/<group>/<version>`, to a URL that changes with the
   * document's content. One small answer shows whether any schema changed. Empty where the server has no OpenAPI v3.
   */
  async openApiIndex(): Promise<ReadonlyMap<string, string>> {
    const answer = await this.#orUndefined(
      this.#client.raw<OpenApiIndex | string>('GET', '/openapi/v3'),
    );
    // kube-apiserver sends no content type here, so its JSON arrives as text.
    const index: OpenApiIndex | undefined =
      typeof answer === 'string' ? JSON.parse(answer) : answer;
    return new Map(
      Object.entries(index?.paths ?? {}).map(([path, entry]) => [
        path,
        entry.serverRelativeURL ?? '',
      ]),
    );
  }

  /** The versions of a group, the preferred one first. */
  async #versions(group: string): Promise<string[]> {
    if (group === '') {
      return ['v1'];
    }
    const found = await this.#orUndefined(
      this.#client.raw<NonNullable<ApiGroupList['groups']>[number]>(
        'GET',
        `/apis/${group}`,
      ),
    );
    const preferred = found?.preferredVersion?.version;
    const all = (found?.versions ?? []).map(({ version }) => version);
    return [...new Set(preferred ? [preferred, ...all] : all)];
  }

  async #orUndefined<T>(answer: Promise<T>): Promise<T | undefined> {
    try {
      return await answer;
    } catch (error) {
      if (isNotFound(error)) {
        return undefined;
      }
      throw error;
    }
  }
}

function isKindOf(gvk: GroupVersionKind, resource: ResourceType): boolean {
  return (
    (gvk.group ?? '') === resource.group &&
    gvk.version === resource.version &&
    gvk.kind === resource.kind
  );
}
