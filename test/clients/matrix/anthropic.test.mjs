// Anthropic's client against every upstream format.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import { calls, city, citySchema, formats, key, question, results, text, url, weatherSchema } from './gateway.mjs';

const client = new Anthropic({ baseURL: url, apiKey: key, maxRetries: 0 });
const max_tokens = 4096;
const messages = [{ role: 'user', content: question }];
const tools = calls.map(([name]) => ({ name, description: `Tells the ${name}.`, input_schema: weatherSchema }));
const textOf = (message) => message.content.filter((block) => block.type === 'text').map((block) => block.text).join('');

function called(message) {
  const made = message.content.filter((block) => block.type === 'tool_use');
  assert.deepEqual(made.map((call) => [call.name, call.input]), calls);
  return [
    ...messages,
    { role: 'assistant', content: message.content },
    { role: 'user', content: made.map((call) => ({ type: 'tool_result', tool_use_id: call.id, content: results[call.name] })) },
  ];
}

for (const model of formats) {
  test(`anthropic / ${model} / text`, async () => {
    const message = await client.messages.create({ model, max_tokens, messages, system: 'Be brief.' });
    assert.equal(textOf(message), text);
    assert.equal(message.stop_reason, 'end_turn');
    assert.ok(message.usage.input_tokens > 0 && message.usage.output_tokens > 0);
  });

  test(`anthropic / ${model} / stream`, async () => {
    const pieces = [];
    const stream = client.messages.stream({ model, max_tokens, messages }).on('text', (piece) => pieces.push(piece));
    const message = await stream.finalMessage();
    assert.equal(pieces.join(''), text);
    assert.ok(pieces.length > 1, 'in pieces');
    assert.equal(textOf(message), text);
    assert.ok(message.usage.output_tokens > 0);
  });

  test(`anthropic / ${model} / tool loop`, async () => {
    const first = await client.messages.create({ model, max_tokens, messages, tools });
    assert.equal(first.stop_reason, 'tool_use');
    const last = await client.messages.create({ model, max_tokens, messages: called(first), tools });
    assert.equal(textOf(last), text);
  });

  test(`anthropic / ${model} / streamed tool loop`, async () => {
    const first = await client.messages.stream({ model, max_tokens, messages, tools }).finalMessage();
    const last = await client.messages.stream({ model, max_tokens, messages: called(first), tools }).finalMessage();
    assert.equal(textOf(last), text);
  });

  test(`anthropic / ${model} / structured output`, async () => {
    const message = await client.messages.create({
      model: `${model}-json`,
      max_tokens,
      messages,
      output_config: { format: { type: 'json_schema', schema: citySchema } },
    });
    assert.deepEqual(JSON.parse(textOf(message)), city);
  });

  test(`anthropic / ${model} / errors`, async () => {
    await assert.rejects(client.messages.create({ model: `${model}-context`, max_tokens, messages }), (error) => {
      assert.ok(error instanceof Anthropic.BadRequestError, `${error.constructor.name}: ${error.message}`);
      assert.equal(error.error.error.type, 'invalid_request_error');
      return true;
    });
    await assert.rejects(client.messages.create({ model: `${model}-busy`, max_tokens, messages }), Anthropic.RateLimitError);
    await assert.rejects(client.messages.stream({ model: `${model}-broken`, max_tokens, messages }).finalMessage(), Anthropic.APIError);
  });
}
