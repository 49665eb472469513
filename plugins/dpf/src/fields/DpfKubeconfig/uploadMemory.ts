import { KubeconfigUploadAnswer } from '@dpf-portal/backstage-plugin-dpf-common';

/** What the server said about an upload. Never its content. */
export interface RememberedUpload {
  answer: KubeconfigUploadAnswer;
  /** The upload is bound to it. */
  managementCluster?: string;
}

const MOST = 20;
const uploads = new Map<string, RememberedUpload>();

/**
 * Remembers the answers by handle for as long as the page lives: the form keeps only the handle, and the field is
 * made anew when one steps back in the form.
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
