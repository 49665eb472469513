import { millisecondsBetween } from '../audit/AuditLog';
import { kamajiCluster } from '../fixtures/kamajiCluster';
import { Lab } from '../management/Lab';
import { AuditEvent } from '../portal/readAuditLog';

const RUNS = 5;

function shortName({ verb, objectRef }: AuditEvent): string {
  const { resource, subresource } = objectRef ?? {};
  return `${verb} ${resource}${subresource ? `/${subresource}` : ''}`;
}

describe('A Kamaji cluster whose Kamaji answers at once', () => {
  let lab: Lab;

  beforeAll(async () => {
    lab = await Lab.start({ light: true });
    lab.startControllers();
    // The first cluster waits for the Leases and opens every connection.
    await bringUp('warm-up', 69);
  });
  afterAll(() => lab?.stop());

  /** Resolves with the controllers' writes from the creation to Ready. */
  async function bringUp(name: string, number: number): Promise<AuditEvent[]> {
    const earlier = await lab.audit.writesOf('dpf-controllers');
    const created = await lab.api.createCluster(
      'team-a',
      kamajiCluster(name, {
        vip: `10.66.66.${number}`,
        virtualRouterID: number,
      }),
    );
    await lab.api.clusterReady(created);
    const writes = await lab.audit.writesOf('dpf-controllers');
    return writes.slice(earlier.length);
  }

  it('is Ready by eight writes, none of which fails, within a moment', async () => {
    const milliseconds: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const writes = await bringUp(`run-${run}`, 70 + run);
      expect(writes.map(shortName)).toEqual([
        'patch dpuclusters',
        'patch dpuclusters/status',
        'create services',
        'create tenantcontrolplanes',
        'create configmaps',
        'create daemonsets',
        'patch dpuclusters',
        'patch dpuclusters/status',
      ]);
      expect(
        writes.filter(
          ({ responseStatus }) => Number(responseStatus?.code) >= 400,
        ),
      ).toEqual([]);
      const creation = await lab.audit.creationOf('team-a', `run-${run}`);
      milliseconds.push(millisecondsBetween(creation, writes[7]));
    }
    process.stdout.write(
      `  creation to Ready: ${milliseconds.join(', ')} ms\n`,
    );
    // The best run counts; the others compete with other processes for the cores.
    expect(Math.min(...milliseconds)).toBeLessThanOrEqual(300);
  });
});
