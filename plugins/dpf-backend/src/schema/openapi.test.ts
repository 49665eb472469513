import {
  dpuClusterChangeSchema,
  dpuClusterRequestSchema,
} from '@dpf-portal/dpf-model';
import express from 'express';
import { readFileSync } from 'node:fs';
import request from 'supertest';
import { parse } from 'yaml';
import { AnswerCheck } from '../__testUtils__/AnswerCheck';
import {
  OPENAPI_FILE,
  OpenApiHandlers,
  openApiValidator,
} from '../router/openApiValidator';

const { schemas } = parse(readFileSync(OPENAPI_FILE, 'utf8')).components;

/** A schema with what it refers to, and without what changes no check. */
function plain(schema: object): object {
  return JSON.parse(JSON.stringify(schema), (_key, value) => {
    if (typeof value?.$ref === 'string') {
      return plain(schemas[value.$ref.split('/').pop()]);
    }
    const { allOf = [], description, ...rest } = value ?? {};
    if (allOf.length) {
      return Object.assign(rest, ...allOf);
    }
    if (typeof rest.type !== 'string') {
      return value;
    }
    // OpenAPI names null among the values; `nullable` says it.
    return Array.isArray(rest.enum)
      ? { ...rest, enum: rest.enum.filter((one: unknown) => one !== null) }
      : rest;
  });
}

describe('openapi.yaml', () => {
  it('lets in what the types and the forms allow, and nothing else', () => {
    expect({
      request: plain(schemas.DpuClusterRequest),
      change: plain(schemas.DpuClusterChange),
    }).toEqual({
      request: plain(dpuClusterRequestSchema),
      change: plain(dpuClusterChangeSchema),
    });
  });

  describe('compared with an answer', () => {
    const answering = (
      body: object,
      handlers: OpenApiHandlers = openApiValidator(),
    ) =>
      express()
        .use(handlers)
        .get('/health', (_req, res) => {
          res.json(body);
        });

    it.each([
      ['a field that it does not name', { status: 'ok', uptime: 5 }],
      ['a value that it does not allow', { status: 'well' }],
      ['no field that it requires', {}],
    ])('fails a test when that has %s', async (_what, body) => {
      const check = new AnswerCheck();
      await request(answering(body, check.handlers)).get('/health').expect(200);
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
