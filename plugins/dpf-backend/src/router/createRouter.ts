import { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { addClusterRoutes } from './clusterRoutes';
import { jsonBody } from './jsonBody';
import { addManagementClusterRoutes } from './managementClusterRoutes';
import { openApiValidator } from './openApiValidator';
import { retryAfter } from './retryAfter';
import { RouterContext } from './RouterContext';
import { addUploadRoutes } from './uploadRoutes';

/** The REST API, `/api/dpf`. */
export function createRouter(context: RouterContext): Router {
  const router = PromiseRouter();
  router.use(...jsonBody());
  router.use(...openApiValidator(context.openApi));
  router.get('/health', (_req, res) => {
    res.json({ status: 'ok' });
  });
  addClusterRoutes(router, context);
  addManagementClusterRoutes(router, context);
  addUploadRoutes(router, context);
  router.use(retryAfter());
  return router;
}
