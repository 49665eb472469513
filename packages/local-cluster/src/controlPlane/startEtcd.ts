import { StoredCredentials } from '../pki/PkiStore';
import { ManagedProcess } from '../process/ManagedProcess';
import { Reaper } from '../process/Reaper';

export interface EtcdOptions {
  binary: string;
  name: string;
  dataDirectory: string;
  port: number;
  peerPort: number;
  caFile: string;
  server: StoredCredentials;
  logFile: string;
  reaper: Reaper;
}

/** Starts one etcd member on loopback that requires client certificates. */
export function startEtcd(options: EtcdOptions): ManagedProcess {
  const { binary, name, port, peerPort, server, reaper, logFile } = options;
  const client = `https://127.0.0.1:${port}`;
  const peer = `http://127.0.0.1:${peerPort}`;
  return ManagedProcess.start({
    name,
    command: binary,
    args: [
      `--name=${name}`,
      `--data-dir=${options.dataDirectory}`,
      // Faster, at the risk of losing the last second of data in a power failure, which is acceptable for development.
      '--unsafe-no-fsync',
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=${name}=${peer}`,
      '--client-cert-auth',
      `--trusted-ca-file=${options.caFile}`,
      `--cert-file=${server.certificateFile}`,
      `--key-file=${server.keyFile}`,
      '--log-level=warn',
    ],
    logFile,
    reaper,
  });
}
