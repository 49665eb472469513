import { InputError } from '@backstage/errors';
import { DPU_STATES } from '@dpf-portal/dpf-model';
import { DpuView } from '@dpf-portal/backstage-plugin-dpf-common';

/** The position of a DPU in an ordered list. */
export interface DpuPosition {
  key: string;
  /** Orders equal keys, so that pages neither skip nor repeat a DPU. */
  ref: string;
}

/** What the order of DPUs depends on. */
export type OrderedDpu = Pick<
  DpuView,
  | 'managementCluster'
  | 'namespace'
  | 'name'
  | 'group'
  | 'state'
  | 'host'
  | 'since'
  | 'cluster'
>;

const KEYS: Record<string, (dpu: OrderedDpu) => string> = {
  // Two digits, because keys are compared as text.
  state: ({ state, host }) =>
    `${String(DPU_STATES.indexOf(state)).padStart(2, '0')} ${host}`,
  name: ({ name }) => name,
  host: ({ host, managementCluster }) => `${host} ${managementCluster}`,
  since: ({ since }) => since ?? '',
  cluster: ({ cluster }) =>
    cluster ? `${cluster.namespace}/${cluster.name}` : '',
};

/** The order of a list of DPUs; `-` before the field reverses it. */
export class DpuOrder {
  readonly #key: (dpu: OrderedDpu) => string;
  readonly #descending: boolean;

  static parse(orderBy = 'state'): DpuOrder {
    const descending = orderBy.startsWith('-');
    const key = KEYS[descending ? orderBy.slice(1) : orderBy];
    if (!key) {
      throw new InputError(
        `orderBy is one of ${Object.keys(KEYS).join(
          ', ',
        )}, with - before it for descending.`,
      );
    }
    return new DpuOrder(key, descending);
  }

  private constructor(key: (dpu: OrderedDpu) => string, descending: boolean) {
    this.#key = key;
    this.#descending = descending;
  }

  positionOf(dpu: OrderedDpu): DpuPosition {
    const { managementCluster, namespace, name, group = '' } = dpu;
    return {
      key: this.#key(dpu),
      ref: [managementCluster, namespace, name, group].join('/'),
    };
  }

  compare(a: DpuPosition, b: DpuPosition): number {
    if (a.key !== b.key) {
      return a.key < b.key === this.#descending ? 1 : -1;
    }
    if (a.ref === b.ref) {
      return 0;
    }
    return a.ref < b.ref ? -1 : 1;
  }
}
