// The openai client's Responses against every upstream format.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import OpenAI from 'openai';
import { calls, city, citySchema, formats, key, question, results, text, url, weatherSchema } from './gateway.mjs';

const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0 });
const input = [{ role: 'user', content: question }];
const tools = calls.map(([name]) => ({ type: 'function', name, description: `Tells the ${name}.`, parameters: weatherSchema, strict: false }));
const include = ['reasoning.encrypted_content'];

function called(response) {
  const made = response.output.filter((item) => item.type === 'function_call');
  assert.deepEqual(made.map((call) => [call.name, JSON.parse(call.arguments)]), calls);
  return [...input, ...response.output, ...made.map((call) => ({ type: 'function_call_output', call_id: call.call_id, output: results[call.name] }))];
}

for (const model of formats) {
  test(`openai responses / ${model} / text`, async () => {
    const response = await client.responses.create({ model, input, store: false });
    assert.equal(response.output_text, text);
    assert.equal(response.status, 'completed');
    assert.ok(response.usage.input_tokens > 0 && response.usage.output_tokens > 0);
  });

  test(`openai responses / ${model} / stream`, async () => {
    const stream = await client.responses.create({ model, input, store: false, stream: true });
    const pieces = [];
    let last = -1;
    let done;
    for await (const event of stream) {
      assert.ok(event.sequence_number > last, 'events are numbered');
      last = event.sequence_number;
      if (event.type === 'response.output_text.delta') pieces.push(event.delta);
      if (event.type === 'response.completed') done = event.response;
    }
    assert.equal(pieces.join(''), text);
    assert.ok(pieces.length > 1, 'in pieces');
    assert.equal(done.output.findLast((item) => item.type === 'message').content[0].text, text);
  });

  test(`openai responses / ${model} / tool loop`, async () => {
    const first = await client.responses.create({ model, input, tools, include, store: false });
    const last = await client.responses.create({ model, input: called(first), tools, include, store: false });
    assert.equal(last.output_text, text);
  });

  test(`openai responses / ${model} / streamed tool loop`, async () => {
    const first = await client.responses.stream({ model, input, tools, include, store: false }).finalResponse();
    const last = await client.responses.stream({ model, input: called(first), tools, include, store: false }).finalResponse();
    assert.equal(last.output_text, text);
  });

  test(`openai responses / ${model} / structured output`, async () => {
    const response = await client.responses.parse({
      model: `${model}-json`,
      input,
      store: false,
      text: { format: { type: 'json_schema', name: 'city', schema: citySchema, strict: true } },
    });
    assert.deepEqual(response.output_parsed, city);
  });

  test(`openai responses / ${model} / errors`, async () => {
    await assert.rejects(client.responses.create({ model: `${model}-context`, input, store: false }), (error) => {
      assert.ok(error instanceof OpenAI.BadRequestError, `${error.constructor.name}: ${error.message}`);
      assert.equal(error.code, 'context_length_exceeded');
      return true;
    });
    await assert.rejects(client.responses.create({ model: `${model}-busy`, input, store: false }), OpenAI.RateLimitError);
    let failed = false;
    try {
      const stream = await client.responses.create({ model: `${model}-broken`, input, store: false, stream: true });
      for await (const event of stream) failed ||= event.type === 'response.failed' || event.type === 'error';
    } catch (error) {
      assert.ok(error instanceof OpenAI.APIError, error.message);
      failed = true;
    }
    assert.ok(failed, 'a broken stream says so');
  });
}
