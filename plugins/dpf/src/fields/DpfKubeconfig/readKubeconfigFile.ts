import { decodeKubeconfig } from '@dpf-portal/dpf-model';

function bytesOf(file: File): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      const { result } = reader;
      if (result === null || typeof result === 'string') {
        reject(new Error(`${file.name} cannot be read.`));
      } else {
        resolve(new Uint8Array(result));
      }
    };
    reader.onerror = () => reject(new Error(`${file.name} cannot be read.`));
    reader.readAsArrayBuffer(file);
  });
}

/**
 * The text of a file. The browser would take every file for UTF-8, and Windows PowerShell writes UTF-16.
 *
 * @throws Error when it cannot be read, or is not text; the message says what to do.
 */
export async function readKubeconfigFile(file: File): Promise<string> {
  return decodeKubeconfig(await bytesOf(file));
}
