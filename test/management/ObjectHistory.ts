import {
  Informer,
  KubeClient,
  KubeObject,
  ObjectRef,
  ResourceType,
} from '@dpf-portal/kube-controller';

/** Records every version of one object, in order, from the moment the watch starts. */
export class ObjectHistory<T extends KubeObject> {
  /** Resolves when the watch is established. */
  static async follow<T extends KubeObject>(
    client: KubeClient,
    resource: ResourceType,
    { namespace, name }: ObjectRef,
  ): Promise<ObjectHistory<T>> {
    const stop = new AbortController();
    const informer = new Informer<T>({
      client,
      resource,
      namespace,
      fieldSelector: `metadata.name=${name}`,
    });
    const history = new ObjectHistory<T>(stop);
    informer.addHandler({
      added: object => history.#versions.push(object),
      updated: object => history.#versions.push(object),
    });
    informer.run(stop.signal);
    await informer.whenSynced();
    return history;
  }

  readonly #versions: T[] = [];

  readonly #stopping: AbortController;

  private constructor(stopping: AbortController) {
    this.#stopping = stopping;
  }

  /** The sequence of values of one aspect, without repetitions. */
  of<V>(aspect: (object: T) => V): V[] {
    return this.#versions
      .map(aspect)
      .filter((value, index, values) => value !== values[index - 1]);
  }

  stop(): void {
    this.#stopping.abort();
  }
}
