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

/** One etcd member on loopback that speaks to holders of a client certificate only. */
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
      // A laptop's cluster may lose a second when the power fails; in return it starts fast.
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
