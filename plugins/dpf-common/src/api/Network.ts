import { DpfNetwork, FreeEndpoint, NetworkUse } from '@dpf-portal/dpf-model';
import { SourceState } from './DpuClusterView';

/** How much of a network is used, and by what, as far as the caller may know it. @public */
export interface NetworkUseView extends NetworkUse {
  /** How many holders are not shown. */
  hiddenHolders: number;
}

/** `GET /management-clusters/:mc/networks` item. @public */
export interface NetworkDetail extends DpfNetwork {
  /** What the next cluster would get. Absent when all addresses or router ids are taken. */
  nextFree?: FreeEndpoint;
  use: NetworkUseView;
}

/** `GET /management-clusters/:mc/networks`. @public */
export interface NetworkList {
  items: NetworkDetail[];
  source: SourceState;
}
