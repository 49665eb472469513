import { KUBECONFIG_UPLOAD_PATTERN } from '@dpf-portal/backstage-plugin-dpf-common';
import express from 'express';
import { readFileSync } from 'node:fs';
import request from 'supertest';
import { parse } from 'yaml';
import { AnswerCheck } from '../__testUtils__/AnswerCheck';
import {
  OPENAPI_FILE,
  OpenApiOptions,
  openApiValidator,
} from '../router/openApiValidator';

describe('openapi.yaml', () => {
  it('takes as a handle what the request rules take', () => {
    const { components } = parse(readFileSync(OPENAPI_FILE, 'utf8'));
    expect(components.schemas.KubeconfigUploadHandle.pattern).toBe(
      KUBECONFIG_UPLOAD_PATTERN,
    );
  });

  describe('compared with an answer', () => {
    const answering = (body: object, options?: OpenApiOptions) =>
      express()
        .use(openApiValidator(options))
        .get('/health', (_req, res) => {
          res.json(body);
        });

    it.each([
      ['a field that it does not name', { status: 'ok', uptime: 5 }],
      ['a value that it does not allow', { status: 'well' }],
      ['no field that it requires', {}],
    ])('fails a test when that has %s', async (_what, body) => {
      const check = new AnswerCheck();
      await request(answering(body, check.options)).get('/health').expect(200);
      expect(() => check.assertAllDescribed()).toThrow(
        'GET /health: /response',
      );
    });

    it('fails nothing in production', async () => {
      await request(answering({ status: 'well' }))
        .get('/health')
        .expect(200, { status: 'well' });
    });
  });
});
