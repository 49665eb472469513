import {
  ControllerRole,
  DPU_CLUSTER_GROUPS,
  DpuClusterGroup,
} from '@dpf-portal/dpf-model';
import { DefinitionShape } from '@dpf-portal/local-cluster';

/** The Leases by which a DPF release elects its controllers. Repeated here, to detect a wrong id in the code. */
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

/** A supported DPF release, or the group of the developer guide, which no release serves. */
export interface DpfRelease {
  name: string;
  group: DpuClusterGroup;
  shape: Exclude<DefinitionShape, 'guide'>;
  /** Absent: DPF has no controllers for this group. */
  leases?: Record<ControllerRole, string>;
  /** The subfolder with the released definitions. */
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
