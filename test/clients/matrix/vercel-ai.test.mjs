// Vercel's ai with its three providers against every upstream format.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogleGenerativeAI } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import { APICallError, generateText, jsonSchema, Output, stepCountIs, streamText, tool } from 'ai';
import { calls, city, citySchema, formats, key, question, results, text, url, weatherSchema } from './gateway.mjs';

const openai = createOpenAI({ baseURL: `${url}/v1`, apiKey: key });
const providers = {
  'ai chat': (model) => openai.chat(model),
  'ai responses': (model) => openai.responses(model),
  'ai anthropic': createAnthropic({ baseURL: `${url}/v1`, apiKey: key }),
  'ai google': createGoogleGenerativeAI({ baseURL: `${url}/v1beta`, apiKey: key }),
};
const asked = process.env.FAIRLEAD_CLIENTS.split(',');

function toolbox(made) {
  return Object.fromEntries(
    calls.map(([name]) => [
      name,
      tool({
        description: `Tells the ${name}.`,
        inputSchema: jsonSchema(weatherSchema),
        execute: async (input) => {
          made.push([name, input]);
          return results[name];
        },
      }),
    ]),
  );
}

for (const [name, provider] of Object.entries(providers)) {
  for (const model of asked.includes(name) ? formats : []) {
    const quiet = { maxRetries: 0, onError: () => {}, providerOptions: { anthropic: { structuredOutputMode: 'outputFormat' } } };

    test(`${name} / ${model} / text`, async () => {
      const result = await generateText({ ...quiet, model: provider(model), prompt: question });
      assert.equal(result.text, text);
      assert.equal(result.finishReason, 'stop');
      assert.ok(result.usage.outputTokens > 0);
    });

    test(`${name} / ${model} / stream`, async () => {
      const result = streamText({ ...quiet, model: provider(model), prompt: question });
      const pieces = [];
      for await (const piece of result.textStream) pieces.push(piece);
      assert.equal(pieces.join(''), text);
      assert.ok(pieces.length > 1, 'in pieces');
    });

    test(`${name} / ${model} / tool loop`, async () => {
      const made = [];
      const result = await generateText({ ...quiet, model: provider(model), prompt: question, tools: toolbox(made), stopWhen: stepCountIs(3) });
      assert.deepEqual(made, calls);
      assert.equal(result.text, text);
    });

    test(`${name} / ${model} / streamed tool loop`, async () => {
      const made = [];
      const result = streamText({ ...quiet, model: provider(model), prompt: question, tools: toolbox(made), stopWhen: stepCountIs(3) });
      assert.equal(await result.text, text);
      assert.deepEqual(made, calls);
    });

    test(`${name} / ${model} / structured output`, async () => {
      const result = await generateText({ ...quiet, model: provider(`${model}-json`), prompt: question, output: Output.object({ schema: jsonSchema(citySchema) }) });
      assert.deepEqual(result.output, city);
    });

    test(`${name} / ${model} / errors`, async () => {
      const status = async (failing) => {
        try {
          await generateText({ ...quiet, model: provider(failing), prompt: question });
        } catch (error) {
          assert.ok(APICallError.isInstance(error), `${error.name}: ${error.message}`);
          return error.statusCode;
        }
        return 200;
      };
      assert.equal(await status(`${model}-context`), 400);
      assert.equal(await status(`${model}-busy`), 429);
    });
  }
}
