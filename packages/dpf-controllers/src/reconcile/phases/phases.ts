import { Phase } from '../Phase';
import { assessHealth } from './assessHealth';
import { blockDeletion } from './blockDeletion';
import { claimEndpoint } from './claimEndpoint';
import { ensureFinalizers } from './ensureFinalizers';
import { holdNewClusters } from './holdNewClusters';
import { keepEndpoint } from './keepEndpoint';
import { observeControlPlane } from './observeControlPlane';
import { planNewControlPlane } from './planNewControlPlane';
import { publishKubeconfig } from './publishKubeconfig';
import { readStaticKubeconfig } from './readStaticKubeconfig';
import { reconcileControlPlane } from './reconcileControlPlane';
import { reconcileKeepalived } from './reconcileKeepalived';
import { reconcileService } from './reconcileService';
import { refreshAdminKubeconfig } from './refreshAdminKubeconfig';
import { runVendorManager } from './runVendorManager';
import { upgradeControlPlane } from './upgradeControlPlane';

/** A DPUCluster's reconcile, step by step. */
export const PHASES: readonly Phase[] = [
  blockDeletion,
  holdNewClusters,
  ensureFinalizers,
  observeControlPlane,
  runVendorManager,
  readStaticKubeconfig,
  keepEndpoint,
  claimEndpoint,
  planNewControlPlane,
  reconcileService,
  reconcileControlPlane,
  upgradeControlPlane,
  reconcileKeepalived,
  publishKubeconfig,
  refreshAdminKubeconfig,
  assessHealth,
];
