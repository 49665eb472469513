import { InputError } from '@backstage/errors';
import express, { ErrorRequestHandler, RequestHandler, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { neverOlder } from '../freshness/neverOlder';
import { TooManyRequestsError } from '../requests/requestErrors';
import { addAcknowledgementRoutes } from './acknowledgementRoutes';
import { addClusterRoutes } from './clusterRoutes';
import { addCredentialRoutes } from './credentialRoutes';
import { addDpuRoutes } from './dpuRoutes';
import { addHistoryRoutes } from './historyRoutes';
import { addKubernetesPluginRoutes } from './kubernetesPluginRoutes';
import { addManagementClusterRoutes } from './managementClusterRoutes';
import { addManifestRoutes } from './manifestRoutes';
import { openApiValidator } from './openApiValidator';
import { addPlatformRoutes } from './platformRoutes';
import { RouterContext } from './RouterContext';
import { addUpgradeRoutes } from './upgradeRoutes';
import { addUploadRoutes } from './uploadRoutes';

/** A kubeconfig of 64 KiB, escaped as JSON. */
const LIMIT = '96kb';

const withoutBody: ErrorRequestHandler = (error, _req, _res, next) => {
  // The parser's own error contains the body, which may be a kubeconfig, and would put it into answers and logs.
  const isTooLarge = error?.type === 'entity.too.large';
  next(
    new InputError(
      isTooLarge ? 'The body is larger than 96 KiB.' : 'The body is not JSON.',
    ),
  );
};

/** Reads JSON bodies of bounded size. Its errors never contain the body. */
function jsonBody(): Array<RequestHandler | ErrorRequestHandler> {
  return [express.json({ limit: LIMIT }), withoutBody];
}

/** Sets the header that says when to repeat a rejected request. */
function retryAfter(): ErrorRequestHandler {
  return (error, _req, res, next) => {
    if (
      error instanceof TooManyRequestsError &&
      error.retryAfterSeconds !== undefined
    ) {
      res.setHeader('Retry-After', error.retryAfterSeconds);
    }
    next(error);
  };
}

/** The REST API, `/api/dpf`. */
export function createRouter(context: RouterContext): Router {
  const router = PromiseRouter();
  router.use(...jsonBody());
  router.use(...(context.openApi ?? openApiValidator()));
  router.get('/health', (_req, res) => {
    res.json({ status: 'ok' });
  });
  router.use(neverOlder(context));
  addClusterRoutes(router, context);
  addAcknowledgementRoutes(router, context);
  addCredentialRoutes(router, context);
  addKubernetesPluginRoutes(router, context);
  addManifestRoutes(router, context);
  addHistoryRoutes(router, context);
  addDpuRoutes(router, context);
  addManagementClusterRoutes(router, context);
  addPlatformRoutes(router, context);
  addUpgradeRoutes(router, context);
  addUploadRoutes(router, context);
  router.use(retryAfter());
  return router;
}
