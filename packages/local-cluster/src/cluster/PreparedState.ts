import { EtcdPki, loadEtcdPki } from '../controlPlane/EtcdPki';
import { PkiStore } from '../pki/PkiStore';
import { Reaper } from '../process/Reaper';
import { Flavour, claimFlavour } from '../state/claimFlavour';
import { Ports, openPortBook } from '../state/PortBook';
import { StateDirectory } from '../state/StateDirectory';
import { StateLock } from '../state/StateLock';
import { LocalClusterOptions, chosenKamaji } from './LocalClusterOptions';

/** The resources that all parts of a local cluster share. */
export interface PreparedState {
  state: StateDirectory;
  ports: Ports;
  pki: PkiStore;
  etcdPki: EtcdPki;
  reaper: Reaper;
  /** Held until all processes have ended. */
  lock: StateLock;
}

/** Locks the state directory, chooses the ports, and starts the reaper. */
export async function prepareState(
  options: LocalClusterOptions,
): Promise<PreparedState> {
  const state = new StateDirectory(options.stateDir);
  const lock = await state.lock();
  await state.prepare({ fresh: options.fresh ?? false });
  await claimFlavour(state.flavourFile, flavourOf(options));
  const ports = await openPortBook(
    state.portsFile,
    options.port ? { apiServer: options.port } : {},
  );
  const pki = new PkiStore(state.pki);
  const etcdPki = await loadEtcdPki(pki);
  return { state, ports, pki, etcdPki, reaper: Reaper.start(), lock };
}

function flavourOf(options: LocalClusterOptions): Flavour {
  if (options.light) {
    return 'light';
  }
  return chosenKamaji(options) ? 'kamaji' : 'stand-in';
}
