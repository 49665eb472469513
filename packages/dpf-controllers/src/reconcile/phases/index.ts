import { Phase } from '../Phase';
import { assessHealth } from './assessHealth';
import { blockDeletion } from './blockDeletion';
import { claimEndpoint } from './claimEndpoint';
import { ensureFinalizers } from './ensureFinalizers';
import { observeControlPlane } from './observeControlPlane';
import { publishKubeconfig } from './publishKubeconfig';
import { readStaticKubeconfig } from './readStaticKubeconfig';
import { reconcileControlPlane } from './reconcileControlPlane';
import { reconcileKeepalived } from './reconcileKeepalived';
import { reconcileService } from './reconcileService';
import { runVendorManager } from './runVendorManager';
import { upgradeControlPlane } from './upgradeControlPlane';

/** A DPUCluster's reconcile, step by step. */
export const PHASES: readonly Phase[] = [
  blockDeletion,
  ensureFinalizers,
  observeControlPlane,
  runVendorManager,
  readStaticKubeconfig,
  claimEndpoint,
  reconcileService,
  reconcileControlPlane,
  upgradeControlPlane,
  reconcileKeepalived,
  publishKubeconfig,
  assessHealth,
];
