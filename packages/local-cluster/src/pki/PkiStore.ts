import fs from 'node:fs/promises';
import path from 'node:path';
import { CertificateAuthority, LeafOptions } from './CertificateAuthority';
import { Credentials, KeyPair } from './KeyPair';

export interface StoredCredentials extends Credentials {
  certificateFile: string;
  keyFile: string;
}

/** Keys and certificates in one directory (mode 0600). Each is created once and read again later. */
export class PkiStore {
  constructor(readonly directory: string) {}

  async authority(name: string): Promise<CertificateAuthority> {
    const files = this.filesOf(name);
    const stored = await this.#read(files);
    if (stored) {
      return CertificateAuthority.load(stored);
    }
    const authority = await CertificateAuthority.create(name);
    await this.#write(files, authority.credentials);
    return authority;
  }

  async leaf(
    name: string,
    authority: CertificateAuthority,
    options: LeafOptions,
  ): Promise<StoredCredentials> {
    const files = this.filesOf(name);
    const stored = await this.#read(files);
    if (stored) {
      return { ...stored, ...files };
    }
    const issued = await authority.issue(options);
    await this.#write(files, issued);
    return { ...issued, ...files };
  }

  /** A bare key pair, for signing service account tokens. */
  async keyPair(
    name: string,
  ): Promise<{ privateFile: string; publicFile: string }> {
    const privateFile = path.join(this.directory, `${name}.key`);
    const publicFile = path.join(this.directory, `${name}.pub`);
    const exists = await fs.access(privateFile).then(
      () => true,
      () => false,
    );
    if (!exists) {
      const keys = await KeyPair.generate();
      await this.#writeFile(publicFile, keys.publicPem);
      await this.#writeFile(privateFile, keys.privatePem);
    }
    return { privateFile, publicFile };
  }

  filesOf(name: string): { certificateFile: string; keyFile: string } {
    return {
      certificateFile: path.join(this.directory, `${name}.crt`),
      keyFile: path.join(this.directory, `${name}.key`),
    };
  }

  async #read(files: {
    certificateFile: string;
    keyFile: string;
  }): Promise<Credentials | undefined> {
    try {
      const [certificate, key] = await Promise.all([
        fs.readFile(files.certificateFile, 'utf8'),
        fs.readFile(files.keyFile, 'utf8'),
      ]);
      return { certificate, key };
    } catch {
      return undefined;
    }
  }

  async #write(
    files: { certificateFile: string; keyFile: string },
    credentials: Credentials,
  ): Promise<void> {
    await this.#writeFile(files.keyFile, credentials.key);
    await this.#writeFile(files.certificateFile, credentials.certificate);
  }

  async #writeFile(file: string, text: string): Promise<void> {
    await fs.mkdir(this.directory, { recursive: true, mode: 0o700 });
    // Renamed into place, so that a kill never leaves an incomplete key.
    await fs.writeFile(`${file}.new`, text, { mode: 0o600 });
    await fs.rename(`${file}.new`, file);
  }
}
