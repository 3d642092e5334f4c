// LangChain's ChatOpenAI against every upstream format.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HumanMessage, ToolMessage } from '@langchain/core/messages';
import { ChatOpenAI } from '@langchain/openai';
import { calls, city, citySchema, formats, key, question, results, text, url, weatherSchema } from './gateway.mjs';

const chat = (model) => new ChatOpenAI({ model, apiKey: key, maxRetries: 0, configuration: { baseURL: `${url}/v1` } });
const tools = calls.map(([name]) => ({ type: 'function', function: { name, description: `Tells the ${name}.`, parameters: weatherSchema } }));
const messages = [new HumanMessage(question)];

function called(message) {
  assert.deepEqual(message.tool_calls.map((call) => [call.name, call.args]), calls);
  return [...messages, message, ...message.tool_calls.map((call) => new ToolMessage({ tool_call_id: call.id, content: results[call.name] }))];
}

async function gathered(stream) {
  let whole;
  let pieces = 0;
  for await (const chunk of stream) {
    whole = whole ? whole.concat(chunk) : chunk;
    pieces++;
  }
  return { whole, pieces };
}

for (const model of formats) {
  test(`langchain / ${model} / text`, async () => {
    const message = await chat(model).invoke(messages);
    assert.equal(message.text, text);
    assert.ok(message.usage_metadata.output_tokens > 0);
  });

  test(`langchain / ${model} / stream`, async () => {
    const { whole, pieces } = await gathered(await chat(model).stream(messages));
    assert.equal(whole.text, text);
    assert.ok(pieces > 1, 'in pieces');
  });

  test(`langchain / ${model} / tool loop`, async () => {
    const bound = chat(model).bindTools(tools);
    const last = await bound.invoke(called(await bound.invoke(messages)));
    assert.equal(last.text, text);
  });

  test(`langchain / ${model} / streamed tool loop`, async () => {
    const bound = chat(model).bindTools(tools);
    const first = await gathered(await bound.stream(messages));
    const last = await gathered(await bound.stream(called(first.whole)));
    assert.equal(last.whole.text, text);
  });

  test(`langchain / ${model} / structured output`, async () => {
    const structured = chat(`${model}-json`).withStructuredOutput(citySchema, { name: 'city', method: 'jsonSchema', strict: true });
    assert.deepEqual(await structured.invoke(messages), city);
  });

  test(`langchain / ${model} / errors`, async () => {
    await assert.rejects(chat(`${model}-context`).invoke(messages), { name: 'ContextOverflowError' });
    await assert.rejects(chat(`${model}-busy`).invoke(messages), (error) => error.status === 429);
  });
}
