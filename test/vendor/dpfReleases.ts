import {
  ControllerRole,
  DPU_CLUSTER_GROUPS,
  DpuClusterGroup,
} from '@dpf-portal/dpf-model';
import { DefinitionShape } from '@dpf-portal/local-cluster';

/** By which Leases a release of DPF elects its controllers. Written here again, so that a wrong id of ours is noticed. */
const LEASES_TO_25_10: Record<ControllerRole, string> = {
  kamaji: '204fbe18.dpu.nvidia.com',
  static: '507jei28.dpu.nvidia.com',
  provisioning: '19f9f38b.nvidia.com',
};
const LEASES_FROM_26_4: Record<ControllerRole, string> = {
  kamaji: 'kamaji-cluster-manager.dpu.nvidia.com',
  static: 'static-cluster-manager.dpu.nvidia.com',
  provisioning: 'provisioning.dpu.nvidia.com',
};

/** A release of DPF that is supported, or the group of its developer guide, which none serves. */
export interface DpfRelease {
  name: string;
  group: DpuClusterGroup;
  shape: Exclude<DefinitionShape, 'guide'>;
  /** Absent: DPF has no controllers for this group. */
  leases?: Record<ControllerRole, string>;
  /** The folder of the released definitions, in that of all of them. */
  definitionsOfDpf?: string;
}

const { released, guide } = DPU_CLUSTER_GROUPS;

export const DPF_RELEASES: readonly DpfRelease[] = [
  { name: "the guide's group", group: guide, shape: 'dpf-24.10' },
  {
    name: '24.10',
    group: released,
    shape: 'dpf-24.10',
    leases: LEASES_TO_25_10,
    definitionsOfDpf: 'dpf-24.10',
  },
  {
    name: '25.10',
    group: released,
    shape: 'dpf-25.10',
    leases: LEASES_TO_25_10,
  },
  {
    name: '26.4',
    group: released,
    shape: 'dpf-25.10',
    leases: LEASES_FROM_26_4,
  },
  {
    name: '26.8',
    group: released,
    shape: 'dpf-25.10',
    leases: LEASES_FROM_26_4,
    definitionsOfDpf: 'dpf-26',
  },
];
