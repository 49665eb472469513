import { KubeconfigRequest } from '@dpf-portal/backstage-plugin-dpf-common';
import { Router } from 'express';
import { toCsv } from '../credentials/CredentialExport';
import { LedgerQuery } from '../credentials/CredentialLedger';
import { ONE_CLUSTER, metaOf, refOf } from './clusterPath';
import { RouterContext, audited, callerOf } from './RouterContext';

/** Routes of short-lived credentials for DPU clusters. */
export function addCredentialRoutes(
  router: Router,
  context: RouterContext,
): void {
  const { auditor, reader, credentials, credentialExport } = context;

  router.post(`${ONE_CLUSTER}/kubeconfig`, async (req, res) => {
    const caller = await callerOf(context, req);
    const request: KubeconfigRequest = req.body;
    const answer = await audited(
      auditor,
      {
        eventId: 'kubeconfig-issue',
        severityLevel: 'high',
        request: req,
        meta: {
          ...metaOf(req, 'by-ref'),
          role: request.role,
          lifetime: request.lifetime ?? null,
          reason: request.reason ?? null,
        },
      },
      async () =>
        credentials.issue(
          await reader.get(refOf(req), caller.credentials),
          request,
          caller,
        ),
      ({ credential: { id, clusterUid, from, until, auditId } }) => ({
        credentialId: id,
        uid: clusterUid,
        from,
        until,
        tenantAuditId: auditId ?? null,
      }),
    );
    res.setHeader('Cache-Control', 'no-store');
    res.status(201).json(answer);
  });

  router.get(`${ONE_CLUSTER}/credentials`, async (req, res) => {
    const caller = await callerOf(context, req);
    const list = await audited(
      auditor,
      {
        eventId: 'dpu-cluster-fetch',
        request: req,
        meta: metaOf(req, 'credentials'),
      },
      async () =>
        credentials.list(
          await reader.get(refOf(req), caller.credentials),
          caller,
        ),
    );
    res.setHeader('Cache-Control', 'no-store');
    res.json(list);
  });

  router.delete(`${ONE_CLUSTER}/credentials/:id`, async (req, res) => {
    const caller = await callerOf(context, req);
    const { id } = req.params;
    await audited(
      auditor,
      {
        eventId: 'kubeconfig-revoke',
        severityLevel: 'high',
        request: req,
        meta: { ...metaOf(req, 'by-ref'), credentialId: id },
      },
      async () =>
        credentials.revoke(
          await reader.get(refOf(req), caller.credentials),
          id,
          caller,
        ),
    );
    res.status(204).end();
  });

  router.get('/credentials', async (req, res) => {
    const caller = await callerOf(context, req);
    const { format, ...query } = req.query as LedgerQuery & {
      format?: 'json' | 'csv';
    };
    const answer = await audited(
      auditor,
      {
        eventId: 'credential-export',
        severityLevel: 'medium',
        request: req,
        meta: { ...query },
      },
      () => credentialExport.read(query, caller.credentials),
    );
    res.setHeader('Cache-Control', 'no-store');
    if (format === 'csv') {
      res.type('text/csv').send(toCsv(answer.items));
    } else {
      res.json(answer);
    }
  });
}
