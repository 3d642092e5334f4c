// The openai client against a gateway that the .NET test started; FAIRLEAD_URL and FAIRLEAD_KEY say where.
// The upstream behind it answers by model name: see NpmOpenAIClientTests.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import OpenAI from 'openai';

const client = new OpenAI({
  baseURL: `${process.env.FAIRLEAD_URL}/v1`,
  apiKey: process.env.FAIRLEAD_KEY,
  maxRetries: 0,
});
const messages = [{ role: 'user', content: 'hello' }];

test('chat', async () => {
  const { data, response } = await client.chat.completions.create({ model: 'plain', messages }).withResponse();
  assert.equal(data.object, 'chat.completion');
  assert.equal(data.choices[0].message.content, 'Grüße, 世界');
  assert.equal(data.usage.total_tokens, 12);
  assert.equal(response.headers.get('x-litellm-model-id'), 'plain-1');
  assert.equal(response.headers.get('x-litellm-attempted-fallbacks'), '0');
});

test('stream', async () => {
  const stream = await client.chat.completions.create({ model: 'stream', messages, stream: true });
  let text = '';
  let finish;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta?.content ?? '';
    finish = chunk.choices[0]?.finish_reason ?? finish;
  }
  assert.equal(text, 'Grüße, 世界');
  assert.equal(finish, 'stop');
});

test('stream with usage', async () => {
  const stream = await client.chat.completions.create({
    model: 'stream-usage',
    messages,
    stream: true,
    stream_options: { include_usage: true },
  });
  let usage;
  for await (const chunk of stream) usage = chunk.usage ?? usage;
  assert.deepEqual(usage, { prompt_tokens: 5, completion_tokens: 7, total_tokens: 12 });
});

test('parallel tool calls in a stream', async () => {
  const tool = (name) => ({ type: 'function', function: { name, parameters: { type: 'object', properties: {} } } });
  const completion = await client.chat.completions
    .stream({ model: 'tools', messages, tools: [tool('weather'), tool('time')] })
    .finalChatCompletion();
  const calls = completion.choices[0].message.tool_calls;
  assert.deepEqual(
    calls.map((call) => [call.id, call.function.name, JSON.parse(call.function.arguments)]),
    [
      ['call_a', 'weather', { city: 'Köln' }],
      ['call_b', 'time', { zone: 'CET' }],
    ],
  );
});

test('embeddings', async () => {
  const { data } = await client.embeddings.create({ model: 'embed', input: 'hello' });
  assert.deepEqual(data[0].embedding, [1, -2, 0.5]);
});

test('models', async () => {
  const names = [];
  for await (const model of client.models.list()) names.push(model.id);
  assert.ok(names.includes('plain') && names.includes('tools'));
  assert.equal((await client.models.retrieve('plain')).id, 'plain');
});

const errors = [
  ['bad request', 'fails-400', OpenAI.BadRequestError, { param: 'temperature', code: 'invalid_value' }],
  ['context window', 'fails-context', OpenAI.BadRequestError, { code: 'context_length_exceeded' }],
  ['rate limit', 'fails-429', OpenAI.RateLimitError, {}],
  ['server error', 'fails-500', OpenAI.InternalServerError, {}],
  ['unknown model', 'nobody-has-this', OpenAI.NotFoundError, { code: 'model_not_found' }],
];
for (const [name, model, type, fields] of errors) {
  test(`error: ${name}`, async () => {
    await assert.rejects(client.chat.completions.create({ model, messages }), (error) => {
      assert.ok(error instanceof type, `${error.constructor.name} instead of ${type.name}`);
      assert.ok(error.message.length > 0 && error.requestID, 'a message and a request id');
      for (const [key, value] of Object.entries(fields)) assert.equal(error[key], value);
      return true;
    });
  });
}

test('error: wrong key', async () => {
  const stranger = new OpenAI({ baseURL: `${process.env.FAIRLEAD_URL}/v1`, apiKey: 'not-the-key', maxRetries: 0 });
  await assert.rejects(stranger.models.list(), OpenAI.AuthenticationError);
});

test('error in a stream', async () => {
  const stream = await client.chat.completions.create({ model: 'breaks', messages, stream: true });
  let text = '';
  await assert.rejects(async () => {
    for await (const chunk of stream) text += chunk.choices[0]?.delta?.content ?? '';
  }, OpenAI.APIError);
  assert.ok(text.length > 0, 'what came before the break was delivered');
});

const input = 'hello';

for (const model of ['plain', 'responses-native']) {
  test(`responses: ${model}`, async () => {
    const response = await client.responses.create({ model, input });
    assert.equal(response.object, 'response');
    assert.equal(response.output_text, 'Grüße, 世界');
    assert.equal(response.usage.total_tokens, 12);
  });
}

for (const model of ['stream', 'responses-native']) {
  test(`responses in a stream: ${model}`, async () => {
    let text = '';
    const stream = client.responses.stream({ model, input });
    stream.on('response.output_text.delta', (event) => (text += event.delta));
    const response = await stream.finalResponse();
    assert.equal(text, 'Grüße, 世界');
    assert.equal(response.output_text, 'Grüße, 世界');
    assert.equal(response.status, 'completed');
  });
}

test('responses: parallel tool calls in a stream', async () => {
  const tool = (name) => ({ type: 'function', name, strict: false, parameters: { type: 'object', properties: {} } });
  const response = await client.responses.stream({ model: 'tools', input, tools: [tool('weather'), tool('time')] }).finalResponse();
  assert.deepEqual(
    response.output.map((call) => [call.type, call.call_id, call.name, JSON.parse(call.arguments)]),
    [
      ['function_call', 'call_a', 'weather', { city: 'Köln' }],
      ['function_call', 'call_b', 'time', { zone: 'CET' }],
    ],
  );
});

test('responses: structured output', async () => {
  const format = { type: 'json_schema', name: 'answer', strict: true, schema: { type: 'object', properties: { n: { type: 'number' } }, required: ['n'], additionalProperties: false } };
  const response = await client.responses.parse({ model: 'structured', input, text: { format } });
  assert.deepEqual(JSON.parse(response.output_text), { n: 1 });
});

test('responses: error', async () => {
  await assert.rejects(client.responses.create({ model: 'fails-429', input }), OpenAI.RateLimitError);
  await assert.rejects(client.responses.create({ model: 'plain', input, previous_response_id: 'resp_1' }), (error) => {
    assert.ok(error instanceof OpenAI.BadRequestError);
    assert.equal(error.param, 'previous_response_id');
    return true;
  });
});

for (const model of ['breaks', 'responses-breaks']) {
  test(`responses: error in a stream: ${model}`, async () => {
    const stream = await client.responses.create({ model, input, stream: true });
    let text = '';
    await assert.rejects(async () => {
      for await (const event of stream) text += event.type === 'response.output_text.delta' ? event.delta : '';
    }, OpenAI.APIError);
    assert.ok(text.length > 0, 'what came before the break was delivered');
  });
}

test('abort', async (context) => {
  const stream = await client.chat.completions.create({ model: 'endless', messages, stream: true });
  let chunks = 0;
  for await (const chunk of stream) {
    chunks += chunk.choices.length;
    if (chunks === 2) break; // leaving the loop aborts the request
  }
  const left = performance.now();
  const seen = await fetch(`${process.env.UPSTREAM_URL}/aborted`, { signal: AbortSignal.timeout(20_000) });
  assert.equal(seen.status, 200);
  context.diagnostic(`the upstream saw the abort after ${(performance.now() - left).toFixed(1)} ms`);
});
