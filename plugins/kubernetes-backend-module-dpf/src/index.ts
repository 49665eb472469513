/**
 * Offers DPU clusters to Backstage's Kubernetes plugin, with short-lived credentials that the dpf back end makes. Add it
 * beside the plugin: `backend.add(import('@dpf-portal/backstage-plugin-kubernetes-backend-module-dpf'))`, and set
 * `dpf.kubeconfigs.kubernetesPlugin.enabled`.
 *
 * @packageDocumentation
 */

export { kubernetesModuleDpf as default } from './module';
