import { AcknowledgementRequest } from '@dpf-portal/dpf-model';
import { Request, Router } from 'express';
import { ONE_CLUSTER, metaOf, refOf } from './clusterPath';
import { RouterContext, audited, callerOf } from './RouterContext';

const PATH = `${ONE_CLUSTER}/findings/:code/acknowledgement`;

/** Routes by which users say that they know of a finding. */
export function addAcknowledgementRoutes(
  router: Router,
  context: RouterContext,
): void {
  const { auditor, reader, acknowledgementRequests, recorder } = context;

  const eventOf = (req: Request, meta: { until: string | null }) => ({
    eventId: 'finding-acknowledge',
    severityLevel: 'medium' as const,
    request: req,
    meta: { ...metaOf(req, 'by-ref'), code: req.params.code, ...meta },
  });

  router.put(PATH, async (req, res) => {
    const caller = await callerOf(context, req);
    const { code } = req.params;
    const request: AcknowledgementRequest = req.body;
    const answer = await audited(
      auditor,
      eventOf(req, { until: request.until }),
      async () => {
        const found = await reader.get(refOf(req), caller.credentials);
        const made = await acknowledgementRequests.put(
          found,
          code,
          request,
          caller,
        );
        void recorder.noted(found, {
          setting: `problem ${code}`,
          detail: `It was acknowledged until ${made.until}: ${made.note}`,
          by: caller.userEntityRef,
        });
        return made;
      },
    );
    res.json(answer);
  });

  router.delete(PATH, async (req, res) => {
    const caller = await callerOf(context, req);
    const { code } = req.params;
    await audited(auditor, eventOf(req, { until: null }), async () => {
      const found = await reader.get(refOf(req), caller.credentials);
      if (await acknowledgementRequests.delete(found, code, caller)) {
        void recorder.noted(found, {
          setting: `problem ${code}`,
          detail: 'Its acknowledgement was ended.',
          by: caller.userEntityRef,
        });
      }
    });
    res.status(204).end();
  });
}
