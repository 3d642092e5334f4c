// The openai client's chat completions against every upstream format.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import OpenAI from 'openai';
import { calls, city, citySchema, formats, key, question, results, text, url, weatherSchema } from './gateway.mjs';

const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0 });
const messages = [{ role: 'user', content: question }];
const tools = calls.map(([name]) => ({ type: 'function', function: { name, description: `Tells the ${name}.`, parameters: weatherSchema } }));

function called(message) {
  assert.deepEqual(message.tool_calls.map((call) => [call.function.name, JSON.parse(call.function.arguments)]), calls);
  // Only what OpenAI's format has: what was signed must come back by the ids alone.
  return [
    ...messages,
    { role: 'assistant', content: message.content, tool_calls: message.tool_calls },
    ...message.tool_calls.map((call) => ({ role: 'tool', tool_call_id: call.id, content: results[call.function.name] })),
  ];
}

for (const model of formats) {
  test(`openai chat / ${model} / text`, async () => {
    const completion = await client.chat.completions.create({ model, messages });
    assert.equal(completion.choices[0].message.content, text);
    assert.equal(completion.choices[0].finish_reason, 'stop');
    assert.ok(completion.usage.prompt_tokens > 0 && completion.usage.completion_tokens > 0);
  });

  test(`openai chat / ${model} / stream`, async () => {
    const stream = await client.chat.completions.create({ model, messages, stream: true, stream_options: { include_usage: true } });
    const pieces = [];
    let finish, usage;
    for await (const chunk of stream) {
      if (chunk.choices[0]?.delta?.content) pieces.push(chunk.choices[0].delta.content);
      finish = chunk.choices[0]?.finish_reason ?? finish;
      usage = chunk.usage ?? usage;
    }
    assert.equal(pieces.join(''), text);
    assert.ok(pieces.length > 1, 'in pieces');
    assert.equal(finish, 'stop');
    assert.ok(usage.completion_tokens > 0);
  });

  test(`openai chat / ${model} / tool loop`, async () => {
    const first = await client.chat.completions.create({ model, messages, tools });
    assert.equal(first.choices[0].finish_reason, 'tool_calls');
    const last = await client.chat.completions.create({ model, messages: called(first.choices[0].message), tools });
    assert.equal(last.choices[0].message.content, text);
  });

  test(`openai chat / ${model} / streamed tool loop`, async () => {
    const first = await client.chat.completions.stream({ model, messages, tools }).finalChatCompletion();
    const last = await client.chat.completions.stream({ model, messages: called(first.choices[0].message), tools }).finalChatCompletion();
    assert.equal(last.choices[0].message.content, text);
  });

  test(`openai chat / ${model} / structured output`, async () => {
    const completion = await client.chat.completions.parse({
      model: `${model}-json`,
      messages,
      response_format: { type: 'json_schema', json_schema: { name: 'city', schema: citySchema, strict: true } },
    });
    assert.deepEqual(JSON.parse(completion.choices[0].message.content), city);
  });

  test(`openai chat / ${model} / errors`, async () => {
    await assert.rejects(client.chat.completions.create({ model: `${model}-context`, messages }), (error) => {
      assert.ok(error instanceof OpenAI.BadRequestError, `${error.constructor.name}: ${error.message}`);
      assert.equal(error.code, 'context_length_exceeded');
      return true;
    });
    await assert.rejects(client.chat.completions.create({ model: `${model}-busy`, messages }), OpenAI.RateLimitError);
    await assert.rejects(async () => {
      const stream = await client.chat.completions.create({ model: `${model}-broken`, messages, stream: true });
      for await (const chunk of stream) assert.ok(chunk);
    }, OpenAI.APIError);
  });
}
