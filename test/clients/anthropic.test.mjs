// The Anthropic client against a gateway that the .NET test started; FAIRLEAD_URL and FAIRLEAD_KEY say where.
// Behind it stand an upstream of OpenAI's format ("gpt-…") and one of Anthropic's ("claude-…"): see NpmAnthropicRun.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';

const client = new Anthropic({ baseURL: process.env.FAIRLEAD_URL, apiKey: process.env.FAIRLEAD_KEY, maxRetries: 0 });
const ask = (model) => ({ model, max_tokens: 100, messages: [{ role: 'user', content: 'hello' }] });
const tool = (name) => ({ name, input_schema: { type: 'object', properties: {} } });

for (const vendor of ['gpt', 'claude']) {
  test(`${vendor} message`, async () => {
    const message = await client.messages.create(ask(`${vendor}-plain`));
    assert.equal(message.type, 'message');
    assert.deepEqual(message.content.map((block) => block.text), ['Grüße, 世界']);
    assert.equal(message.stop_reason, 'end_turn');
    assert.deepEqual([message.usage.input_tokens, message.usage.output_tokens], [5, 7]);
    assert.ok(message._request_id);
  });

  test(`${vendor} stream`, async () => {
    const stream = client.messages.stream(ask(`${vendor}-stream`));
    let text = '';
    stream.on('text', (piece) => (text += piece));
    const message = await stream.finalMessage();
    assert.equal(text, 'Grüße, 世界');
    assert.equal(message.content[0].text, 'Grüße, 世界');
    assert.equal(message.stop_reason, 'end_turn');
    assert.equal(message.usage.output_tokens, 2);
  });

  test(`${vendor} overloaded`, async () => {
    await assert.rejects(client.messages.create(ask(`${vendor}-overloaded`)), (error) => error instanceof Anthropic.APIError && error.status === 529 && error.error.error.type === 'overloaded_error');
  });
}

test('parallel tool calls in a stream', async () => {
  const message = await client.messages.stream({ ...ask('gpt-tools'), tools: [tool('weather'), tool('time')] }).finalMessage();
  assert.equal(message.stop_reason, 'tool_use');
  assert.deepEqual(
    message.content.filter((block) => block.type === 'tool_use').map((block) => [block.id, block.name, block.input]),
    [
      ['call_a', 'weather', { city: 'Köln' }],
      ['call_b', 'time', { zone: 'CET' }],
    ],
  );
});

test('error in a stream', async () => {
  const stream = await client.messages.create({ ...ask('gpt-breaks'), stream: true });
  let text = '';
  await assert.rejects(async () => {
    for await (const event of stream) text += event.delta?.text ?? '';
  }, Anthropic.APIError);
  assert.ok(text.length > 0, 'what came before the break was delivered');
});

test('errors', async () => {
  await assert.rejects(client.messages.create(ask('nobody-has-this')), Anthropic.NotFoundError);
  await assert.rejects(client.messages.create(ask('gpt-fails-429')), Anthropic.RateLimitError);
  const stranger = new Anthropic({ baseURL: process.env.FAIRLEAD_URL, apiKey: 'not-the-key', maxRetries: 0 });
  await assert.rejects(stranger.messages.create(ask('gpt-plain')), Anthropic.AuthenticationError);
});

test('models and tokens', async () => {
  const names = [];
  for await (const model of client.models.list({ limit: 2 })) names.push(model.id);
  assert.ok(names.includes('gpt-plain') && names.includes('claude-stream') && names.length > 2);
  assert.equal((await client.models.retrieve('gpt-plain')).id, 'gpt-plain');
  const { messages } = ask('gpt-plain');
  assert.ok((await client.messages.countTokens({ model: 'gpt-plain', messages })).input_tokens > 0);
});
