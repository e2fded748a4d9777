'use strict';
/**
 * Sends notes to the queue `NOTES_QUEUE_URL` from inside a function. Signed by hand: loading the SDK would take each
 * function several times as long as all else that it does, and not every endpoint's runtime has it.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
const { createHash, createHmac } = require('node:crypto');

const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const hmac = (key, text) => createHmac('sha256', key).update(text).digest();

/** The headers of a POST of JSON to an SQS endpoint. */
function signedHeaders({ host, body, at, region, accessKeyId, secretAccessKey, sessionToken }) {
  const time = `${at.toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`;
  const scope = `${time.slice(0, 8)}/${region}/sqs/aws4_request`;
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    host,
    'x-amz-date': time,
    ...(sessionToken ? { 'x-amz-security-token': sessionToken } : {}),
    'x-amz-target': 'AmazonSQS.SendMessage',
  };
  const names = Object.keys(headers).join(';');
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const canonical = ['POST', '/', '', lines.join(''), names, sha256(body)].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
  const key = scope.split('/').reduce(hmac, `AWS4${secretAccessKey}`);
  const signature = hmac(key, toSign).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
  return { ...headers, authorization };
}

function post(endpoint, headers, body) {
  const { request } = require(endpoint.startsWith('https:') ? 'node:https' : 'node:http');
  return new Promise((done, fail) => {
    const outgoing = request(endpoint, { method: 'POST', headers }, (answer) => {
      answer.resume();
      answer.on('end', () =>
        answer.statusCode === 200 ? done() : fail(new Error(`SQS answered ${answer.statusCode}.`)),
      );
    });
    outgoing.on('error', fail);
    outgoing.end(body);
  });
}

/** Resolves when the queue has the note. */
function tell(note) {
  const {
    AWS_REGION: region,
    AWS_ENDPOINT_URL: endpoint = `https://sqs.${region}.amazonaws.com`,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
    NOTES_QUEUE_URL,
  } = process.env;
  const body = JSON.stringify({ QueueUrl: NOTES_QUEUE_URL, MessageBody: JSON.stringify(note) });
  const { host } = new URL(endpoint);
  const who = { region, accessKeyId, secretAccessKey, sessionToken };
  return post(`${endpoint}/`, signedHeaders({ host, body, at: new Date(), ...who }), body);
}

module.exports = { signedHeaders, tell };
