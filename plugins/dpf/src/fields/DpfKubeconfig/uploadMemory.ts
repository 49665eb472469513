import { KubeconfigUploadAnswer } from '@dpf-portal/backstage-plugin-dpf-common';

/** The server's answer to an upload, without the content of the kubeconfig. */
export interface RememberedUpload {
  answer: KubeconfigUploadAnswer;
  /** The context that was chosen, where the kubeconfig had several. */
  context?: string;
  /** The only management cluster for which the upload is valid. */
  managementCluster?: string;
}

const MOST = 20;
const uploads = new Map<string, RememberedUpload>();

/**
 * Keeps the answers by handle until the page is closed. The form keeps only the handle, and the field is mounted again
 * when the user goes back in the form.
 */
export const uploadMemory = {
  get: (handle: string | undefined) =>
    handle === undefined ? undefined : uploads.get(handle),
  put(handle: string, upload: RememberedUpload) {
    uploads.set(handle, upload);
    const [oldest] = uploads.keys();
    if (uploads.size > MOST) {
      uploads.delete(oldest);
    }
  },
};
