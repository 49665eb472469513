import { DpfApi, DpfClient } from '@dpf-portal/backstage-plugin-dpf-common';
import { formatTime } from '../components/Time/formatTime';
import { aCluster } from '../__testUtils__/aCluster';
import { aSource } from '../__testUtils__/aSource';
import { anAnswer } from '../__testUtils__/anAnswer';
import { mockDpfApi } from '../__testUtils__/mockDpfApi';
import { forReader } from './forReader';

const REF = { managementCluster: 'local', namespace: 'team-a', name: 'blue' };
const AT = '2024-01-05T14:02:00Z';

describe('forReader', () => {
  it('says in every method’s error what the server said', async () => {
    const error = await anAnswer(503, {
      name: 'ServiceUnavailableError',
      message: 'It is paused until 2024-01-05 14:02 UTC.',
    });
    const names = Object.keys(mockDpfApi()) as Array<keyof DpfApi>;
    expect(names).toContain('deleteDpuCluster');
    for (const name of names) {
      const api = forReader(
        mockDpfApi({ [name]: jest.fn().mockRejectedValue(error) }),
      );
      const call = api[name] as () => Promise<unknown>;
      await expect(call()).rejects.toMatchObject({
        statusCode: 503,
        message: `It is paused until ${formatTime(AT)}.`,
      });
    }
  });

  it('writes the times of sentences in the reader’s zone and leaves values alone', async () => {
    const item = aCluster({
      phaseSince: AT,
      findings: [
        {
          code: 'ApiNotAnswering',
          severity: 'error',
          blocking: false,
          sentence: 'Checks fail since 2024-01-05 14:02 UTC: no answer.',
          remedy: `Set it to a time such as ${AT}.`,
          who: 'platform',
          since: AT,
        },
      ],
    });
    const source = aSource();
    const api = forReader(
      mockDpfApi({
        getDpuCluster: jest.fn().mockResolvedValue({ item, source }),
      }),
    );
    const { findings, ...rest } = item;
    await expect(api.getDpuCluster(REF)).resolves.toEqual({
      source,
      item: {
        ...rest,
        findings: [
          {
            ...findings[0],
            sentence: `Checks fail since ${formatTime(AT)}: no answer.`,
          },
        ],
      },
    });
  });

  it('serves the client itself, with its arguments', async () => {
    const fetch = jest.fn().mockResolvedValue(new Response('{"items":[]}'));
    const api = forReader(
      new DpfClient({
        discoveryApi: { getBaseUrl: async () => 'http://127.0.0.1/api/dpf' },
        fetchApi: { fetch },
      }),
    );
    await expect(api.getHistory(REF)).resolves.toEqual({ items: [] });
    expect(fetch).toHaveBeenCalledWith(
      'http://127.0.0.1/api/dpf/dpu-clusters/local/team-a/blue/history',
      expect.objectContaining({ method: 'GET' }),
    );
  });
});
